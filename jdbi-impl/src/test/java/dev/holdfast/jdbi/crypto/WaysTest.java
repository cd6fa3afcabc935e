package dev.holdfast.jdbi.crypto;

import static dev.holdfast.jdbi.crypto.Clinic.A;
import static dev.holdfast.jdbi.crypto.Letters.LETTERS;
import static dev.holdfast.jdbi.crypto.Patients.PATIENTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.crypto.Decrypted;
import dev.holdfast.crypto.DecryptionException;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.query.Cte;
import dev.holdfast.query.Cursor;
import dev.holdfast.query.Include;
import dev.holdfast.query.OnConflict;
import dev.holdfast.query.Row;
import dev.holdfast.query.Select;
import dev.holdfast.table.Alias;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Every way in which rows are read, with one value among them that was altered. */
@PostgresTest(template = Clinic.class)
class WaysTest {

    private static final UUID ANN = new UUID(0, 1);
    private static final UUID BOB = new UUID(0, 2);
    private static final UUID EVE = new UUID(0, 3);

    record Careful(UUID id, Decrypted<String> email) {}

    record Careless(UUID id, String email) {}

    record Letter(long id, Decrypted<String> body) {}

    record Parent(UUID id, List<Letter> letters) {}

    private final JdbiTenantScope a;
    private final Tamper tamper;

    WaysTest(TestDatabase database) {
        this.a = Clinic.holdfast(database).tenant(A);
        this.tamper = new Tamper(database);
    }

    /** Ann's values are as they were, Bob's e-mail and letter were altered; Eve has no letter. */
    @BeforeEach
    void threePatients() {
        tamper.empty();
        for (UUID id : List.of(ANN, BOB, EVE)) {
            a.insertInto(PATIENTS, row -> row.set(PATIENTS.id, id)
                            .set(PATIENTS.ward, "west")
                            .set(PATIENTS.email, id + "@example.org"))
                    .execute();
        }
        for (UUID id : List.of(ANN, BOB)) {
            a.insertInto(LETTERS, row -> row.set(LETTERS.patientId, id).set(LETTERS.body, "to " + id))
                    .execute();
        }
        alter("patients", "email", Tamper.id(BOB));
        alter("letters", "body", "patient_id = '" + BOB + "'");
    }

    private void alter(String table, String column, String where) {
        byte[] bytes = tamper.read(table, column, where);
        bytes[bytes.length - 1] ^= 1;
        tamper.write(table, column, bytes, where);
    }

    private static String told(Decrypted<String> value) {
        if (value instanceof Decrypted.Unreadable<String> unreadable) {
            assertThat(unreadable.cause().reason()).isEqualTo(DecryptionException.Reason.ALTERED_OR_MOVED);
            return "unreadable";
        }
        return String.valueOf(value.orNull());
    }

    private static Map<UUID, String> emails(List<Row> rows) {
        Map<UUID, String> found = new TreeMap<>();
        rows.forEach(row -> found.put(row.get(PATIENTS.id), told(row.get(PATIENTS.email.decrypted()))));
        return found;
    }

    private static final Map<UUID, String> EXPECTED =
            Map.of(ANN, ANN + "@example.org", BOB, "unreadable", EVE, EVE + "@example.org");

    @Test
    void selects() {
        assertThat(emails(a.from(PATIENTS).list())).isEqualTo(EXPECTED);
        assertThat(emails(a.from(PATIENTS)
                        .select(PATIENTS.id, PATIENTS.email.decrypted())
                        .list()))
                .isEqualTo(EXPECTED);
        assertThat(a.from(PATIENTS)
                        .orderBy(PATIENTS.id.asc())
                        .values(PATIENTS.email.decrypted())
                        .list())
                .extracting(WaysTest::told)
                .containsExactly(ANN + "@example.org", "unreadable", EVE + "@example.org");
        assertThatThrownBy(() -> a.from(PATIENTS).values(PATIENTS.email).list())
                .isInstanceOf(DecryptionException.class);
        assertThat(a.from(PATIENTS)
                        .orderBy(PATIENTS.id.asc())
                        .mapTo(Careful.class)
                        .list())
                .extracting(found -> told(found.email()))
                .containsExactly(ANN + "@example.org", "unreadable", EVE + "@example.org");
        assertThatThrownBy(() -> a.from(PATIENTS).mapTo(Careless.class).list())
                .isInstanceOf(DecryptionException.class)
                .hasMessageContaining("patients.email");
        assertThat(a.from(PATIENTS)
                        .select(PATIENTS.id)
                        .where(PATIENTS.email.isNotNull())
                        .list())
                .as("who doesn't ask isn't told")
                .hasSize(3);
    }

