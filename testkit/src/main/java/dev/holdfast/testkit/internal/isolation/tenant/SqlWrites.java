package dev.holdfast.testkit.internal.isolation.tenant;

import static dev.holdfast.testkit.internal.isolation.Verdict.DENIED;
import static dev.holdfast.testkit.internal.isolation.Verdict.UNIQUE;

import dev.holdfast.internal.Identifiers;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.testkit.internal.isolation.Attempt;
import dev.holdfast.testkit.internal.isolation.Seeded;
import dev.holdfast.testkit.internal.isolation.SqlSession;
import dev.holdfast.testkit.internal.isolation.Texts;
import dev.holdfast.testkit.internal.isolation.Verdict;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writing as B what is A's, in plain SQL. */
final class SqlWrites {

    private SqlWrites() {}

    static List<Attempt<TenantRows>> attempts() {
        return List.of(
                Attempt.sql("insert for the other tenant", s -> Verdict.refused(() -> insertForA(s), DENIED)),
                Attempt.sql(
                        "insert without a tenant", s -> Verdict.refused(() -> insertWithoutTenant(s), DENIED, "23502")),
                Attempt.sql(
                        "update",
                        s -> Verdict.nothing(committed(
                                s,
                                "update " + s.from() + " set " + assignItself(s) + " where "
                                        + s.ofA().sql("t"),
                                s.ofA()))),
                Attempt.sql("update every row", SqlWrites::updateEveryRow),
                Attempt.sql("give a row away", s -> Verdict.refused(() -> move(s, s.ofB(), s.tenantA()), DENIED)),
                Attempt.sql("give every row away", s -> Verdict.refused(() -> giveEveryRowAway(s), DENIED)),
                Attempt.sql("take a row", s -> Verdict.nothing(move(s, s.ofA(), s.tenantB()))),
                Attempt.sql("delete every row", s -> everyRow(s, "delete from " + s.from())),
                Attempt.sql(
                        "delete",
                        s -> Verdict.nothing(committed(
                                s,
                                "delete from " + s.from() + " where " + s.ofA().sql("t"),
                                s.ofA()))),
                Attempt.sql("delete without a tenant", s -> {
                    try (SqlSession sql = s.sqlWithoutTenant()) {
                        return Verdict.nothing(sql.update("delete from " + s.from()));
                    }
                }));
    }

    /** A unique key without the tenant tells of the other's rows, by refusing a value that only they have. */
    static Attempt<TenantRows> twin() {
        return Attempt.sql("store the same values", s -> {
            Map<AnyColumn<?>, @Nullable String> twin = Rows.twin(s);
            boolean removed = true;
            try (SqlSession sql = s.sqlB()) {
                removed = s.links().isEmpty() || Rows.removeB(sql, s);
                Rows.insert(sql, s, twin, "");
                return Verdict.held("a row of its own");
            } catch (SQLException e) {
                if (!removed) {
                    return Verdict.notTried("the tenant may not delete its own row, which is in the way");
                }
                return UNIQUE.equals(e.getSQLState())
                        ? Verdict.breached("refused with " + UNIQUE + ", which tells that the other tenant has them: a"
                                + " unique key lacks the tenant")
                        : Verdict.of(e);
            }
        });
    }

    /** Last, since it may leave a row of B's under A's key. */
    static Attempt<TenantRows> upsert() {
        return Attempt.sql("upsert", s -> {
            Map<AnyColumn<?>, @Nullable String> twin = Rows.twin(s);
            String column = Identifiers.quoted(s.writable().name());
            try (SqlSession sql = s.sqlB()) {
                List<@Nullable String> key = sql.texts(
                        "select quote_ident(a.attname) from pg_index i cross join unnest(i.indkey) with ordinality as k (n, place)"
                                + " join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.n"
                                + " where i.indrelid = ?::regclass and i.indisprimary order by k.place",
                        s.name());
                if (key.isEmpty()) {
                    return Verdict.notTried("the table has no primary key");
                }
                String target = key.stream().map(String::valueOf).collect(Collectors.joining(", "));
                Rows.insert(
                        sql, s, twin, "on conflict (" + target + ") do update set " + column + " = excluded." + column);
                sql.commit();
                return Verdict.held("a row of its own");
            } catch (SQLException e) {
                return UNIQUE.equals(e.getSQLState()) ? Verdict.held("refused, " + UNIQUE) : Verdict.of(e);
            }
        });
    }

    private static String assignItself(TenantRows s) {
        String column = Identifiers.quoted(s.writable().name());
        return column + " = t." + column;
    }

    private static long committed(TenantRows s, String statement, Seeded which) throws SQLException {
        try (SqlSession sql = s.sqlB()) {
            long rows = sql.update(statement, which.values());
            sql.commit();
            return rows;
        }
    }

    private static long insertForA(TenantRows s) throws SQLException {
        Map<AnyColumn<?>, @Nullable String> row = Rows.ofB(s);
        row.put(s.tenantKey(), s.tenantA());
        try (SqlSession sql = s.sqlB()) {
            return Rows.insert(sql, s, row, "");
        }
    }

    private static long insertWithoutTenant(TenantRows s) throws SQLException {
        Map<AnyColumn<?>, @Nullable String> row = Rows.ofB(s);
        row.remove(s.tenantKey());
        try (SqlSession sql = s.sqlWithoutTenant()) {
            return Rows.insert(sql, s, row, "");
        }
    }

    private static long move(TenantRows s, Seeded which, String tenant) throws SQLException {
        try (SqlSession sql = s.sqlB()) {
            String[] key = which.values();
            @Nullable String[] arguments = new @Nullable String[key.length + 1];
            arguments[0] = tenant;
            System.arraycopy(key, 0, arguments, 1, key.length);
            return sql.update(
                    "update " + s.from() + " set " + s.tenantColumn() + " = " + s.tenantMark() + " where "
                            + which.sql("t"),
                    arguments);
        }
    }

    /** Without a condition no policy for select is asked, which would stop what the one for update lets through. */
    private static long giveEveryRowAway(TenantRows s) throws SQLException {
        try (SqlSession sql = s.sqlB()) {
            return sql.update("update " + s.from() + " set " + s.tenantColumn() + " = " + s.tenantMark(), s.tenantA());
        }
    }

    /** Without a condition and without reading a column only the policies for update hold, not those for select. */
    private static Verdict updateEveryRow(TenantRows s) throws SQLException {
        AnyColumn<?> column = s.writable();
        return everyRow(
                s,
                "update " + s.from() + " set " + Identifiers.quoted(column.name()) + " = " + Texts.mark(column),
                Rows.ofB(s).get(column));
    }

    private static Verdict everyRow(TenantRows s, String statement, @Nullable String... arguments) throws SQLException {
        try (SqlSession sql = s.sqlB()) {
            long own = sql.number(
                    "select count(*) from " + s.from() + " where t." + s.tenantColumn() + " = " + s.tenantMark(),
                    s.tenantB());
            return Verdict.onlyOwn(sql.update(statement, arguments), own);
        } catch (SQLException e) {
            return Verdict.stoppedByKey(e) ? Verdict.notTried("other rows refer to the tenant's own") : Verdict.of(e);
        }
    }
}
