package dev.holdfast.jdbi.tenant;

import static dev.holdfast.jdbi.fixture.Articles.ARTICLES;
import static dev.holdfast.jdbi.fixture.Authors.AUTHORS;
import static dev.holdfast.jdbi.fixture.Press.A;
import static dev.holdfast.jdbi.fixture.Press.B;
import static dev.holdfast.jdbi.fixture.Samples.SAMPLES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.error.ConstraintViolationException;
import dev.holdfast.error.TenantRequiredException;
import dev.holdfast.error.TransactionMisuseException;
import dev.holdfast.expression.PlainSql;
import dev.holdfast.jdbi.JdbiAcrossTenants;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.JdbiTransaction;
import dev.holdfast.jdbi.attack.AuthorDao;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.jdbi.fixture.Press;
import dev.holdfast.sql.SqlTypes;
import dev.holdfast.table.Table;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The door over all tenants. */
@PostgresTest(template = Press.class)
class AcrossTenantsTest {

    private final TestDatabase database;
    private final JdbiHoldfast holdfast;
    private final JdbiAcrossTenants all;

    AcrossTenantsTest(TestDatabase database) {
        this.database = database;
        this.holdfast = Press.holdfast(database);
        this.all = holdfast.acrossTenants("monthly invoice run");
    }

    @BeforeEach
    void oneAuthorEach() {
        Sql.run(database.acrossTenantsDataSource(), "delete from authors");
        Press.author(holdfast.tenant(A), "ann");
        Press.author(holdfast.tenant(B), "bob");
    }

    @Test
    @DisplayName("across tenants the DSL, a SqlObject and plain SQL see all rows, and PostgreSQL the reason")
    void seesAll() {
        assertThat(all.from(AUTHORS)
                        .orderBy(AUTHORS.name.asc())
                        .values(AUTHORS.name)
                        .list())
                .containsExactly("ann", "bob");
        assertThat(all.withSqlObject(AuthorDao.class, AuthorDao::names)).containsExactly("ann", "bob");
        assertThat(all.<List<String>>withHandle(
                        h -> h.createQuery("select name || current_setting('holdfast.reason') from authors order by 1")
                                .mapTo(String.class)
                                .list()))
                .containsExactly("annmonthly invoice run", "bobmonthly invoice run");
        assertThat(all.from(AUTHORS)
                        .where(AUTHORS.name.eq("ann"))
                        .values(PlainSql.expression(SqlTypes.TEXT, "why", "current_setting('holdfast.reason')"))
                        .one())
                .isEqualTo("monthly invoice run");
    }

    @Test
    @DisplayName("across tenants an insert must say whose row it is")
    void whose() {
        assertThatThrownBy(() -> Press.article(holdfast.tenant(A), UUID.randomUUID(), "x"))
                .isInstanceOf(dev.holdfast.error.ForeignKeyViolationException.class);
        assertThatThrownBy(() -> all.insertInto(AUTHORS, row -> row.set(AUTHORS.id, UUID.randomUUID())
                                .set(AUTHORS.name, "nobody's")
                                .set(AUTHORS.email, "n@press.test"))
                        .execute())
                .isInstanceOfAny(ConstraintViolationException.class, dev.holdfast.error.StatementException.class);
        assertThat(all.insertInto(AUTHORS, row -> row.set(AUTHORS.id, UUID.randomUUID())
                                .set(AUTHORS.tenantId, B)
                                .set(AUTHORS.name, "ben")
                                .set(AUTHORS.email, "n@press.test"))
                        .execute())
                .isOne();
        assertThat(holdfast.tenant(B).from(AUTHORS).count()).isEqualTo(2);
    }

    @Test
    @DisplayName("across tenants needs a data source of its own, and isn't opened inside a tenant's transaction")
    void itsOwnDoor() {
        JdbiHoldfast without = JdbiHoldfast.builder(database.applicationDataSource())
                .schema(Press.SCHEMA)
                .build();
        assertThatThrownBy(() -> without.acrossTenants("x"))
                .isInstanceOf(TenantRequiredException.class)
                .hasMessageContaining(".acrossTenants(dataSource)");
        holdfast.tenant(A)
                .useTransaction(tx -> assertThatThrownBy(() -> all.from(AUTHORS).list())
                        .isInstanceOf(TransactionMisuseException.class)
                        .hasMessageContaining("tenant 1"));
    }

