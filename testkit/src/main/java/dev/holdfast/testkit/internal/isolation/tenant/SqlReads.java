package dev.holdfast.testkit.internal.isolation.tenant;

import static dev.holdfast.testkit.internal.isolation.Verdict.DENIED;

import dev.holdfast.testkit.internal.isolation.Attempt;
import dev.holdfast.testkit.internal.isolation.SqlSession;
import dev.holdfast.testkit.internal.isolation.Verdict;
import java.io.IOException;
import java.io.StringWriter;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/** Reading A's row as B, in plain SQL. */
final class SqlReads {

    private SqlReads() {}

    static List<Attempt<TenantRows>> attempts() {
        return List.of(
                Attempt.sql("read by key", s -> keyed(s, "select count(*) from " + s.from() + " where ")),
                Attempt.sql("read all", s -> tenants(s, "select t.%s::text from %s")),
                Attempt.sql("count", SqlReads::count),
                Attempt.sql(
                        "join",
                        s -> keyed(
                                s,
                                "select count(t." + s.tenantColumn() + ") from (select 1) as one left join " + s.from()
                                        + " on ")),
                Attempt.sql(
                        "subquery",
                        s -> keyed(
                                s,
                                "select count(*) from (select 1) as one where exists (select from " + s.from()
                                        + " where ",
                                ")")),
                Attempt.sql("aggregate", s -> tenants(s, "select max(t.%s::text) from %s group by t.%1$s")),
                Attempt.sql("read by tenant", SqlReads::byTenant),
                Attempt.sql("read with an or", SqlReads::withOr),
                Attempt.sql("lock", SqlReads::lock),
                Attempt.sql("cursor", SqlReads::cursor),
                Attempt.sql("copy to", SqlReads::copyTo),
                Attempt.sql("read without a tenant", SqlReads::withoutTenant),
                Attempt.sql("read with an empty tenant", SqlReads::emptyTenant),
                Attempt.sql("row_security off", s -> Verdict.refused(() -> withoutRowSecurity(s), DENIED)));
    }

    /** A view with its owner's rights would show the rows of all tenants. */
    static List<Attempt<TenantRows>> ofLiveView() {
        return List.of(
                Attempt.sql("read the live view", s -> {
                    try (SqlSession sql = s.sqlB()) {
                        return foreign(s, sql.texts("select t." + s.tenantColumn() + "::text from " + s.liveView()));
                    }
                }),
                Attempt.sql("delete by the live view", s -> {
                    try (SqlSession sql = s.sqlB()) {
                        long rows = sql.update(
                                "delete from " + s.liveView() + " where "
                                        + s.ofA().sql("t"),
                                s.ofA().values());
                        sql.commit();
                        return Verdict.nothing(rows);
                    }
                }));
    }

    private static Verdict keyed(TenantRows s, String before) throws SQLException {
        return keyed(s, before, "");
    }

    private static Verdict keyed(TenantRows s, String before, String after) throws SQLException {
        try (SqlSession sql = s.sqlB()) {
            return Verdict.nothing(
                    sql.number(before + s.ofA().sql("t") + after, s.ofA().values()));
        }
    }

    private static Verdict tenants(TenantRows s, String form) throws SQLException {
        try (SqlSession sql = s.sqlB()) {
            return foreign(s, sql.texts(String.format(form, s.tenantColumn(), s.from())));
        }
    }

    private static Verdict foreign(TenantRows s, List<@Nullable String> tenants) {
        return Verdict.nothing(
                tenants.stream().filter(t -> !s.tenantB().equals(t)).count());
    }

    private static Verdict count(TenantRows s) throws SQLException {
        try (SqlSession sql = s.sqlB()) {
            List<@Nullable String> counts = sql.row(
                    "select count(*), count(*) filter (where t." + s.tenantColumn() + " = " + s.tenantMark() + ") from "
                            + s.from(),
                    s.tenantB());
            return Verdict.onlyOwn(parse(counts.get(0)), parse(counts.get(1)));
        }
    }

    private static long parse(@Nullable String number) {
        return number == null ? 0 : Long.parseLong(number);
    }

    private static Verdict byTenant(TenantRows s) throws SQLException {
        try (SqlSession sql = s.sqlB()) {
            return Verdict.nothing(sql.number(
                    "select count(*) from " + s.from() + " where t." + s.tenantColumn() + " = " + s.tenantMark(),
                    s.tenantA()));
        }
    }

    private static Verdict withOr(TenantRows s) throws SQLException {
        try (SqlSession sql = s.sqlB()) {
            return foreign(
                    s,
                    sql.texts(
                            "select t." + s.tenantColumn() + "::text from " + s.from() + " where "
                                    + s.ofA().sql("t") + " or true",
                            s.ofA().values()));
        }
    }

    private static Verdict lock(TenantRows s) throws SQLException {
        try (SqlSession sql = s.sqlB()) {
            return Verdict.nothing(sql.texts(
                            "select 1 from " + s.from() + " where " + s.ofA().sql("t") + " for update",
                            s.ofA().values())
                    .size());
        }
    }

    private static Verdict cursor(TenantRows s) throws SQLException {
        try (SqlSession sql = s.sqlB()) {
            sql.update("declare isolation cursor for select t." + s.tenantColumn() + "::text from " + s.from());
            return foreign(s, sql.texts("fetch all from isolation"));
        }
    }

    private static Verdict copyTo(TenantRows s) throws SQLException, IOException {
        try (SqlSession sql = s.sqlB()) {
            StringWriter out = new StringWriter();
            sql.connection()
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyOut("copy " + s.name() + " (" + s.tenantColumn() + ") to stdout (format csv)", out);
            List<@Nullable String> lines = List.copyOf(out.toString()
                    .lines()
                    .map(line -> line.startsWith("\"") ? line.substring(1, line.length() - 1) : line)
                    .toList());
            return foreign(s, lines);
        }
    }

    private static Verdict withoutTenant(TenantRows s) throws SQLException {
        try (SqlSession sql = s.sqlWithoutTenant()) {
            return Verdict.nothing(sql.number("select count(*) from " + s.from()));
        }
    }

    private static Verdict emptyTenant(TenantRows s) throws SQLException {
        try (SqlSession sql = s.sqlWithoutTenant()) {
            sql.texts("select set_config('holdfast.tenant_id', '', true)");
            return Verdict.nothing(sql.number("select count(*) from " + s.from()));
        }
    }

    private static long withoutRowSecurity(TenantRows s) throws SQLException {
        try (SqlSession sql = s.sqlB()) {
            sql.update("set local row_security = off");
            return sql.number("select count(*) from " + s.from());
        }
    }
}
