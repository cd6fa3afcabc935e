package dev.holdfast.jdbi.session;

import static dev.holdfast.jdbi.fixture.Authors.AUTHORS;
import static dev.holdfast.jdbi.fixture.Press.A;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.Transaction;
import dev.holdfast.Use;
import dev.holdfast.error.DatabaseException;
import dev.holdfast.error.ForeignKeyViolationException;
import dev.holdfast.error.TransactionMisuseException;
import dev.holdfast.expression.PlainSql;
import dev.holdfast.expression.Selectable;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.jdbi.JdbiTransaction;
import dev.holdfast.jdbi.attack.Pools;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.jdbi.fixture.Press;
import dev.holdfast.query.PlainStatement;
import dev.holdfast.sql.SqlTypes;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SQL inside a transaction that ends it, or takes its tenant away. */
@PostgresTest(template = Press.class)
class LostTransactionTest {

    private static final Selectable<String> NEW_TENANT = PlainSql.expression(SqlTypes.TEXT, "t", "t");

    private final TestDatabase database;

    LostTransactionTest(TestDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void nobody() {
        Sql.run(database.acrossTenantsDataSource(), "delete from authors");
    }

    interface RawDao {

        @SqlUpdate("commit")
        void commit();

        @SqlUpdate("rollback")
        void rollback();

        @SqlUpdate("reset all")
        void resetAll();
    }

    record Loss(String name, Use<Transaction> work) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Loss> losses() {
        List<Loss> losses = new ArrayList<>();
        for (String sql : new String[] {
            "commit",
            "rollback",
            "commit and chain",
            "rollback and chain",
            "commit; begin",
            "reset all",
            "reset holdfast.tenant_id",
            "select set_config('holdfast.tenant_id', '2', true)",
            "select set_config('holdfast.tenant_id', '2', false)",
            "select set_config('holdfast.transaction', 'forged', true)"
        }) {
            losses.add(new Loss(
                    "handle: " + sql, tx -> JdbiTransaction.handleOf(tx).execute(sql)));
            losses.add(new Loss("connection: " + sql, tx -> Sql.run(connection(tx), sql)));
            if (!sql.startsWith("select") && !sql.contains(";")) { // which plain SQL refuses
                losses.add(new Loss("plain statement: " + sql, tx -> tx.execute(PlainStatement.of(sql))));
            }
        }
        losses.add(new Loss(
                "plain rows",
                tx -> tx.list(PlainStatement.of("select set_config('holdfast.tenant_id', '2', true)")
                        .returning(NEW_TENANT))));
        losses.add(new Loss("plain expression", tx -> tx.from(AUTHORS)
                .values(PlainSql.expression(SqlTypes.TEXT, "t", "set_config('holdfast.tenant_id', '2', true)"))
                .list()));
        losses.add(new Loss("commit, discard all", tx -> {
            connection(tx).commit();
            connection(tx).setAutoCommit(true);
            Sql.run(connection(tx), "discard all");
            connection(tx).setAutoCommit(false);
        }));
        losses.add(new Loss("SqlObject: commit", tx -> tx.attach(RawDao.class).commit()));
        losses.add(new Loss("SqlObject: rollback", tx -> tx.attach(RawDao.class).rollback()));
        losses.add(
                new Loss("SqlObject: reset all", tx -> tx.attach(RawDao.class).resetAll()));
        losses.add(new Loss("Connection.commit()", tx -> connection(tx).commit()));
        losses.add(new Loss("Connection.rollback()", tx -> connection(tx).rollback()));
        return losses;
    }

    private static Connection connection(Transaction tx) {
        return JdbiTransaction.handleOf(tx).getConnection();
    }

    @ParameterizedTest(name = "{displayName} [{0}]")
    @MethodSource("losses")
    @DisplayName("TN-33 a transaction that isn't its own any more at its end throws")
    void lost(Loss loss) {
        lost(loss, "prepareThreshold=1", true);
        lost(loss, "prepareThreshold=5", false);
        lost(loss, "preferQueryMode=simple", true);
        lost(loss, "stringtype=unspecified", false);
        lost(loss, "autosave=always", true);
    }

    private void lost(Loss loss, String parameter, boolean autoCommit) {
        String mode = parameter + ", autoCommit=" + autoCommit;
        try (HikariDataSource pool = Pools.pool(database, 1, autoCommit, parameter)) {
            JdbiTenantScope a = Press.holdfast(database, pool).tenant(A);
            for (boolean more : new boolean[] {false, true}) {
                for (boolean rollbackOnly : new boolean[] {false, true}) {
                    assertThatThrownBy(() -> a.useTransaction(tx -> {
                                insert(tx, "before");
                                loss.work().run(tx);
                                if (more) {
                                    tx.from(AUTHORS).count();
                                }
                                if (rollbackOnly) {
                                    tx.rollbackOnly();
                                }
                            }))
                            .as(mode + ", more=" + more + ", rollbackOnly=" + rollbackOnly)
                            .isInstanceOf(TransactionMisuseException.class)
                            .hasMessageContaining("isn't the one that was begun");
                }
            }
            assertThat(a.<String>withHandle(
                            h -> h.select("select coalesce(current_setting('holdfast.tenant_id', true), '')")
                                    .mapTo(String.class)
                                    .one()))
                    .as("the connection serves the next one")
                    .isEqualTo(String.valueOf(A));
            a.useTransaction(tx -> JdbiTransaction.handleOf(tx).execute("select 1"));
        }
    }

    private static void insert(Transaction tx, String name) {
        tx.insertInto(AUTHORS, row -> row.set(AUTHORS.id, UUID.randomUUID())
                        .set(AUTHORS.name, name)
                        .set(AUTHORS.email, UUID.randomUUID() + "@press.test"))
                .execute();
    }

    @Test
    @DisplayName("TN-33 insert, raw rollback, count, return: nothing is reported as stored that isn't")
    void asReported() {
        JdbiTenantScope a = Press.holdfast(database).tenant(A);
        List<Long> counts = new ArrayList<>();
        assertThatThrownBy(() -> a.<UUID>inTransaction(tx -> {
                    UUID id = UUID.randomUUID();
                    tx.attach(dev.holdfast.jdbi.attack.AuthorDao.class).insert(id, "ann", "ann@press.test");
                    JdbiTransaction.handleOf(tx).execute("rollback");
                    insertElsewhere();
                    counts.add(tx.from(AUTHORS).count());
                    return id;
                }))
                .isInstanceOf(TransactionMisuseException.class);
        assertThat(counts).as("no tenant, no rows").containsExactly(0L);
        assertThat(a.from(AUTHORS).values(AUTHORS.name).list()).containsExactly("elsewhere");
    }

    private void insertElsewhere() {
        Sql.run(
                database.acrossTenantsDataSource(),
                "insert into authors (tenant_id, id, name, email) values (1, gen_random_uuid(), 'elsewhere', 'e@press.test')");
    }

    @Test
    @DisplayName("savepoints, nested transactions and other settings by hand are no loss")
    void noLoss() {
        JdbiTenantScope a = Press.holdfast(database).tenant(A);
        a.useTransaction(tx -> {
            Handle handle = JdbiTransaction.handleOf(tx);
            handle.execute("savepoint mine");
            handle.execute("set local work_mem = '8MB'");
            handle.execute("rollback to savepoint mine");
            tx.useTransaction(inner -> insert(inner, "nested"));
            assertThat(catchThrowable(() -> handle.useTransaction(h -> h.execute("select 1/0"))))
                    .isNotNull();
            insert(tx, "kept");
        });
        a.useTransaction(tx -> {
            JdbiTransaction.handleOf(tx).execute("select 1");
            insert(tx, "rolled back");
            tx.rollbackOnly();
        });
        assertThat(a.from(AUTHORS)
                        .orderBy(AUTHORS.name.asc())
                        .values(AUTHORS.name)
                        .list())
                .containsExactly("kept", "nested");
    }

    @Test
    @DisplayName("what a deferred constraint says at the commit comes out as itself")
    void deferred() {
        Sql.run(
                database.ownerDataSource(),
                "create table if not exists public.pairs (id bigint primary key,"
                        + " other bigint references public.pairs deferrable initially deferred)");
        Sql.run(database.ownerDataSource(), "grant select, insert on public.pairs to holdfast_app");
        JdbiTenantScope a = Press.holdfast(database).tenant(A);
        assertThatThrownBy(() -> a.useTransaction(
                        tx -> JdbiTransaction.handleOf(tx).execute("insert into public.pairs values (1, 2)")))
                .isInstanceOf(ForeignKeyViolationException.class);
        assertThat(a.<Integer>withHandle(h -> h.select("select count(*) from public.pairs")
                        .mapTo(Integer.class)
                        .one()))
                .isZero();
    }

    @ParameterizedTest(name = "{displayName} [{0}]")
    @ValueSource(strings = {"autosave=always", "autosave=conservative", "autosave=never"})
    @DisplayName("J-28 the driver's autosave is as before behind a transaction")
    void autosave(String parameter) throws Exception {
        try (HikariDataSource pool = Pools.pool(database, 1, true, parameter)) {
            JdbiTenantScope a = Press.holdfast(database, pool).tenant(A);
            String before = autosave(pool);
            a.useTransaction(tx -> insert(tx, "kept"));
            assertThatThrownBy(() ->
                            a.useTransaction(tx -> JdbiTransaction.handleOf(tx).execute("select 1/0")))
                    .isInstanceOf(DatabaseException.class);
            assertThat(autosave(pool)).isEqualTo(before);
            assertThat(parameter).endsWith(before);
        }
    }

    private static String autosave(HikariDataSource pool) throws Exception {
        try (Connection connection = pool.getConnection()) {
            return connection
                    .unwrap(org.postgresql.PGConnection.class)
                    .getAutosave()
                    .value();
        }
    }
}
