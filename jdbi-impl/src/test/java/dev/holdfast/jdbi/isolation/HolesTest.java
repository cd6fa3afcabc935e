package dev.holdfast.jdbi.isolation;

import static dev.holdfast.jdbi.fixture.Articles.ARTICLES;
import static dev.holdfast.jdbi.fixture.Authors.AUTHORS;
import static dev.holdfast.jdbi.fixture.Press.A;
import static dev.holdfast.jdbi.fixture.Press.B;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.holdfast.Holdfast;
import dev.holdfast.Scope;
import dev.holdfast.TenantScope;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.fixture.Press;
import dev.holdfast.table.Schema;
import dev.holdfast.testkit.IsolationReport.Outcome;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.Role;
import dev.holdfast.testkit.Seeders;
import dev.holdfast.testkit.TenantIsolation;
import dev.holdfast.testkit.TenantIsolationError;
import dev.holdfast.testkit.TestDatabase;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The assertion on trial: each hole made in the fence has to be found, and named. */
@PostgresTest(template = Press.class)
class HolesTest {

    private static final Schema SCHEMA = Schema.of(AUTHORS, ARTICLES);
    private static final String CURRENT = "(select nullif(current_setting('holdfast.tenant_id', true), '')::bigint)";

    private final TestDatabase database;
    private final JdbiHoldfast holdfast;
    private final List<String> names = new CopyOnWriteArrayList<>();
    private final Seeders seeders = Seeders.of()
            .table(AUTHORS, scope -> Press.author(scope, name()))
            .table(ARTICLES, scope -> Press.article(scope, Press.author(scope, name()), name()));
    private String repair = "select 1";

    HolesTest(TestDatabase database) {
        this.database = database;
        this.holdfast = Press.holdfast(database);
    }

    private String name() {
        String name = PressSeeders.name();
        names.add(name);
        return name;
    }

    @AfterEach
    void repair() throws SQLException {
        assumeThat(database.has(Role.SUPERUSER)).isTrue();
        run(database.superuserDataSource(), "truncate authors cascade; " + repair);
    }

    @Test
    void rowLevelSecurityIsOff() throws SQLException {
        hole("alter table authors disable row level security", "alter table authors enable row level security");
        assertThat(found(holdfast))
                .contains(
                        "authors plain statement DSL",
                        "authors read by key SQL",
                        "authors read all SQL",
                        "authors count SQL",
                        "authors join SQL",
                        "authors subquery SQL",
                        "authors aggregate SQL",
                        "authors read by tenant SQL",
                        "authors read with an or SQL",
                        "authors lock SQL",
                        "authors cursor SQL",
                        "authors copy to SQL",
                        "authors read without a tenant SQL",
                        "authors read with an empty tenant SQL",
                        "authors row_security off SQL",
                        "authors copy from SQL",
                        "authors reset role SQL",
                        "authors insert for the other tenant SQL",
                        "authors update SQL",
                        "authors update every row SQL",
                        "authors delete every row SQL",
                        "authors delete SQL",
                        "authors delete without a tenant SQL")
                .allMatch(failure -> failure.startsWith("authors "));
    }

    @Test
    void thePolicyIsGone() throws SQLException {
        hole(
                "drop policy holdfast_tenant on articles",
                "create policy holdfast_tenant on articles as restrictive to holdfast_app using (tenant_id = " + CURRENT
                        + ") with check (tenant_id = " + CURRENT + ")");
        assertThat(found(holdfast))
                .contains(
                        "articles read by key SQL",
                        "articles lock SQL",
                        "articles update SQL",
                        "articles delete SQL",
                        "articles plain statement DSL")
                .doesNotContain("articles row_security off SQL", "articles copy from SQL")
                .allMatch(failure -> failure.startsWith("articles "));
    }

    @Test
    void thePolicyDoesNotCheckWhatIsWritten() throws SQLException {
        hole("alter policy holdfast_tenant on authors with check (true)", checkAgain());
        assertThat(found(holdfast)).containsExactly("authors insert for the other tenant SQL");
    }

    @Test
    void theTenantOfARowCanBeChanged() throws SQLException {
        hole(
                "alter policy holdfast_tenant on authors with check (true);"
                        + " alter table authors disable trigger zz_holdfast_tenant_fixed",
                checkAgain() + "; alter table authors enable trigger zz_holdfast_tenant_fixed");
        assertThat(found(holdfast))
                .containsExactly("authors insert for the other tenant SQL", "authors give every row away SQL");
    }

    private static String checkAgain() {
        return "alter policy holdfast_tenant on authors with check (tenant_id = " + CURRENT + ")";
    }

    @Test
    void onlyReadsAreFenced() throws SQLException {
        hole(
                "drop policy holdfast_tenant on authors;"
                        + " create policy r on authors as restrictive for select to holdfast_app using (tenant_id = "
                        + CURRENT + ");"
                        + " create policy w on authors as restrictive for insert to holdfast_app with check (tenant_id = "
                        + CURRENT + ")",
                "drop policy r on authors; drop policy w on authors;"
                        + " create policy holdfast_tenant on authors as restrictive to holdfast_app using (tenant_id = "
                        + CURRENT + ") with check (tenant_id = " + CURRENT + ")");
        assertThat(found(holdfast))
                .containsExactlyInAnyOrder(
                        "authors update every row SQL",
                        "authors delete every row SQL",
                        "authors delete without a tenant SQL");
    }

    @Test
    void noTenantMeansAllTenants() throws SQLException {
        hole(
                "alter policy holdfast_tenant on authors using (nullif(current_setting('holdfast.tenant_id', true), '')"
                        + " is null or tenant_id = " + CURRENT + ")",
                "alter policy holdfast_tenant on authors using (tenant_id = " + CURRENT + ")");
        assertThat(found(holdfast))
                .containsExactly(
                        "authors read without a tenant SQL",
                        "authors read with an empty tenant SQL",
                        "authors delete without a tenant SQL");
    }

