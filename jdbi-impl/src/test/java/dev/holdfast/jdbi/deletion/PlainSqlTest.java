package dev.holdfast.jdbi.deletion;

import static dev.holdfast.jdbi.deletion.Library.A;
import static dev.holdfast.jdbi.deletion.Library.B;
import static dev.holdfast.jdbi.deletion.Library.BOOKS;
import static dev.holdfast.jdbi.deletion.Library.WRITERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.deletion.Deletion;
import dev.holdfast.error.AccessDeniedException;
import dev.holdfast.error.DatabaseException;
import dev.holdfast.error.ForeignKeyViolationException;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.query.PlainStatement;
import dev.holdfast.query.Row;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What any SQL client gets, as the application's role with a tenant set, and how the DSL takes it up. */
@PostgresTest(template = Library.class)
class PlainSqlTest {

    private static int names;

    private final TestDatabase database;
    private final JdbiHoldfast holdfast;
    private final JdbiTenantScope a;
    private String name = "";

    PlainSqlTest(TestDatabase database) {
        this.database = database;
        this.holdfast = Library.holdfast(database);
        this.a = holdfast.tenant(A).actor("psql").because("by hand");
    }

    @BeforeEach
    void chooseName() {
        name = "q" + ++names;
    }

    private static long run(JdbiTenantScope scope, String sql, Object... arguments) {
        return scope.execute(PlainStatement.of(sql, arguments));
    }

    private Row stamps(UUID writer) {
        return a.from(WRITERS.withDeleted()).where(WRITERS.id.eq(writer)).one();
    }

    @Test
    void anUpdateOfTheTimeIsAWholeDeletion() {
        UUID ann = Library.writer(a, name);
        UUID bob = Library.writer(a, name + "b");
        UUID book = Library.book(a, ann, "one");
        assertThat(run(a, "update writers set deleted_at = now() where name like {0}", name + "%"))
                .isEqualTo(2);
        Row stamps = stamps(ann);
        assertThat(stamps.get(WRITERS.deletedBy())).isEqualTo("psql");
        assertThat(stamps.get(WRITERS.deleteReason())).isEqualTo("by hand");
        assertThat(stamps.get(WRITERS.version)).isEqualTo(2);
        UUID deletion = stamps.get(WRITERS.deletionId());
        assertThat(stamps(bob).get(WRITERS.deletionId())).isEqualTo(deletion);
        assertThat(a.from(BOOKS.onlyDeleted())
                        .where(BOOKS.id.eq(book))
                        .values(BOOKS.deletionId())
                        .one())
                .isEqualTo(deletion);
        assertThat(a.restoring(java.util.Objects.requireNonNull(deletion))
                        .execute()
                        .isRestored())
                .isTrue();
        assertThat(a.from(BOOKS).where(BOOKS.id.eq(book)).exists()).isTrue();
    }

    @Test
    void theStampsOfADeletedRowStayWhateverIsSaid() {
        UUID ann = Library.writer(a, name);
        Deletion gone = a.deleteFrom(WRITERS).where(WRITERS.id.eq(ann)).execute();
        Row before = stamps(ann);
        run(
                a.actor("mallory"),
                "update writers set deleted_at = now() + interval '1 day', deletion_id = gen_random_uuid(),"
                        + " deleted_by = 'x', delete_reason = 'y' where id = {0}",
                ann);
        Row after = stamps(ann);
        assertThat(after.get(WRITERS.deletionId())).isEqualTo(gone.id());
        assertThat(after.get(WRITERS.deletedAt())).isEqualTo(before.get(WRITERS.deletedAt()));
        assertThat(after.get(WRITERS.deletedBy())).isEqualTo("psql");
    }

    @Test
    void theViewInsertsUpdatesAndDeletesLiveRows() {
        UUID ann = Library.writer(a, name);
        assertThat(run(a, "update writers_live set name = 'x' where id = {0}", ann))
                .isEqualTo(1);
        assertThat(run(a, "delete from writers_live where id = {0}", ann)).isEqualTo(1);
        assertThat(run(a, "delete from writers_live where id = {0}", ann)).isZero();
        assertThat(run(a, "update writers_live set name = 'y' where id = {0}", ann))
                .isZero();
        assertThat(stamps(ann).get(WRITERS.deletedBy())).isEqualTo("psql");
        UUID fresh = UUID.randomUUID();
        assertThat(run(
                        a,
                        "insert into writers_live (id, name, email) values ({0}, 'z', {1})",
                        fresh,
                        name + "@library.test"))
                .isEqualTo(1);
        assertThat(holdfast.tenant(B).from(WRITERS).where(WRITERS.id.eq(fresh)).exists())
                .isFalse();
        assertThatThrownBy(() -> run(
                        a,
                        "insert into writers_live (tenant_id, id, name, email)"
                                + " values (2, gen_random_uuid(), 'z', 'z')"))
                .isInstanceOf(DatabaseException.class);
    }