    @Test
    @DisplayName("forEachTenant opens an ordinary scope of each active tenant, in order, with the reason")
    void forEachTenant() {
        all.tenants().createIfMissing(3L, "Press C");
        all.tenants().suspend(3L);
        try {
            List<String> seen = new ArrayList<>();
            all.forEachTenant(scope -> scope.useTransaction(tx -> {
                seen.add(scope.tenantId() + " " + tx.attach(AuthorDao.class).names());
                seen.add(tx.from(AUTHORS)
                        .values(PlainSql.expression(SqlTypes.TEXT, "why", "current_setting('holdfast.reason')"))
                        .one());
            }));
            assertThat(seen).containsExactly("1 [ann]", "monthly invoice run", "2 [bob]", "monthly invoice run");
            all.tenants().resume(3L);
            List<Object> ids = new ArrayList<>();
            all.forEachTenant(scope -> ids.add(scope.tenantId()));
            assertThat(ids).containsExactly(1L, 2L, 3L);
            List<Object> reached = new ArrayList<>();
            assertThatThrownBy(() -> all.forEachTenant(scope -> {
                        reached.add(scope.tenantId());
                        throw new IllegalStateException("stop");
                    }))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(reached).containsExactly(1L);
        } finally {
            all.tenants().suspend(3L);
        }
    }

    @Test
    @DisplayName("a job over all tenants says who runs it, and so do the scopes that it opens; another one doesn't")
    void says() {
        String read = "select concat_ws('|', current_setting('holdfast.actor', true),"
                + " current_setting('holdfast.reason', true), current_setting('holdfast.request_id', true),"
                + " current_setting('holdfast.metadata', true))";
        JdbiAcrossTenants job = all.actor("cron").requestId("run-7").metadata(Map.of("host", "h1"));
        assertThat(job.<String>withHandle(
                        h -> h.select(read).mapTo(String.class).one()))
                .isEqualTo("cron|monthly invoice run|run-7|{\"host\":\"h1\"}");
        List<String> seen = new ArrayList<>();
        job.because("once more")
                .forEachTenant(scope -> scope.useTransaction(tx -> seen.add(JdbiTransaction.handleOf(tx)
                        .select(read)
                        .mapTo(String.class)
                        .one())));
        assertThat(seen).hasSize(2).containsOnly("cron|once more|run-7|{\"host\":\"h1\"}");
        assertThat(job.because("once more").reason()).isEqualTo("once more");
        assertThat(all.<String>withHandle(
                        h -> h.select(read).mapTo(String.class).one()))
                .isEqualTo("|monthly invoice run||");
    }

    @Test
    @DisplayName("TN-28 deleting a tenant's rows across tenants leaves none in any table, and the other's as they were")
    void deleteATenant() {
        for (long tenant : new long[] {A, B}) {
            var scope = holdfast.tenant(tenant);
            Press.article(scope, Press.author(scope, "gone" + tenant), "title");
            scope.insertInto(SAMPLES, row -> row.set(SAMPLES.text, "sample")).execute();
        }
        all.useTransaction(tx -> {
            tx.deleteFrom(ARTICLES).where(ARTICLES.tenantId.eq(B)).execute();
            tx.deleteFrom(SAMPLES).where(SAMPLES.tenantId.eq(B)).execute();
            tx.deleteFrom(AUTHORS).where(AUTHORS.tenantId.eq(B)).execute();
        });
        for (Table table : Press.SCHEMA.tables()) {
            if (table.tenantKey() != null) {
                assertThat(Sql.column(
                                database.acrossTenantsDataSource(),
                                "select distinct tenant_id from " + table.qualifiedName()))
                        .as(table.name())
                        .containsExactly("1");
            }
        }
    }
}
