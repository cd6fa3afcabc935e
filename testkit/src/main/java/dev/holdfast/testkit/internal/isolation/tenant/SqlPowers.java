package dev.holdfast.testkit.internal.isolation.tenant;

import static dev.holdfast.testkit.internal.isolation.Verdict.DENIED;

import dev.holdfast.testkit.internal.isolation.Attempt;
import dev.holdfast.testkit.internal.isolation.SqlSession;
import dev.holdfast.testkit.internal.isolation.Verdict;
import java.io.IOException;
import java.io.StringReader;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/** What would lift the fence, or pass beneath it. Always rolled back. */
final class SqlPowers {

    private static final String NOT_SUPPORTED = "0A000";

    private SqlPowers() {}

    static List<Attempt<TenantRows>> attempts() {
        return List.of(
                Attempt.sql("truncate", s -> denied(s, "truncate " + s.name() + " cascade")),
                Attempt.sql(
                        "disable row-level security",
                        s -> denied(s, "alter table " + s.name() + " disable row level security")),
                Attempt.sql(
                        "add a policy",
                        s -> denied(s, "create policy isolation_probe on " + s.name() + " using (true)")),
                Attempt.sql("copy from", s -> Verdict.refused(() -> copyFrom(s), NOT_SUPPORTED, DENIED)),
                Attempt.sql("reset role", SqlPowers::resetRole),
                Attempt.sql("set role", SqlPowers::setRole));
    }

    private static Verdict denied(TenantRows s, String statement) {
        return Verdict.refused(
                () -> {
                    try (SqlSession sql = s.sqlB()) {
                        return sql.update(statement);
                    }
                },
                DENIED);
    }

    /** PostgreSQL refuses it on a table with row-level security, even for no rows at all. */
    private static long copyFrom(TenantRows s) throws SQLException, IOException {
        try (SqlSession sql = s.sqlB()) {
            return sql.connection()
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn("copy " + s.name() + " from stdin", new StringReader(""));
        }
    }

    private static Verdict resetRole(TenantRows s) throws SQLException {
        try (SqlSession sql = s.sqlB()) {
            sql.update("reset role");
            return Verdict.nothing(sql.number(
                    "select count(*) from " + s.from() + " where " + s.ofA().sql("t"),
                    s.ofA().values()));
        }
    }

    /** The table's owner, and every role that the application's is a member of. */
    private static Verdict setRole(TenantRows s) throws SQLException {
        List<@Nullable String> roles;
        try (SqlSession sql = s.sqlB()) {
            roles = sql.texts(
                    "select quote_ident(r.rolname) from pg_roles r where r.rolname <> current_user"
                            + " and (r.oid = (select relowner from pg_class where oid = ?::regclass)"
                            + " or pg_has_role(current_user, r.oid, 'MEMBER'))",
                    s.name());
        }
        for (String role : roles) {
            try (SqlSession sql = s.sqlB()) {
                sql.update("set local role " + role);
                long owned = sql.number(
                        "select count(*) from pg_class where oid = ?::regclass and pg_get_userbyid(relowner) = current_user",
                        s.name());
                if (owned > 0) {
                    return Verdict.breached("became the table's owner, who can lift the fence");
                }
                long rows = sql.number(
                        "select count(*) from " + s.from() + " where " + s.ofA().sql("t"),
                        s.ofA().values());
                if (rows > 0) {
                    return Verdict.breached("became a role that reaches the other tenant's row");
                }
            } catch (SQLException e) {
                if (!DENIED.equals(e.getSQLState())) {
                    return Verdict.of(e);
                }
            }
        }
        return Verdict.held("no role reaches it");
    }
}
