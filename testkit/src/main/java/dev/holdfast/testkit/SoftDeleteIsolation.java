package dev.holdfast.testkit;

import dev.holdfast.Holdfast;
import dev.holdfast.TenantScope;
import dev.holdfast.table.Schema;
import dev.holdfast.table.Table;
import dev.holdfast.testkit.internal.isolation.Columns;
import dev.holdfast.testkit.internal.isolation.SqlSession;
import dev.holdfast.testkit.internal.isolation.deletion.DeletionTrial;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Asserts that nothing sees a deleted row or touches it, by trying it: on every soft-deletable table of a schema, and on
 * every one whose rows are live only while others are, it seeds a row, deletes it, and goes for it by Holdfast's
 * statements, by plain SQL as the application's role, and by queries of yours.
 *
 * <pre>{@code
 * SoftDeleteIsolation.of(holdfast, database.applicationDataSource())
 *         .inTenant(1)
 *         .query("front page", scope -> scope.list(FRONT_PAGE))
 *         .assertAll(holdfast.schema(), seeders);
 * }</pre>
 *
 * <p>It leaves rows behind, live and deleted: give it a test database and a registered tenant that no other test writes
 * for at the same time. Immutable and thread-safe, as far as the queries are; opens connections one at a time and closes
 * each.
 */
public final class SoftDeleteIsolation {

    private final DataSource application;
    private final TenantScope scope;
    private final Map<String, Shape> queries;

    private SoftDeleteIsolation(DataSource application, TenantScope scope, Map<String, Shape> queries) {
        this.application = application;
        this.scope = scope;
        this.queries = queries;
    }

    /** A query of the application's, by whichever way it takes: a statement, a SqlObject, a whole service. */
    @FunctionalInterface
    public interface Shape {

        /**
         * Runs it.
         *
         * @return what it found. Compared by {@code equals}, but for rows, collections, arrays, optionals, maps and
         *     streams, which are compared by what is in them; the order of the outermost doesn't count
         */
        @Nullable
        Object run(TenantScope scope) throws Exception;
    }

    /**
     * Trials of the soft deletes of a database's tables.
     *
     * @param holdfast on the database under test
     * @param application connects to the same database as the application's role, for the attempts in plain SQL
     */
    public static Naming of(Holdfast holdfast, DataSource application) {
        return new Naming(holdfast, application);
    }

    /** Takes the tenant whose rows are deleted and restored. */
    public static final class Naming {

        private final Holdfast holdfast;
        private final DataSource application;

        private Naming(Holdfast holdfast, DataSource application) {
            this.holdfast = holdfast;
            this.application = application;
        }

        /** A registered tenant with a {@code bigint} key. */
        public SoftDeleteIsolation inTenant(long tenant) {
            return within(holdfast.tenant(tenant));
        }

        /** A registered tenant with a {@code uuid} key. */
        public SoftDeleteIsolation inTenant(UUID tenant) {
            return within(holdfast.tenant(tenant));
        }

        /** A registered tenant with a {@code text} key. */
        public SoftDeleteIsolation inTenant(String tenant) {
            return within(holdfast.tenant(tenant));
        }

        private SoftDeleteIsolation within(TenantScope scope) {
            return new SoftDeleteIsolation(application, scope.actor(SqlSession.ACTOR), Map.of());
        }
    }

    /**
     * The same, and one query more: what it returns once a row was stored and deleted must be what it returned before.
     *
     * @param name names it in the report
     * @throws TestkitException where there is one of that name already
     */
    public SoftDeleteIsolation query(String name, Shape query) {
        if (queries.containsKey(name)) {
            throw new TestkitException(
                    "query \"" + name + "\"", "there is one of that name already", "Rename one of them");
        }
        Map<String, Shape> more = new LinkedHashMap<>(queries);
        more.put(name, query);
        return new SoftDeleteIsolation(application, scope, more);
    }

    /**
     * Tries everything, and fails where a deleted row was seen or touched.
     *
     * @return what was tried
     * @throws SoftDeleteIsolationError where one was; its message names each table and attempt
     * @throws AssertionError where a table has no seeder, whose rows can be deleted softly or derive their life from
     *     others
     * @throws TestkitException where nothing could be proven: a seeder fails, its row can't be found or deleted, or a
     *     query doesn't return the same twice
     */
    public SoftDeleteReport assertAll(Schema schema, Seeders seeders) {
        SoftDeleteReport report = tryAll(schema, seeders);
        if (!report.failures().isEmpty()) {
            throw new SoftDeleteIsolationError(report);
        }
        return report;
    }

    /** As {@link #assertAll}, but a hole is only reported. */
    public SoftDeleteReport tryAll(Schema schema, Seeders seeders) {
        List<Table> unseeded = schema.tables().stream()
                .filter(Columns::hidesRows)
                .filter(table -> seeders.find(table) == null)
                .toList();
        if (!unseeded.isEmpty()) {
            throw new AssertionError("No seeder for " + unseeded
                    + ": it is proven for all tables with deleted rows or for none; add seeders.table(…, scope -> …)");
        }
        return new DeletionTrial(application, scope, seeders, queries).of(schema);
    }
}