    @Test
    void aLiveChildUnderADeletedParentIsRefusedWithWords() {
        UUID ann = Library.writer(a, name);
        a.deleteFrom(WRITERS).where(WRITERS.id.eq(ann)).expectOne();
        assertThatThrownBy(() -> run(
                        a,
                        "insert into books_live (id, writer_id, title) values (gen_random_uuid(), {0}, 'late')",
                        ann))
                .isInstanceOf(ForeignKeyViolationException.class)
                .hasMessageContaining("the row referred to is deleted");
    }

    @Test
    @DisplayName(
            "SD-13 a row can't be deleted for good behind soft delete's back, with a hint for whoever has the right")
    void bareDelete() throws SQLException {
        UUID ann = Library.writer(a, name);
        assertThatThrownBy(() -> run(a, "delete from writers where id = {0}", ann))
                .isInstanceOf(AccessDeniedException.class);
        assertThatThrownBy(() -> run(a, "truncate writers cascade")).isInstanceOf(AccessDeniedException.class);
        try (Connection superuser = database.superuserDataSource().getConnection()) {
            assertThatThrownBy(() -> Sql.run(superuser, "delete from writers where id = '" + ann + "'"))
                    .isInstanceOfSatisfying(SQLException.class, e -> {
                        assertThat(e.getSQLState()).isEqualTo("42501");
                        assertThat(((org.postgresql.util.PSQLException) e)
                                        .getServerErrorMessage()
                                        .getHint())
                                .contains("writers_live")
                                .contains("writers_purge");
                    });
        }
        assertThat(a.from(WRITERS).where(WRITERS.id.eq(ann)).exists()).isTrue();
    }

    @Test
    @DisplayName("SD-14 X-1 no rule rewrites deletes, and no policy hides deleted rows")
    void neitherRulesNorPolicies() {
        assertThat(Sql.one(
                        database.superuserDataSource(),
                        "select count(*) from pg_rewrite r join pg_class c on c.oid = r.ev_class"
                                + " where r.ev_type = '4' and c.relnamespace = 'public'::regnamespace"))
                .isEqualTo("0");
        assertThat(Sql.one(
                        database.superuserDataSource(),
                        "select count(*) from pg_policies where policyname <> 'holdfast_purge'"
                                + " and (qual like '%deleted_at%' or with_check like '%deleted_at%')"))
                .isEqualTo("0");
    }

    @Test
    void aLiveRowHasNoStamps() {
        UUID ann = Library.writer(a, name);
        run(a, "update writers set deletion_id = gen_random_uuid(), deleted_by = 'x' where id = {0}", ann);
        assertThat(stamps(ann).get(WRITERS.deletionId())).isNull();
        assertThat(stamps(ann).get(WRITERS.deletedBy())).isNull();
    }

    @Test
    @DisplayName("SD-16 who deletes can't choose the time, and so not when a row may be purged")
    void noBackdating() {
        UUID ann = Library.writer(a, name);
        run(a, "update writers set deleted_at = '2000-01-01', deletion_id = gen_random_uuid() where id = {0}", ann);
        assertThat(stamps(ann).get(WRITERS.deletedAt()))
                .isAfter(java.time.Instant.now().minusSeconds(600));
        UUID inserted = UUID.randomUUID();
        run(
                a,
                "insert into writers (id, name, email, deleted_at) values ({0}, 'x', {1}, '2000-01-01')",
                inserted,
                name + "x");
        Row stamps = stamps(inserted);
        assertThat(stamps.get(WRITERS.deletedAt()))
                .isAfter(java.time.Instant.now().minusSeconds(600));
        assertThat(stamps.get(WRITERS.deletedBy())).isEqualTo("psql");
        assertThat(stamps.get(WRITERS.deletionId())).isNotNull();
    }
}
