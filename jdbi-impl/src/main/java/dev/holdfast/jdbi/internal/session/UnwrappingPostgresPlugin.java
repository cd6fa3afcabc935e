package dev.holdfast.jdbi.internal.session;

import java.sql.Connection;
import java.sql.SQLException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.postgres.PostgresPlugin;
import org.postgresql.PGConnection;

/**
 * JDBI's plugin, which gives each connection the types of the driver's own objects and fails where it can't get at the
 * driver. Behind a proxy that won't be unwrapped a handle goes without them.
 */
final class UnwrappingPostgresPlugin extends PostgresPlugin {

    @Override
    public Handle customizeHandle(Handle handle) throws SQLException {
        return isUnwrapped(handle.getConnection()) ? super.customizeHandle(handle) : handle;
    }

    private static boolean isUnwrapped(Connection connection) {
        try {
            return connection.isWrapperFor(PGConnection.class);
        } catch (SQLException | RuntimeException e) {
            return false;
        }
    }
}
