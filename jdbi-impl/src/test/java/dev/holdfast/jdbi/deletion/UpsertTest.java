package dev.holdfast.jdbi.deletion;

import static dev.holdfast.jdbi.deletion.Library.A;
import static dev.holdfast.jdbi.deletion.Library.BOOKS;
import static dev.holdfast.jdbi.deletion.Library.WRITERS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.query.BoundInsert;
import dev.holdfast.query.OnConflict;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.Race;
import dev.holdfast.testkit.TestDatabase;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@PostgresTest(template = Library.class)
class UpsertTest {

    private static int names;

    private final JdbiTenantScope a;
    private String name = "";

    UpsertTest(TestDatabase database) {
        this.a = Library.holdfast(database).tenant(A);
    }

    @BeforeEach
    void chooseName() {
        name = "u" + ++names;
    }

    private BoundInsert insert(UUID id, String newName) {
        return a.insertInto(
                WRITERS,
                row -> row.set(WRITERS.id, id).set(WRITERS.name, newName).set(WRITERS.email, name + "@library.test"));
    }

    private void delete(UUID writer) {
        a.deleteFrom(WRITERS).where(WRITERS.id.eq(writer)).expectOne();
    }

    private List<UUID> live() {
        return a.from(WRITERS)
                .where(WRITERS.email.eq(name + "@library.test"))
                .values(WRITERS.id)
                .list();
    }

    @Test
    @DisplayName("SD-8 X-5 an upsert by a unique value meets live rows alone")
    void byAValue() {
        UUID gone = Library.writer(a, name);
        delete(gone);
        UUID fresh = UUID.randomUUID();
        var upsert = OnConflict.on(WRITERS.email).update(WRITERS.name);
        assertThat(insert(fresh, "new").onConflict(upsert).execute()).isEqualTo(1);
        assertThat(live()).containsExactly(fresh);
        assertThat(insert(UUID.randomUUID(), "newer").onConflict(upsert).execute())
                .isEqualTo(1);
        assertThat(live()).containsExactly(fresh);
        assertThat(a.from(WRITERS).where(WRITERS.id.eq(fresh)).one().get(WRITERS.name))
                .isEqualTo("newer");
        assertThat(a.from(WRITERS)
                        .onlyDeleted()
                        .where(WRITERS.id.eq(gone))
                        .one()
                        .get(WRITERS.name))
                .isEqualTo(name);
    }

    @Test
    void byThePrimaryKeyADeletedRowStaysAsItIs() {
        UUID gone = Library.writer(a, name);
        delete(gone);
        assertThat(insert(gone, "new")
                        .onConflict(OnConflict.on(WRITERS.id).update(WRITERS.name))
                        .execute())
                .isZero();
        assertThat(live()).isEmpty();
        assertThat(a.from(WRITERS)
                        .onlyDeleted()
                        .where(WRITERS.id.eq(gone))
                        .one()
                        .get(WRITERS.name))
                .isEqualTo(name);
    }

    @Test
    void byThePrimaryKeyADeletedRowIsRevivedByChoice() {
        UUID gone = Library.writer(a, name);
        UUID book = Library.book(a, gone, "one");
        delete(gone);
        assertThat(insert(gone, "new")
                        .onConflict(
                                OnConflict.on(WRITERS.id).update(WRITERS.name).reviving())
                        .execute())
                .isEqualTo(1);
        assertThat(live()).containsExactly(gone);
        var row = a.from(WRITERS).withDeleted().where(WRITERS.id.eq(gone)).one();
        assertThat(row.get(WRITERS.name)).isEqualTo("new");
        assertThat(row.get(WRITERS.version)).isEqualTo(3);
        assertThat(row.get(WRITERS.deletionId())).isNull();
        assertThat(a.from(BOOKS).where(BOOKS.id.eq(book)).exists()).isTrue();
        assertThat(insert(gone, "ignored")
                        .onConflict(OnConflict.on(WRITERS.id).reviving())
                        .execute())
                .isZero();
        delete(gone);
        assertThat(insert(gone, "ignored")
                        .onConflict(OnConflict.on(WRITERS.id).reviving())
                        .execute())
                .isEqualTo(1);
        assertThat(a.from(WRITERS).where(WRITERS.id.eq(gone)).one().get(WRITERS.name))
                .isEqualTo("new");
    }

    @Test
    void byAValueTheRowDeletedLastIsRevivedByChoice() {
        UUID older = Library.writer(a, name);
        delete(older);
        UUID last = Library.writer(a, name);
        UUID book = Library.book(a, last, "one");
        delete(last);
        var upsert = OnConflict.on(WRITERS.email).update(WRITERS.name).reviving();
        UUID unused = UUID.randomUUID();
        assertThat(insert(unused, "back")
                        .onConflict(upsert)
                        .returning(WRITERS.id)
                        .map(row -> row.get(WRITERS.id))
                        .list())
                .containsExactly(last);
        assertThat(live()).containsExactly(last);
        assertThat(a.from(BOOKS).where(BOOKS.id.eq(book)).exists()).isTrue();
        assertThat(insert(unused, "again").onConflict(upsert).execute()).isEqualTo(1);
        assertThat(live()).containsExactly(last);
    }

    @Test
    void manyRowsReviveWhatIsGoneAndInsertTheRest() {
        UUID gone = Library.writer(a, name + "0");
        delete(gone);
        UUID there = Library.writer(a, name + "1");
        long written = a.insertInto(WRITERS)
                .rows(List.of(name + "0", name + "1", name + "2"), (row, each) -> row.set(WRITERS.id, UUID.randomUUID())
                        .set(WRITERS.name, "many")
                        .set(WRITERS.email, each + "@library.test"))
                .onConflict(OnConflict.on(WRITERS.email).update(WRITERS.name).reviving())
                .execute();
        assertThat(written).isEqualTo(3);
        assertThat(a.from(WRITERS)
                        .where(WRITERS.id.oneOf(List.of(gone, there)).and(WRITERS.name.eq("many")))
                        .count())
                .isEqualTo(2);
        assertThat(a.from(WRITERS).where(WRITERS.email.startsWith(name)).count())
                .isEqualTo(3);
    }

    @Test
    void raceOfRevivalsGivesOneLiveRow() {
        for (int round = 0; round < 10; round++) {
            UUID gone = Library.writer(a, name);
            delete(gone);
            var outcomes = Race.of(4).run(i -> insert(UUID.randomUUID(), "racer " + i)
                    .onConflict(
                            OnConflict.on(WRITERS.email).update(WRITERS.name).reviving())
                    .execute());
            assertThat(outcomes.errors()).isEmpty();
            assertThat(live()).hasSize(1);
            live().forEach(this::delete);
        }
    }
}
