package dev.holdfast.jdbi.isolation;

import static dev.holdfast.jdbi.isolation.Studio.BILLS;
import static dev.holdfast.jdbi.isolation.Studio.FRAMES;
import static dev.holdfast.jdbi.isolation.Studio.LOANS;
import static dev.holdfast.jdbi.isolation.Studio.PAINTERS;
import static dev.holdfast.jdbi.isolation.Studio.PAINTINGS;
import static dev.holdfast.jdbi.isolation.StudioSeeders.SEEDERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.holdfast.Holdfast;
import dev.holdfast.TenantScope;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.table.Schema;
import dev.holdfast.table.SoftDeletable;
import dev.holdfast.testkit.IsolationReport.Outcome;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.Role;
import dev.holdfast.testkit.SoftDeleteIsolation;
import dev.holdfast.testkit.SoftDeleteIsolationError;
import dev.holdfast.testkit.SoftDeleteReport;
import dev.holdfast.testkit.TestDatabase;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The assertion on trial: each way to a deleted row has to be found, and named. */
@DisplayName("Holes through which deleted rows are seen")
@PostgresTest(template = Studio.class)
class SoftDeleteHolesTest {

    private static final Schema SCHEMA = Schema.of(PAINTERS, PAINTINGS, LOANS);
    private static final Schema CHAIN = Schema.of(PAINTERS, PAINTINGS, LOANS, FRAMES, BILLS);
    private static final String LIVE = " with (security_invoker, check_option = cascaded) as select own.id,"
            + " own.tenant_id, own.painting_id, own.museum from loans as own where ";

    private final TestDatabase database;
    private final JdbiHoldfast holdfast;
    private String repair = "select 1";

    SoftDeleteHolesTest(TestDatabase database) {
        this.database = database;
        this.holdfast = Studio.holdfast(database);
    }

    /** SQL by hand that forgets what is deleted. */
    public interface Forgetful {
        @SqlQuery("select count(*) from loans")
        long loans();

        @SqlQuery("select count(*) from bills b join frames f on f.id = b.frame_id where f.deleted_at is null")
        long bills();
    }

    @AfterEach
    void repair() throws SQLException {
        run("truncate painters cascade; " + repair);
    }

    @Test
    @DisplayName("a live view of all rows")
    void viewOfAllRows() throws SQLException {
        hole("create or replace view loans_live" + LIVE + "true", "select holdfast.make_live_view('loans')");
        assertThat(found(holdfast))
                .containsExactly(
                        "loans read the live view by key SQL",
                        "loans join the live view SQL",
                        "loans update by the live view SQL");
    }

    @Test
    @DisplayName("a live view that shows nothing")
    void viewOfNoRows() throws SQLException {
        hole("create or replace view loans_live" + LIVE + "false", "select holdfast.make_live_view('loans')");
        assertThat(found(holdfast))
                .containsExactly(
                        "loans read the other rows by the live view SQL",
                        "loans delete a live row by the live view SQL");
    }

    @Test
    @DisplayName("a live view that asks for its parent's deletion, but not for that one's parent")
    void viewOfHalfAChain() throws SQLException {
        hole(
                "create or replace view bills_live with (security_invoker, check_option = cascaded) as select own.id,"
                        + " own.tenant_id, own.frame_id, own.cents from bills as own where exists (select from frames f"
                        + " where f.tenant_id = own.tenant_id and f.id = own.frame_id and f.deleted_at is null)",
                "select holdfast.make_live_view('bills')");
        assertThat(found(error(holdfast, CHAIN)))
                .contains("bills read the live view by key, under frame_id and painting_id SQL")
                .allMatch(hole -> hole.startsWith("bills ") && hole.endsWith(", under frame_id and painting_id SQL"));
    }

    @Test
    @DisplayName("a live view that deletes for good")
    void viewDeletes() throws SQLException {
        hole(
                "drop trigger holdfast_delete on loans_live; drop trigger zz_holdfast_no_delete on loans;"
                        + " grant delete on loans to holdfast_app",
                "revoke delete on loans from holdfast_app; create trigger zz_holdfast_no_delete before delete on loans"
                        + " for each statement execute function holdfast.refuse_delete();"
                        + " select holdfast.make_live_view('loans')");
        assertThat(found(holdfast))
                .containsExactly(
                        "loans delete a live row by the live view SQL",
                        "loans delete for good SQL",
                        "loans delete a live row for good SQL",
                        "loans delete for good as a purge SQL");
    }

    @Test
    @DisplayName("DELETE granted: who says that he purges, may")
    void deleteGranted() throws SQLException {
        hole("grant delete on loans to holdfast_app", "revoke delete on loans from holdfast_app");
        assertThat(found(holdfast)).containsExactly("loans delete for good as a purge SQL");
    }

    @Test
    @DisplayName("stamps that nothing guards")
    void noGuard() throws SQLException {
        hole(
                "alter table loans disable trigger zz_holdfast_deletion",
                "alter table loans enable trigger zz_holdfast_deletion");
        SoftDeleteReport report = isolation(holdfast).tryAll(SCHEMA, SEEDERS);
        assertThat(report.failures())
                .extracting(entry -> entry.table() + " " + entry.attempt() + " " + entry.outcome())
                .containsExactly("loans delete a live row by the live view UNCLEAR", "loans stamp again BREACHED");
    }

    @Test
    @DisplayName("a unique key that counts deleted rows")
    void uniqueCountsDeleted() throws SQLException {
        hole("create unique index of_all on painters (tenant_id, email)", "drop index of_all");
        assertThat(found(holdfast)).containsExactly("public.painters upsert on email DSL");
    }