    @Test
    void streams() {
        try (var rows = a.from(PATIENTS).stream()) {
            assertThat(emails(rows.toList())).isEqualTo(EXPECTED);
        }
        try (var rows = a.from(PATIENTS).mapTo(Careful.class).stream()) {
            assertThat(rows.map(row -> told(row.email()))).containsExactlyInAnyOrderElementsOf(EXPECTED.values());
        }
        a.useTransaction(tx -> {
            try (var rows = tx.from(PATIENTS).stream()) {
                assertThat(emails(rows.toList())).isEqualTo(EXPECTED);
            }
        });
    }

    @Test
    void pages() {
        List<Row> all = new ArrayList<>();
        var page = a.from(PATIENTS).orderBy(PATIENTS.ward.asc()).limit(1).page();
        all.addAll(page.items());
        while (page.next() != null) {
            Cursor next = Cursor.parse(page.next().token());
            page = a.from(PATIENTS)
                    .orderBy(PATIENTS.ward.asc())
                    .after(next)
                    .limit(1)
                    .page();
            all.addAll(page.items());
        }
        assertThat(emails(all)).isEqualTo(EXPECTED);
    }

    @Test
    void aliases() {
        Alias p = PATIENTS.alias("p");
        Map<UUID, String> found = new TreeMap<>();
        a.from(p)
                .list()
                .forEach(row -> found.put(
                        row.get(p.of(PATIENTS.id)),
                        told(row.get(p.of(PATIENTS.email).decrypted()))));
        assertThat(found).isEqualTo(EXPECTED);
    }

    @Test
    void joins() {
        var rows = a.from(PATIENTS)
                .leftJoin(LETTERS, LETTERS.patientId.eq(PATIENTS.id))
                .orderBy(PATIENTS.id.asc())
                .list();
        assertThat(emails(rows)).isEqualTo(EXPECTED);
        assertThat(told(rows.get(0).get(LETTERS.body.decrypted()))).isEqualTo("to " + ANN);
        assertThat(told(rows.get(1).get(LETTERS.body.decrypted()))).isEqualTo("unreadable");
        assertThat(rows.get(2).getOrNull(LETTERS.body)).isNull();
        assertThat(rows.get(2).getOrNull(LETTERS.body.decrypted())).isNull();
        assertThatThrownBy(() -> rows.get(2).get(LETTERS.body)).hasMessageContaining("outer side of a join");
        assertThatThrownBy(() -> rows.get(1).getOrNull(LETTERS.body)).isInstanceOf(DecryptionException.class);
        assertThat(a.from(LETTERS)
                        .join(PATIENTS, PATIENTS.id.eq(LETTERS.patientId))
                        .list())
                .hasSize(2);
    }

    @Test
    void includes() {
        Include letters = Include.children(LETTERS.patientId).named("letters");
        var rows = a.from(PATIENTS).include(letters).orderBy(PATIENTS.id.asc()).list();
        assertThat(emails(rows)).isEqualTo(EXPECTED);
        assertThat(told(rows.get(0).get(letters).get(0).get(LETTERS.body.decrypted())))
                .isEqualTo("to " + ANN);
        assertThat(told(rows.get(1).get(letters).get(0).get(LETTERS.body.decrypted())))
                .isEqualTo("unreadable");
        assertThat(rows.get(2).get(letters)).isEmpty();
        assertThat(a.from(PATIENTS)
                        .select(PATIENTS.id)
                        .include(letters)
                        .orderBy(PATIENTS.id.asc())
                        .mapTo(Parent.class)
                        .list())
                .extracting(parent -> parent.letters().stream()
                        .map(letter -> told(letter.body()))
                        .toList())
                .containsExactly(List.of("to " + ANN), List.of("unreadable"), List.of());
        try (var stream = a.from(PATIENTS).include(letters).stream()) {
            assertThat(stream.mapToInt(row -> row.get(letters).size()).sum()).isEqualTo(2);
        }
    }

