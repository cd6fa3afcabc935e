package dev.holdfast.jdbi.audit;

import static dev.holdfast.jdbi.deletion.Library.PAIRS;
import static dev.holdfast.jdbi.deletion.Library.WRITERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.TenantScope;
import dev.holdfast.audit.AuditAction;
import dev.holdfast.audit.AuditEntry;
import dev.holdfast.error.ActorRequiredException;
import dev.holdfast.error.StatementException;
import dev.holdfast.error.TransactionRequiredException;
import dev.holdfast.jdbi.AuditTrail;
import dev.holdfast.jdbi.ForTable;
import dev.holdfast.jdbi.HoldfastPlugin;
import dev.holdfast.jdbi.SoftDeletes;
import dev.holdfast.jdbi.deletion.Library;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.sqlobject.customizer.Bind;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A hand-written SqlObject reads the trail of what it changes. */
@PostgresTest(template = Audited.OfLibrary.class)
class AuditTrailTest {

    record Writer(UUID id, String name) {}

    public record Pair(int a, String b) {}

    @ForTable(Library.Writers.class)
    interface WriterDao extends AuditTrail<UUID>, SoftDeletes<Writer, UUID> {
        @SqlUpdate("insert into writers (id, tenant_id, name, email) values (:id, 1, :name, :id::text)")
        void add(@Bind("id") UUID id, @Bind("name") String name);

        @SqlUpdate("update writers set name = :name where id = :id")
        void rename(@Bind("id") UUID id, @Bind("name") String name);
    }

    @ForTable(Library.Pairs.class)
    interface PairDao extends AuditTrail<Pair> {
        @SqlUpdate("insert into pairs (tenant_id, a, b, note) values (1, :a, :b, 'n')")
        void add(@Bind("a") int a, @Bind("b") String b);
    }

    interface Unsaid extends AuditTrail<UUID> {}

    private final TestDatabase database;
    private final TenantScope scope;

    AuditTrailTest(TestDatabase database) {
        this.database = database;
        this.scope = Library.holdfast(database).tenant(Library.A).actor("ann");
    }

    @Test
    @DisplayName("the trail of a row, and of a table; a change undone; beside soft deletes")
    void trail() {
        UUID id = UUID.randomUUID();
        scope.useSqlObject(WriterDao.class, dao -> {
            dao.add(id, "A");
            dao.rename(id, "B");
            AuditEntry rename = dao.auditTrail(id).first().orElseThrow();
            assertThat(rename.of(WRITERS.name)).hasToString("\"A\" → \"B\"");
            assertThat(rename.changeSet().actor()).isEqualTo("ann");
            assertThat(dao.reverting(rename).execute().isReverted()).isTrue();
            dao.deleteById(id);
            assertThat(dao.auditTrail(id).list(10))
                    .extracting(AuditEntry::action)
                    .containsExactly(
                            AuditAction.SOFT_DELETE, AuditAction.UPDATE, AuditAction.UPDATE, AuditAction.INSERT);
            assertThat(dao.auditTrail().list(4)).hasSize(4);
        });
    }

    @Test
    @DisplayName("a key of several columns is a record")
    void severalColumns() {
        scope.insertInto(
                        PAIRS,
                        row -> row.set(PAIRS.left, 7).set(PAIRS.right, "b").set(PAIRS.note, "n"))
                .execute();
        int found = scope.withSqlObject(
                PairDao.class, dao -> dao.auditTrail(new Pair(7, "b")).list(10).size());
        assertThat(found).isEqualTo(1);
    }

    @Test
    @DisplayName(
            "a table that demands an actor refuses a change without one by its name, from the language and a SqlObject alike")
    void actorRequired() {
        Audited.enable(database, "pairs", "'tenant_id'", "needs_actor => true");
        try {
            TenantScope nobody = Library.holdfast(database).tenant(Library.A);
            refusesNobody(() -> nobody.insertInto(
                            PAIRS,
                            row -> row.set(PAIRS.left, 8).set(PAIRS.right, "b").set(PAIRS.note, "n"))
                    .execute());
            refusesNobody(() -> nobody.useSqlObject(PairDao.class, dao -> dao.add(8, "c")));
            scope.useSqlObject(PairDao.class, dao -> dao.add(8, "d"));
        } finally {
            Audited.enable(database, "pairs", "'tenant_id'", "needs_actor => false");
        }
    }

    private static void refusesNobody(ThrowingCallable change) {
        assertThatThrownBy(change)
                .isInstanceOfSatisfying(ActorRequiredException.class, refused -> {
                    assertThat(refused.table()).isEqualTo("pairs");
                    assertThat(refused.sqlState()).isEqualTo("HF016");
                })
                .hasMessageContaining("holdfast.actor isn't set. Hint: select set_config(");
    }

    @Test
    @DisplayName("without a table, and without a session, it is refused")
    void misuse() {
        assertThatThrownBy(() -> scope.useSqlObject(Unsaid.class, AuditTrail::auditTrail))
                .isInstanceOf(StatementException.class)
                .hasMessageContaining("extends AuditTrail")
                .hasMessageContaining("@ForTable");
        Jdbi jdbi = Jdbi.create(database.applicationDataSource()).installPlugin(new HoldfastPlugin());
        jdbi.installPlugin(new org.jdbi.v3.sqlobject.SqlObjectPlugin());
        assertThatThrownBy(() -> jdbi.useExtension(WriterDao.class, AuditTrail::auditTrail))
                .isInstanceOf(TransactionRequiredException.class);
    }
}