    @Test
    @DisplayName("a trigger that touches deleted rows")
    void meddlingTrigger() throws SQLException {
        hole(
                "create function meddle() returns trigger language plpgsql as $$ begin if pg_trigger_depth() = 1 then"
                        + " update public.loans set museum = 'x' where deleted_at is not null; end if; return null; end $$;"
                        + " create trigger meddle after update on loans for each statement execute function meddle()",
                "drop function meddle() cascade");
        assertThat(found(holdfast)).contains("loans update DSL");
        assertThat(error(holdfast)).hasMessageContaining("the deleted row was changed");
    }

    @Test
    @DisplayName("a library that forgets its filter")
    void theLibraryForgets() {
        assertThat(found(forgetful()))
                .contains(
                        "loans read by key DSL",
                        "loans read all DSL",
                        "loans count DSL",
                        "loans exists DSL",
                        "loans join to others DSL",
                        "loans left join to others DSL",
                        "loans aggregate DSL",
                        "loans union DSL",
                        "loans page DSL",
                        "loans stream DSL")
                .allMatch(hole -> hole.endsWith(" DSL"));
    }

    @ParameterizedTest(name = "a query of yours: {0}")
    @CsvSource({"trash, paintings", "forgetful, loans", "half, bills", "first, paintings", "largest, paintings"})
    void queries(String name, String table) {
        SoftDeleteReport report = isolation(holdfast)
                .query(
                        "trash",
                        scope -> name.equals("trash")
                                ? scope.from(PAINTINGS.withDeleted())
                                        .join(PAINTERS, PAINTERS.id.eq(PAINTINGS.painterId))
                                        .select(PAINTINGS.id, PAINTERS.name)
                                        .list()
                                : 0)
                .query(
                        "forgetful",
                        scope -> name.equals("forgetful") ? scope.withSqlObject(Forgetful.class, Forgetful::loans) : 0)
                .query(
                        "half",
                        scope -> name.equals("half") ? scope.withSqlObject(Forgetful.class, Forgetful::bills) : 0)
                .query(
                        "first",
                        scope -> name.equals("first")
                                ? scope.from(PAINTERS)
                                        .leftJoin(PAINTINGS.withDeleted(), PAINTINGS.painterId.eq(PAINTERS.id))
                                        .count()
                                : 0)
                .query(
                        "largest",
                        scope -> name.equals("largest")
                                ? scope.from(PAINTINGS.onlyDeleted()).count()
                                : 0)
                .tryAll(name.equals("half") ? CHAIN : SCHEMA, SEEDERS);
        assertThat(report.failures())
                .isNotEmpty()
                .allMatch(entry -> entry.attempt().startsWith("query \"" + name + "\""))
                .anyMatch(entry -> entry.table().equals(table));
        assertThat(report.count(Outcome.NOT_TRIED)).isGreaterThanOrEqualTo(4);
    }

    @Test
    @DisplayName("the message names the hole, and no value")
    void message() throws SQLException {
        hole("grant delete on loans to holdfast_app", "revoke delete on loans from holdfast_app");
        SoftDeleteIsolationError error = error(holdfast);
        assertThat(error)
                .hasMessageContaining("1 of " + error.report().entries().size() + " attempts")
                .hasMessageContaining(
                        "  loans: delete for good as a purge, by SQL: breached (went through, with 1 rows)")
                .hasMessageContaining("holdfast.doctor()");
        assertThat(error.report().toString())
                .startsWith("Deleted rows of 3 tables: ")
                .contains(", 1 breached, ");
    }

    private void hole(String sql, String undo) throws SQLException {
        assumeThat(database.has(Role.SUPERUSER)).isTrue();
        repair = undo;
        run(sql);
    }

    private void run(String sql) throws SQLException {
        try (Connection connection = database.superuserDataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private List<String> found(Holdfast tried) {
        return found(error(tried));
    }

    private static List<String> found(SoftDeleteIsolationError error) {
        return error.report().failures().stream()
                .peek(failure ->
                        assertThat(failure.outcome()).as(failure.toString()).isEqualTo(Outcome.BREACHED))
                .map(failure -> failure.table() + " " + failure.attempt() + " " + failure.way())
                .toList();
    }

    private SoftDeleteIsolationError error(Holdfast tried) {
        return error(tried, SCHEMA);
    }

    private SoftDeleteIsolationError error(Holdfast tried, Schema schema) {
        return catchThrowableOfType(
                SoftDeleteIsolationError.class, () -> isolation(tried).assertAll(schema, SEEDERS));
    }

    private SoftDeleteIsolation isolation(Holdfast tried) {
        return SoftDeleteIsolation.of(tried, database.applicationDataSource()).inTenant(1);
    }

    /** A Holdfast whose tenant reads deleted rows too, once they are deleted. */
    private Holdfast forgetful() {
        TenantScope scope = holdfast.tenant(1);
        TenantScope leaking = (TenantScope) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {TenantScope.class}, (self, method, arguments) -> {
                    if (method.getName().equals("actor")) {
                        return self;
                    }
                    boolean from = method.getName().equals("from") && arguments[0] == LOANS;
                    return from
                            ? scope.from(((SoftDeletable) arguments[0]).withDeleted())
                            : invoke(method, scope, arguments);
                });
        return (Holdfast) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Holdfast.class},
                (self, method, arguments) ->
                        method.getName().equals("tenant") ? leaking : invoke(method, holdfast, arguments));
    }

    private static Object invoke(Method method, Object target, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