    @Test
    void aForeignKeyLacksTheTenant() throws SQLException {
        hole(
                "alter table articles drop constraint articles_author_id_fkey;"
                        + " alter table authors add constraint authors_id_alone unique (id);"
                        + " alter table articles add constraint articles_author_alone foreign key (author_id)"
                        + " references authors (id) on delete cascade",
                "alter table articles drop constraint articles_author_alone;"
                        + " alter table authors drop constraint authors_id_alone;"
                        + " alter table articles add constraint articles_author_id_fkey foreign key (tenant_id, author_id)"
                        + " references authors (tenant_id, id) on delete cascade");
        assertThat(found(holdfast))
                .containsExactlyInAnyOrder(
                        "authors store the same values SQL",
                        "articles link author_id by update DSL",
                        "articles link author_id by update SQL",
                        "articles link author_id by insert DSL",
                        "articles link author_id by insert SQL");
    }

    @Test
    void aUniqueKeyLacksTheTenant() throws SQLException {
        hole("create unique index email_alone on authors (email)", "drop index email_alone");
        assertThat(found(holdfast)).containsExactly("authors store the same values SQL");
    }

    @Test
    void truncateIsGranted() throws SQLException {
        hole("grant truncate on articles to holdfast_app", "revoke truncate on articles from holdfast_app");
        assertThat(found(holdfast)).containsExactly("articles truncate SQL");
    }

    @Test
    void theApplicationIsAMemberOfTheOwner() throws SQLException {
        String role = "isolation_" + Long.toHexString(System.nanoTime());
        hole(
                "create role " + role + "; alter table articles owner to " + role + "; grant " + role
                        + " to holdfast_app",
                "alter table articles owner to holdfast_owner; drop role " + role);
        assertThat(found(holdfast))
                .contains("articles set role SQL")
                .contains("articles disable row-level security SQL", "articles add a policy SQL")
                .allMatch(failure -> failure.startsWith("articles "));
    }

    @Test
    void aTriggerWritesBehindTheFence() throws SQLException {
        hole(
                "create function meddle() returns trigger language plpgsql security definer as"
                        + " $$ begin update public.authors set bio = 'meddled'; return null; end $$;"
                        + " create trigger meddle after insert on authors for each statement execute function meddle()",
                "drop function meddle() cascade");
        assertThat(found(holdfast)).containsExactly("authors upsert SQL", "authors upsert DSL");
        assertThat(error(holdfast)).hasMessageContaining("the other tenant's row was changed");
    }

    @Test
    void theLibraryForgetsItsFilter() {
        assertThat(found(forgetful()))
                .contains(
                        "authors read by key DSL",
                        "authors read all DSL",
                        "authors count DSL",
                        "authors join DSL",
                        "authors subquery DSL",
                        "authors aggregate DSL",
                        "authors read by tenant DSL",
                        "authors read with an or DSL",
                        "authors stream DSL",
                        "authors plain statement DSL",
                        "authors update DSL",
                        "authors delete DSL")
                .allMatch(failure -> failure.endsWith(" DSL"));
    }

    @Test
    void theMessageNamesTheHoleAndNoValue() throws SQLException {
        hole("create unique index email_alone on authors (email)", "drop index email_alone");
        TenantIsolationError error = error(holdfast);
        assertThat(error)
                .hasMessageContaining("1 of " + error.report().entries().size() + " attempts")
                .hasMessageContaining("  authors: store the same values, by SQL: breached (refused with 23505")
                .hasMessageContaining("holdfast.doctor()");
        String all = error.getMessage() + error.report();
        assertThat(names).isNotEmpty().allSatisfy(name -> assertThat(all).doesNotContain(name));
    }

    private void hole(String sql, String undo) throws SQLException {
        assumeThat(database.has(Role.SUPERUSER)).isTrue();
        repair = undo;
        run(database.superuserDataSource(), "truncate authors cascade; " + sql);
    }

    private List<String> found(Holdfast tried) {
        return error(tried).report().failures().stream()
                .peek(failure ->
                        assertThat(failure.outcome()).as(failure.toString()).isEqualTo(Outcome.BREACHED))
                .map(failure -> failure.table() + " " + failure.attempt() + " " + failure.way())
                .toList();
    }

    private TenantIsolationError error(Holdfast tried) {
        return catchThrowableOfType(
                TenantIsolationError.class, () -> isolation(tried).assertAll(SCHEMA, seeders));
    }

    private TenantIsolation isolation(Holdfast tried) {
        return TenantIsolation.of(tried, database.applicationDataSource()).between(A, B);
    }

    /** A Holdfast whose second tenant reads, updates and deletes across all of them. */
    private Holdfast forgetful() {
        Set<String> open = Set.of("from", "list", "one", "update", "deleteFrom");
        Scope across = holdfast.acrossTenants("a hole");
        TenantScope second = holdfast.tenant(B);
        TenantScope leaking = proxy(
                TenantScope.class,
                (method, arguments) -> invoke(method, open.contains(method.getName()) ? across : second, arguments));
        return proxy(
                Holdfast.class,
                (method, arguments) -> method.getName().equals("tenant") && arguments[0].equals(B)
                        ? leaking
                        : invoke(method, holdfast, arguments));
    }

    private interface Answer {
        Object to(Method method, Object[] arguments) throws Throwable;
    }

    private static <T> T proxy(Class<T> type, Answer answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> method.getName().equals("actor") ? self : answer.to(method, arguments)));
    }

    private static Object invoke(Method method, Object target, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static void run(DataSource source, String sql) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
