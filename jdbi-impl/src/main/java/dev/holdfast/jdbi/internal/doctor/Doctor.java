package dev.holdfast.jdbi.internal.doctor;

import dev.holdfast.crypto.Encryption;
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
import org.jspecify.annotations.Nullable;

/**
 * Examines a database as the application's role sees it. Immutable and thread-safe.
 *
 * <p>It reads PostgreSQL's catalogs, some ten small queries whatever the number of tables, five more where one is
 * soft-deletable, as many where one has encrypted columns, eight more for an event store, and nothing that a role needs a
 * grant for. Of rows it only counts data keys and looks at streams, where it is given a connection that sees those of all
 * tenants. It writes nothing.
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
            PurgeChecks::of,
            CellChecks::of,
            CipherUseChecks::of,
            BlindIndexChecks::of,
            KeyTableChecks::of,
            DataKeyChecks::of,
            EventChecks::of);

    private final Schema schema;
    private final String acrossRole;
    private final @Nullable Encryption encryption;
    private final boolean events;
    private final long longSeconds;

    /** For the default name of the role that works across tenants, {@code holdfast_across}, without encryption. */
    public Doctor(Schema schema) {
        this(schema, "holdfast_across", null);
    }

    /** For the default name of the role that works across tenants, {@code holdfast_across}. */
    public Doctor(Schema schema, @Nullable Encryption encryption) {
        this(schema, "holdfast_across", encryption);
    }

    /**
     * A doctor for these tables.
     *
     * @param acrossRole the role that works across tenants; it need not exist. Roles that a policy named
     *     {@code holdfast_across} is for count as well
     * @param encryption how the encrypted columns are encrypted; null for a Holdfast that was built without
     */
    public Doctor(Schema schema, String acrossRole, @Nullable Encryption encryption) {
        this(schema, acrossRole, encryption, false, EventChecks.LONG_SECONDS);
    }

    private Doctor(
            Schema schema, String acrossRole, @Nullable Encryption encryption, boolean events, long longSeconds) {
        this.schema = schema;
        this.acrossRole = acrossRole;
        this.encryption = encryption;
        this.events = events;
        this.longSeconds = longSeconds;
    }

    /** The same for a Holdfast with an event store, or without. */
    public Doctor withEvents(boolean isThere) {
        return new Doctor(schema, acrossRole, encryption, isThere, longSeconds);
    }

    /** The same with another age from which on an appender's transaction is told of. */
    Doctor holdersFrom(long seconds) {
        return new Doctor(schema, acrossRole, encryption, events, seconds);
    }

    /** True where there is something to find for a connection that sees all tenants: their data keys, their streams. */
    public boolean looksAcrossTenants() {
        return events
                || (encryption != null
                        && schema.tables().stream()
                                .anyMatch(table -> !table.encryptedColumns().isEmpty()));
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
     * @param applicationConnection a connection of the application's role. It stays open and as it is: where it isn't
     * in
     *     autocommit mode, the queries are part of its transaction, which is the caller's to end
     * @param acrossConnection one of the role that works across tenants, for the data keys; null for none
     * @return the findings, by subject and then by check
     * @throws SQLException where the catalogs can't be read, such as in a transaction that has failed
     */
    public Diagnosis examine(Connection applicationConnection, @Nullable Connection acrossConnection)
            throws SQLException {
        Facts facts = facts(applicationConnection, acrossConnection);
        List<Finding> findings = EXAMINATIONS.stream()
                .flatMap(examination -> examination.apply(facts))
                .sorted(Comparator.comparing(Finding::subject)
                        .thenComparing(Finding::check)
                        .thenComparing(Finding::cause))
                .toList();
        return new Diagnosis(schema.tables().size(), findings);
    }

    private Facts facts(Connection application, @Nullable Connection across) throws SQLException {
        Jdbi jdbi = jdbi(application);
        EncryptionReader reader = new EncryptionReader(jdbi, across == null ? null : jdbi(across), encryption);
        try {
            return jdbi.withExtension(
                    Catalog.class,
                    catalog -> jdbi.withExtension(
                            DeletionCatalog.class,
                            deletions -> Facts.read(
                                    catalog, deletions, reader, events ? longSeconds : -1, schema, acrossRole)));
        } catch (JdbiException e) {
            if (e.getCause() instanceof SQLException cause) {
                throw cause;
            }
            throw e;
        }
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
