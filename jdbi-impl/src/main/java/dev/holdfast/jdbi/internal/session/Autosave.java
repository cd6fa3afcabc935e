package dev.holdfast.jdbi.internal.session;

import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.core.BaseConnection;
import org.postgresql.jdbc.AutoSave;

/**
 * pgjdbc's {@code autosave=always} undoes a failed statement by a savepoint, and the transaction goes on: an error that was
 * swallowed would be committed around. So it is off within a transaction of Holdfast's, and back on behind it; both
 * are the driver's own affair and cost no round trip. {@code conservative} helps only where a plan went stale, and stays.
 */
enum Autosave {
    /** It was something else, or the driver is hidden behind proxies. */
    UNCHANGED,
    WAS_ALWAYS;

    /** Turns it off, and tells what it was. */
    static Autosave suspend(Connection connection) throws SQLException {
        if (!TransactionState.isWrapperForPostgres(connection)) {
            return UNCHANGED;
        }
        BaseConnection postgres = connection.unwrap(BaseConnection.class);
        if (postgres.getAutosave() != AutoSave.ALWAYS) {
            return UNCHANGED;
        }
        postgres.setAutosave(AutoSave.NEVER);
        return WAS_ALWAYS;
    }

    void restore(Connection connection) throws SQLException {
        if (this == WAS_ALWAYS) {
            connection.unwrap(BaseConnection.class).setAutosave(AutoSave.ALWAYS);
        }
    }
}
