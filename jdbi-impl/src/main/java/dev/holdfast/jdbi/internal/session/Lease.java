package dev.holdfast.jdbi.internal.session;

import java.sql.Connection;
import java.sql.SQLException;
import org.jdbi.v3.core.Handle;

/** A connection for a while, and JDBI's handle over it. Used by one thread at a time. */
interface Lease extends AutoCloseable {

    Connection connection();

    /** The handle over this very connection. */
    Handle handle();

    @Override
    void close() throws SQLException;
}
