package dev.holdfast.jdbi.internal.doctor;

import dev.holdfast.doctor.Acceptance;
import dev.holdfast.doctor.Check;
import dev.holdfast.doctor.Diagnosis;
import dev.holdfast.doctor.Finding;
import dev.holdfast.table.Schema;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handles;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.sqlobject.SqlObjectPlugin;
import org.jspecify.annotations.Nullable;

/**
 * Examines a database as the application's role sees it. Immutable and thread-safe.
 *
 * <p>It reads PostgreSQL's catalogs, some ten small queries whatever the number of tables, six more where one is
 * soft-deletable, as many where one has encrypted columns, ten more for an event store, as many for projections, and nothing that a role needs a
 * grant for, but for the five functions that say what a live view should be, which the changelog grants. Of rows it only counts data keys and looks at streams, where it is given a connection that sees those of all
 * tenants. It writes nothing.
 */
public final class Doctor {

    private final Schema schema;
    private final List<Examination> examinations;
    private final List<Acceptance> acceptances;
    private final Map<Check, Integer> order = new HashMap<>();

    /**
     * A doctor for these tables.
     *
     * @param examinations who is asked: in this order, and in that of their checks, the findings of one subject are told
     * @param acceptances which findings aren't to be mended
     */
    public Doctor(Schema schema, List<Examination> examinations, List<Acceptance> acceptances) {
        this.schema = schema;
        this.acceptances = List.copyOf(acceptances);
        this.examinations = List.copyOf(examinations);
        this.examinations.stream()
                .flatMap(examination -> examination.checks().stream())
                .forEach(check -> order.put(check, order.size()));
    }

    /** True where there is something to find for a connection that sees all tenants: their data keys, their streams. */
    public boolean looksAcrossTenants() {
        return examinations.stream().anyMatch(examination -> examination.looksAcrossTenants(schema));
    }

    /**
     * Examines without counting data keys of tenants.
     *
     * @throws SQLException where the catalogs can't be read, such as in a transaction that has failed
     */
    public Diagnosis examine(Connection applicationConnection) throws SQLException {
        return examine(applicationConnection, null);
    }

    /**
     * Examines.
     *
     * @param applicationConnection a connection of the application's role. It stays open and as it is: where it
     *     isn't in autocommit mode, the queries are part of its transaction, which is the caller's to end
     * @param acrossConnection one of the role that works across tenants, for the data keys; null for none
     * @return the findings, by subject and then by check
     * @throws SQLException where the catalogs can't be read, such as in a transaction that has failed
     */
    public Diagnosis examine(Connection applicationConnection, @Nullable Connection acrossConnection)
            throws SQLException {
        Connections connections =
                new Connections(jdbi(applicationConnection), acrossConnection == null ? null : jdbi(acrossConnection));
        try {
            Facts facts =
                    connections.application().withExtension(Catalog.class, catalog -> Facts.read(catalog, schema));
            MissingParts additions = MissingParts.any(facts)
                    ? connections.application().withExtension(Catalog.class, catalog -> additions(facts, catalog))
                    : new MissingParts(facts, Set.of(), false);
            List<Finding> findings = examinations.stream()
                    .filter(examination -> facts.unknown() == null || examination.looksForEveryRole())
                    .flatMap(examination -> examination.findings(facts, connections))
                    .sorted(Comparator.comparing(Finding::subject)
                            .thenComparing(finding -> order.getOrDefault(finding.check(), Integer.MAX_VALUE))
                            .thenComparing(Finding::cause))
                    .toList();
            return new Accepting(acceptances)
                    .diagnosis(schema.tables().size(), findings, facts.unknown() == null, additions);
        } catch (JdbiException e) {
            if (e.getCause() instanceof SQLException cause) {
                throw cause;
            }
            throw e;
        }
    }

    /** With the change sets that have run, as far as the application may see them. */
    private static MissingParts additions(Facts facts, Catalog catalog) {
        CatalogRows.MigratedRow migrated = catalog.migrated();
        Set<String> ids = migrated.readable() ? Set.copyOf(catalog.changeSets()) : Set.of();
        return new MissingParts(facts, ids, !migrated.holdfast());
    }

    private static Jdbi jdbi(Connection connection) {
        Jdbi jdbi = Jdbi.create(connection)
                .installPlugin(new SqlObjectPlugin())
                .registerArrayType(String.class, "text")
                .registerArrayType(Long.class, "int8");
        // The connection isn't ours: closing the handle must not end the caller's transaction.
        jdbi.getConfig(Handles.class).setForceEndTransactions(false);
        return jdbi;
    }
}
