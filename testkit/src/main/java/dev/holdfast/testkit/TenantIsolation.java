package dev.holdfast.testkit;

import dev.holdfast.Holdfast;
import dev.holdfast.TenantScope;
import dev.holdfast.table.Schema;
import dev.holdfast.table.Table;
import dev.holdfast.testkit.internal.isolation.SqlSession;
import dev.holdfast.testkit.internal.isolation.tenant.TenantTrial;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Asserts that two tenants can't reach each other's rows, by trying it: on every tenant-owned table of a schema, by
 * Holdfast's statements and by plain SQL as the application's role, it reads, locks, inserts, updates, deletes, upserts,
 * links and copies, with the wrong tenant and with none. Where a table's changes are recorded, it goes for what was recorded of the
 * other's rows too, and tries to write it: entries, change sets and versions, their views and {@code <table>_as_of…}.
 *
 * <pre>{@code
 * TenantIsolation.of(holdfast, database.applicationDataSource())
 *         .between(1, 2)
 *         .assertAll(holdfast.schema(), seeders);
 * }</pre>
 *
 * <p>It writes rows of both tenants and leaves some behind: give it a test database and two registered tenants that no
 * other test writes for at the same time. What it tries to destroy (truncate, altering the table) is rolled back. Where the
 * fence has a hole, the rows behind it may be lost. Immutable and thread-safe; opens connections one at a time and
 * closes each.
 */
public final class TenantIsolation {

    private final Holdfast holdfast;
    private final DataSource application;
    private final TenantScope first;
    private final TenantScope second;

    private TenantIsolation(Holdfast holdfast, DataSource application, TenantScope first, TenantScope second) {
        this.holdfast = holdfast;
        this.application = application;
        this.first = first;
        this.second = second;
    }

    /**
     * Trials of the isolation of a database's tenants.
     *
     * @param holdfast on the database under test
     * @param application connects to the same database as the application's role, for the attempts in plain SQL
     */
    public static Pairing of(Holdfast holdfast, DataSource application) {
        return new Pairing(holdfast, application);
    }

    /** Takes the two tenants whose rows are to stay apart. */
    public static final class Pairing {

        private final Holdfast holdfast;
        private final DataSource application;

        private Pairing(Holdfast holdfast, DataSource application) {
            this.holdfast = holdfast;
            this.application = application;
        }

        /** Two tenants with {@code bigint} keys, both registered. */
        public TenantIsolation between(long first, long second) {
            return between(holdfast.tenant(first), holdfast.tenant(second));
        }

        /** Two tenants with {@code uuid} keys, both registered. */
        public TenantIsolation between(UUID first, UUID second) {
            return between(holdfast.tenant(first), holdfast.tenant(second));
        }

        /** Two tenants with {@code text} keys, both registered. */
        public TenantIsolation between(String first, String second) {
            return between(holdfast.tenant(first), holdfast.tenant(second));
        }

        private TenantIsolation between(TenantScope first, TenantScope second) {
            if (first.tenantId().equals(second.tenantId())) {
                throw new TestkitException(
                        "the isolation of tenants", "both are the same tenant", "Name two different ones");
            }
            return new TenantIsolation(
                    holdfast, application, first.actor(SqlSession.ACTOR), second.actor(SqlSession.ACTOR));
        }
    }

    /**
     * Tries everything, and fails where something wasn't stopped.
     *
     * @return what was tried
     * @throws TenantIsolationError where a tenant reached the other's row; its message names each table and attempt
     * @throws AssertionError where a tenant-owned table has no seeder
     * @throws TestkitException where nothing could be proven: the role bypasses row-level security, a seeder fails, or its
     *     row can't be found by its own tenant
     */
    public IsolationReport assertAll(Schema schema, Seeders seeders) {
        IsolationReport report = tryAll(schema, seeders);
        if (!report.failures().isEmpty()) {
            throw new TenantIsolationError(report);
        }
        return report;
    }

    /** As {@link #assertAll}, but a hole is only reported. */
    public IsolationReport tryAll(Schema schema, Seeders seeders) {
        List<Table> unseeded = schema.tenantOwned().stream()
                .filter(table -> seeders.find(table) == null)
                .toList();
        if (!unseeded.isEmpty()) {
            throw new AssertionError(
                    "No seeder for " + unseeded
                            + ": isolation is proven for all tenant-owned tables or for none; add seeders.table(…, scope -> …)");
        }
        return new TenantTrial(holdfast, application, first, second, seeders).of(schema);
    }
}
