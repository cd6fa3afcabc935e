package dev.holdfast.jdbi.internal.session;

import dev.holdfast.error.InvalidValueException;
import dev.holdfast.error.UnsupportedServerException;
import dev.holdfast.jdbi.internal.error.SqlErrors;
import dev.holdfast.table.Schema;
import dev.holdfast.table.Table;
import dev.holdfast.tenant.UnsafeRoleException;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;

/** Refuses to start where nothing that is promised could hold. One connection, one round trip. */
public final class StartCheck {

    /** The owner is who a registered table, or Holdfast's own, belongs to, and whoever may become that role. */
    private static final String SQL = """
            select current_user, rolsuper, rolbypassrls, current_setting('server_version_num')::int, pg_backend_pid(), (
                select format('%I, the owner of %I.%I', pg_get_userbyid(c.relowner), n.nspname, c.relname)
                from pg_class c join pg_namespace n on n.oid = c.relnamespace
                where c.relkind in ('r', 'p') and pg_has_role(session_user, c.relowner, 'member')
                    and (n.nspname = 'holdfast'
                        or exists (
                            select from unnest(?::text[], ?::text[]) as registered (schema, name)
                            where registered.name = c.relname
                                and coalesce(registered.schema = n.nspname, pg_table_is_visible(c.oid))))
                order by n.nspname, c.relname limit 1), (
                select format('%I, which is a superuser or has BYPASSRLS', rolname) from pg_roles powerful
                where (rolsuper or rolbypassrls) and pg_has_role(session_user, powerful.oid, 'member')
                order by rolname limit 1)
            from pg_roles where rolname = current_user
            """;

    private static final System.Logger LOG = System.getLogger(StartCheck.class.getName());
    private static final int OLDEST = 150_000;

    private StartCheck() {}

    /**
     * Checks the driver's settings, the server, and the application's role.
     * Warns by a {@link System.Logger} where a proxy such as PgBouncer is seen and statements are prepared.
     *
     * @param anyRole whether a role that no policy binds was allowed
     * @throws UnsupportedServerException where it is older than PostgreSQL 15
     * @throws UnsafeRoleException where the role is a superuser, has BYPASSRLS, is the owner or may become it
     * @throws InvalidValueException where a setting of the driver makes every read fail
     */
    public static void run(DataSource dataSource, Schema schema, boolean anyRole) {
        try (Connection connection = Connections.connect(dataSource)) {
            refuseForcedBinary(connection);
            check(connection, schema, anyRole);
            if (!connection.getAutoCommit()) {
                connection.rollback();
            }
        } catch (SQLException e) {
            throw SqlErrors.translate(e, SQL);
        }
    }

    private static void check(Connection connection, Schema schema, boolean anyRole) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SQL)) {
            statement.setArray(1, texts(connection, schema, Table::schemaName));
            statement.setArray(2, texts(connection, schema, Table::name));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                requireSupported(row.getInt(4));
                warnOfProxy(connection, row.getInt(5));
                if (!anyRole) {
                    requireBound(
                            row.getString(1), row.getBoolean(2), row.getBoolean(3), row.getString(6), row.getString(7));
                }
            }
        }
    }

    private static Array texts(Connection connection, Schema schema, Function<Table, @Nullable String> part)
            throws SQLException {
        return connection.createArrayOf(
                "text", schema.tables().stream().map(part).toArray());
    }

    /** For a test, too, which has no such server. */
    static void requireSupported(int version) {
        if (version < OLDEST) {
            throw new UnsupportedServerException(version / 10_000);
        }
    }

    private static void requireBound(
            String role, boolean superuser, boolean bypasses, @Nullable String owner, @Nullable String powerful) {
        String problem;
        if (superuser) {
            problem = "is a superuser: no policy binds it, and every tenant's rows would be open";
        } else if (bypasses) {
            problem = "has BYPASSRLS: no policy binds it, and every tenant's rows would be open";
        } else if (owner != null) {
            problem = "is, or may become, " + owner + ": it could take the policies away, and nothing that PostgreSQL"
                    + " promises would hold against it";
        } else if (powerful != null) {
            problem = "may become " + powerful + ": set role, or reset role, opens every tenant's rows";
        } else {
            return;
        }
        throw new UnsafeRoleException(
                role,
                "The application connects as " + role + ", which " + problem + ". Connect as the application role"
                        + " (holdfast_app, or a login that is a member of it alone), or say"
                        + " allowUnsafeRole(\"reason\") to the builder");
    }

    /** A proxy that shares connections gives out process ids of its own, as PgBouncer does. */
    private static void warnOfProxy(Connection connection, int backend) throws SQLException {
        if (!TransactionState.isWrapperForPostgres(connection)) {
            return;
        }
        BaseConnection postgres = connection.unwrap(BaseConnection.class);
        if (postgres.getBackendPID() != backend && postgres.getPrepareThreshold() > 0) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Between pgjdbc and PostgreSQL stands a proxy that shares connections. If it is PgBouncer in"
                            + " transaction mode and older than 1.21, set pgjdbc's prepareThreshold=0: it mixes up"
                            + " prepared statements, and work that was rolled back can be committed");
        }
    }

    /** With it the driver asks for a description first, whose Sync would end what a statement was sent with. */
    private static void refuseForcedBinary(Connection connection) throws SQLException {
        if (TransactionState.isWrapperForPostgres(connection)
                && connection.unwrap(BaseConnection.class).getPrepareThreshold() < 0) {
            throw new InvalidValueException(
                    "pgjdbc's prepareThreshold",
                    "is -1, with which statements can't go out together with their tenant",
                    "use 0 to prepare nothing, 1 to prepare everything at once, or leave it out");
        }
    }
}
