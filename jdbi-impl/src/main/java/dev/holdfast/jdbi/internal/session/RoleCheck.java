package dev.holdfast.jdbi.internal.session;

import dev.holdfast.jdbi.internal.error.SqlErrors;
import dev.holdfast.tenant.UnsafeRoleException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Refuses to start as a role that row-level security doesn't bind. */
public final class RoleCheck {

    private static final String SQL = "select current_user, rolsuper, rolbypassrls,"
            + " current_setting('server_version_num')::int from pg_roles where rolname = current_user";
    private static final int OLDEST = 150_000;

    private RoleCheck() {}

    /**
     * Checks the application's role.
     *
     * @throws UnsafeRoleException where it is a superuser or has BYPASSRLS
     */
    public static void requireBound(DataSource dataSource) {
        try (Connection connection = Connections.connect(dataSource);
                PreparedStatement statement = connection.prepareStatement(SQL);
                ResultSet row = statement.executeQuery()) {
            row.next();
            String problem = row.getBoolean(2) ? "is a superuser" : row.getBoolean(3) ? "has BYPASSRLS" : null;
            if (problem != null) {
                throw new UnsafeRoleException("The application connects as " + row.getString(1) + ", which " + problem
                        + ": no policy binds it, and every tenant's rows would be open. Connect as the application role"
                        + " (holdfast_app, or a login that is a member of it), or say"
                        + " allowUnsafeRole(\"reason\") to the builder");
            }
            if (row.getInt(4) < OLDEST) {
                throw new UnsafeRoleException("PostgreSQL " + row.getInt(4) / 10_000
                        + " is too old: Holdfast needs 15 or newer, for views with security_invoker");
            }
            if (!connection.getAutoCommit()) {
                connection.rollback();
            }
        } catch (SQLException e) {
            throw SqlErrors.translate(e, SQL);
        }
    }
}
