package dev.holdfast.jdbi.internal.doctor;

import dev.holdfast.doctor.Diagnosis;
import dev.holdfast.doctor.Finding;
import dev.holdfast.table.Schema;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handles;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.sqlobject.SqlObjectPlugin;

/**
 * Examines a database as the application's role sees it. Immutable and thread-safe.
 *
 * <p>It reads PostgreSQL's catalogs, some ten small queries whatever the number of tables, five more where one is
 * soft-deletable, and neither rows nor
 * anything
 * that a role needs a grant for. It writes nothing.
 */
public final class Doctor {

    private static final List<Function<Facts, Stream<Finding>>> EXAMINATIONS = List.of(
            RoleChecks::of,
            ColumnChecks::of,
            FenceChecks::of,
            BroadPolicyChecks::of,
            SettingChecks::of,
            KeyChecks::of,
            ViewChecks::of,
            IndexChecks::of,
            SoftDeleteChecks::of,
            LiveIndexChecks::of,
            SoftKeyChecks::of,
            LiveViewChecks::of,
            PurgeChecks::of);

    private final Schema schema;
    private final String acrossRole;

    /** For the default name of the role that works across tenants, {@code holdfast_across}. */
    public Doctor(Schema schema) {
        this(schema, "holdfast_across");
    }

    /**
     * A doctor for these tables.
     *
     * @param acrossRole the role that works across tenants; it need not exist. Roles that a policy named
     *     {@code holdfast_across} is for count as well
     */
    public Doctor(Schema schema, String acrossRole) {
        this.schema = schema;
        this.acrossRole = acrossRole;
    }

    /**
     * Examines.
     *
     * @param applicationConnection a connection of the application's role. It stays open and as it is: where it isn't
     * in
     *     autocommit mode, the queries are part of its transaction, which is the caller's to end
     * @return the findings, by subject and then by check
     * @throws SQLException where the catalogs can't be read, such as in a transaction that has failed
     */
    public Diagnosis examine(Connection applicationConnection) throws SQLException {
        Facts facts = facts(applicationConnection);
        List<Finding> findings = EXAMINATIONS.stream()
                .flatMap(examination -> examination.apply(facts))
                .sorted(Comparator.comparing(Finding::subject)
                        .thenComparing(Finding::check)
                        .thenComparing(Finding::cause))
                .toList();
        return new Diagnosis(schema.tables().size(), findings);
    }

    private Facts facts(Connection connection) throws SQLException {
        Jdbi jdbi = Jdbi.create(connection)
                .installPlugin(new SqlObjectPlugin())
                .registerArrayType(String.class, "text")
                .registerArrayType(Long.class, "int8");
        // The connection isn't ours: closing the handle must not end the caller's transaction.
        jdbi.getConfig(Handles.class).setForceEndTransactions(false);
        try {
            return jdbi.withExtension(
                    Catalog.class,
                    catalog -> jdbi.withExtension(
                            DeletionCatalog.class, deletions -> Facts.read(catalog, deletions, schema, acrossRole)));
        } catch (JdbiException e) {
            if (e.getCause() instanceof SQLException cause) {
                throw cause;
            }
            throw e;
        }
    }
}