    @Test
    void derivedSources() {
        Select all = Select.from(PATIENTS).select(PATIENTS.id, PATIENTS.email);
        Cte cte = Cte.of("everybody", all);
        Map<UUID, String> found = new TreeMap<>();
        a.from(cte)
                .list()
                .forEach(row -> found.put(
                        row.get(cte.of(PATIENTS.id)),
                        told(row.get(cte.of(PATIENTS.email).decrypted()))));
        assertThat(found).isEqualTo(EXPECTED);

        found.clear();
        var table = all.asTable("t");
        a.from(table)
                .list()
                .forEach(row -> found.put(
                        row.get(table.of(PATIENTS.id)),
                        told(row.get(table.of(PATIENTS.email).decrypted()))));
        assertThat(found).isEqualTo(EXPECTED);

        Cte decrypted = Cte.of("d", Select.from(PATIENTS).select(PATIENTS.id, PATIENTS.email.decrypted()));
        assertThat(a.from(decrypted)
                        .where(decrypted.of(PATIENTS.id).eq(ANN))
                        .one()
                        .get(decrypted.of(PATIENTS.email)))
                .isEqualTo(ANN + "@example.org");

        Cte searched = Cte.of("s", Select.from(PATIENTS).select(PATIENTS.id, PATIENTS.email, PATIENTS.emailIndex));
        assertThat(a.from(searched)
                        .where(searched.of(PATIENTS.emailIndex).eq(EVE + "@EXAMPLE.org"))
                        .values(searched.of(PATIENTS.id))
                        .list())
                .containsExactly(EVE);
        assertThat(a.from(PATIENTS)
                        .select(PATIENTS.id, PATIENTS.email)
                        .unionAll(all)
                        .list())
                .hasSize(6);
    }

    @Test
    void returning() {
        assertThat(emails(a.update(PATIENTS)
                        .set(PATIENTS.ward, "east")
                        .everyRow()
                        .returning()
                        .list()))
                .isEqualTo(EXPECTED);
        UUID id = UUID.randomUUID();
        var inserted = a.insertInto(
                        PATIENTS,
                        row -> row.set(PATIENTS.id, id).set(PATIENTS.ward, "x").set(PATIENTS.email, "new@example.org"))
                .returning(PATIENTS.email)
                .one();
        assertThat(inserted.get(PATIENTS.email)).isEqualTo("new@example.org");
        var kept = a.insertInto(PATIENTS, row -> row.set(PATIENTS.id, BOB)
                        .set(PATIENTS.ward, "north")
                        .set(PATIENTS.email, "other@example.org"))
                .onConflict(OnConflict.on(PATIENTS.id).update(PATIENTS.ward))
                .returning(PATIENTS.ward, PATIENTS.email.decrypted())
                .one();
        assertThat(told(kept.get(PATIENTS.email.decrypted()))).isEqualTo("unreadable");
        a.insertInto(PATIENTS, row -> row.set(PATIENTS.id, BOB)
                        .set(PATIENTS.ward, "north")
                        .set(PATIENTS.email, "other@example.org"))
                .onConflict(OnConflict.on(PATIENTS.id).update(PATIENTS.email))
                .execute();
        assertThat(a.from(PATIENTS)
                        .where(PATIENTS.emailIndex.eq("other@example.org"))
                        .one()
                        .get(PATIENTS.id))
                .isEqualTo(BOB);
        assertThat(a.from(PATIENTS)
                        .where(PATIENTS.emailIndex.eq(BOB + "@example.org"))
                        .list())
                .as("the index followed")
                .isEmpty();
        assertThat(a.deleteFrom(PATIENTS).where(PATIENTS.id.eq(ANN)).returning().list())
                .singleElement()
                .satisfies(row -> assertThat(row.get(PATIENTS.email)).isEqualTo(ANN + "@example.org"));
    }

    @Test
    void deletedRows() {
        a.deleteFrom(PATIENTS).everyRow().execute();
        assertThat(a.from(PATIENTS).list()).isEmpty();
        assertThat(emails(a.from(PATIENTS.withDeleted()).list())).isEqualTo(EXPECTED);
        assertThat(emails(a.from(PATIENTS).onlyDeleted().list())).isEqualTo(EXPECTED);
        assertThat(a.from(PATIENTS)
                        .onlyDeleted()
                        .where(PATIENTS.emailIndex.eq(ANN + "@example.org"))
                        .list())
                .hasSize(1);
        assertThat(a.restore(PATIENTS).everyRow().execute().isRestored()).isTrue();
        assertThat(emails(a.from(PATIENTS).list())).isEqualTo(EXPECTED);
    }

    @Test
    @DisplayName("J-13 nothing that was read prints a value")
    void printing() {
        assertThat(a.from(PATIENTS).list().toString()).doesNotContain("@example.org");
        assertThat(a.from(PATIENTS).mapTo(Careful.class).list().toString()).doesNotContain("@example.org");
    }
}
