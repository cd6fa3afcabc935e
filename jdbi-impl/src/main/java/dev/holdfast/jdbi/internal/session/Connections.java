package dev.holdfast.jdbi.internal.session;

import dev.holdfast.error.ConnectionUnavailableException;
import dev.holdfast.error.HoldfastException;
import dev.holdfast.jdbi.SurroundingTransaction;
import dev.holdfast.jdbi.SurroundingTransactions;
import dev.holdfast.jdbi.internal.error.ConnectionErrors;
import dev.holdfast.jdbi.internal.error.SqlErrors;
import dev.holdfast.jdbi.internal.listener.JdbiSql;
import dev.holdfast.jdbi.internal.listener.Observers;
import dev.holdfast.jdbi.internal.value.JdbiValues;
import dev.holdfast.listener.StatementListener;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.jdbi.v3.core.ConnectionFactory;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Handles;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.sqlobject.SqlObjectPlugin;
import org.jspecify.annotations.Nullable;

/** Where connections come from. Thread-safe; owns no pool. */
public final class Connections {

    /** Hands the connection of a running transaction to JDBI, on the thread that asks for its handle. */
    private static final ThreadLocal<@Nullable Connection> HANDED_OVER = new ThreadLocal<>();

    private final DataSource dataSource;
    private final Jdbi jdbi;
    private final SurroundingTransactions surrounding;
    private final Observers observers;

    /**
     * Connections of a data source.
     *
     * @param configure adds to the Jdbi that makes handles: the user's plugins, factories and mappers
     * @param surrounding tells whether the data source's next connection is in a transaction that somebody else ends
     * @param listeners told of each statement
     */
    public Connections(
            DataSource dataSource,
            java.util.function.Consumer<Jdbi> configure,
            SurroundingTransactions surrounding,
            List<StatementListener> listeners) {
        this.dataSource = dataSource;
        this.surrounding = surrounding;
        this.jdbi = Jdbi.create(new HandedOver());
        jdbi.setTransactionHandler(SavepointTransactions.overLocal());
        jdbi.installPlugin(new SqlObjectPlugin());
        jdbi.installPlugin(new UnwrappingPostgresPlugin());
        JdbiValues.register(jdbi);
        // JDBI's other renderings put the bound arguments into the message
        jdbi.getConfig(StatementExceptions.class).setMessageRendering(StatementExceptions.MessageRendering.NONE);
        // a pool with auto-commit off has every connection "in a transaction"; its end is ours, not the handle's
        jdbi.getConfig(Handles.class).setForceEndTransactions(false);
        OneThread.guard(jdbi);
        // asked after those that the user adds
        jdbi.getConfig(SqlStatements.class).addExceptionHandler((refusal, context) -> {
            throw SqlErrors.translate(refusal, JdbiSql.of(context));
        });
        configure.accept(jdbi);
        this.observers = Observers.over(jdbi, listeners, Connections::tenantOf);
    }

    private static @Nullable Object tenantOf(Connection connection) {
        ManagedHandles.ManagedTransaction transaction = ManagedHandles.find(connection);
        return transaction == null ? TransactionSql.tenantOfRunning() : transaction.tenantOrNull();
    }

    Observers observers() {
        return observers;
    }

    /**
     * A connection of a data source.
     *
     * @throws ConnectionUnavailableException where it gives none
     */
    public static Connection connect(DataSource dataSource) {
        try {
            return dataSource.getConnection();
        } catch (HoldfastException e) {
            throw e;
        } catch (SQLException | RuntimeException e) { // a pool that starts only now wraps the driver's error
            throw ConnectionErrors.translate(e);
        }
    }

    Connection open() {
        return connect(dataSource);
    }

    /** Somebody else's transaction that is under way, which must be joined and never ended; null where there is none. */
    @Nullable
    SurroundingTransaction surrounding() {
        return surrounding.current();
    }

    boolean isSurrounded() {
        return surrounding() != null;
    }

    Lease lease() {
        return new Leased(open());
    }

    /** A lease of somebody's handle, which stays open. */
    static Lease of(Handle handle) {
        return new Borrowed(handle);
    }

    /** A handle over a connection, which stays open when the handle is closed. */
    Handle handleOver(Connection connection) {
        HANDED_OVER.set(connection);
        try {
            return jdbi.open();
        } finally {
            HANDED_OVER.remove();
        }
    }

    private static final class HandedOver implements ConnectionFactory {

        @Override
        public Connection openConnection() {
            Connection connection = HANDED_OVER.get();
            if (connection == null) {
                throw new IllegalStateException("This Jdbi opens no connections of its own: use a scope's withHandle");
            }
            return connection;
        }

        @Override
        public void closeConnection(Connection connection) {
            // its lease closes it
        }
    }

    private final class Leased implements Lease {

        private final Connection connection;
        private @Nullable Handle handle;

        Leased(Connection connection) {
            this.connection = connection;
        }

        @Override
        public Connection connection() {
            return connection;
        }

        @Override
        public Handle handle() {
            Handle known = handle;
            if (known == null) {
                known = handleOver(connection);
                handle = known;
            }
            return known;
        }

        @Override
        public void close() throws SQLException {
            try {
                if (handle != null) {
                    handle.close();
                }
            } finally {
                connection.close();
            }
        }
    }

    private record Borrowed(Handle handle) implements Lease {

        @Override
        public Connection connection() {
            return handle.getConnection();
        }

        @Override
        public void close() {
            // whoever opened the handle closes it
        }
    }
}
