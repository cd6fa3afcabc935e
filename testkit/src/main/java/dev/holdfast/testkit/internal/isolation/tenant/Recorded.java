package dev.holdfast.testkit.internal.isolation.tenant;

import static dev.holdfast.testkit.internal.isolation.Verdict.DENIED;

import dev.holdfast.internal.Identifiers;
import dev.holdfast.testkit.IsolationReport.Outcome;
import dev.holdfast.testkit.internal.isolation.Attempt;
import dev.holdfast.testkit.internal.isolation.SqlSession;
import dev.holdfast.testkit.internal.isolation.Verdict;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What was recorded of A's rows: B must not read it, and nobody may write it. Which tables are recorded, the catalogue says. */
final class Recorded {

    private static final String FIND = """
            select t.audited, t.historical, t.table_id, quote_ident(t.tenant_column), t.versions::text,
                format('%I.%I', n.nspname, c.relname || '_history'), format('%I.%I(clock_timestamp())', n.nspname, c.relname || '_as_of'),
                format('%I.%I(holdfast.snapshot_token())', n.nspname, c.relname || '_as_of_token')
            from holdfast.recorded_tables t join pg_class c on c.oid = t.relation join pg_namespace n on n.oid = c.relnamespace
            where t.relation = ?::regclass and t.tenant_column is not null and (t.audited or t.historical)
            """;

    private Recorded() {}

    /**
     * Where it can be read.
     *
     * @param name what the report calls it
     * @param from it in SQL, as {@code r}
     * @param tenant the tenant's column
     * @param table whether it is one that could be written
     */
    private record Place(String name, String from, String tenant, boolean table) {}

    /** Nothing for a table whose changes aren't recorded. */
    static List<Attempt<TenantRows>> attempts(TenantRows rows) throws SQLException {
        List<Attempt<TenantRows>> attempts = new ArrayList<>();
        for (Place place : places(rows)) {
            attempts.add(Attempt.sql("read " + place.name(), s -> read(s, place)));
            attempts.add(Attempt.sql("read " + place.name() + " without a tenant", s -> withoutTenant(s, place)));
            if (place.table()) {
                String update = "update " + place.from() + " set " + place.tenant() + " = " + place.tenant();
                attempts.add(denied("insert into " + place.name(), "insert into " + named(place) + " default values"));
                attempts.add(denied("update " + place.name(), update));
                attempts.add(denied("delete from " + place.name(), "delete from " + place.from()));
                attempts.add(denied("truncate " + place.name(), "truncate " + named(place)));
            }
        }
        return attempts;
    }

    private static String named(Place place) {
        return place.from().substring(0, place.from().length() - " as r".length());
    }

    private static List<Place> places(TenantRows rows) throws SQLException {
        List<@Nullable String> found;
        try (SqlSession sql = rows.sqlA()) {
            boolean there = sql.number("select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace"
                            + " where n.nspname = 'holdfast' and c.relname = 'recorded_tables'"
                            + " and has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'select')")
                    > 0;
            found = there ? sql.row(FIND, rows.name()) : List.of();
        }
        if (found.isEmpty()) {
            return List.of();
        }
        List<Place> places = new ArrayList<>();
        String tenant = Identifiers.quoted("tenant_id");
        if ("t".equals(found.get(0))) {
            places.add(new Place("the audit log's entries", "holdfast.audit_entries as r", tenant, true));
            places.add(new Place("the view of the audit log", "holdfast.audit_log as r", tenant, false));
        }
        places.add(new Place("change sets", "holdfast.change_sets as r", tenant, true));
        if ("t".equals(found.get(1))) {
            String own = Objects.requireNonNull(found.get(3));
            places.add(new Place("its versions", found.get(4) + " as r", own, true));
            places.add(new Place("the view of its history", found.get(5) + " as r", own, false));
            places.add(new Place("its rows as of now", found.get(6) + " as r", own, false));
            places.add(new Place("its rows as of a token", found.get(7) + " as r", own, false));
        }
        return places;
    }

    private static Verdict read(TenantRows s, Place place) throws SQLException {
        String count = "select count(*) from " + place.from() + " where r." + place.tenant() + "::text ";
        try (SqlSession sql = s.sqlA()) {
            if (sql.number(count + "= ?", s.tenantA()) == 0) {
                return new Verdict(Outcome.UNCLEAR, "nothing of its own row is there, so that nothing is proven");
            }
        }
        try (SqlSession sql = s.sqlB()) {
            return Verdict.nothing(sql.number(count + "<> ?", s.tenantB()));
        }
    }

    private static Verdict withoutTenant(TenantRows s, Place place) throws SQLException {
        try (SqlSession sql = s.sqlWithoutTenant()) {
            return Verdict.nothing(
                    sql.number("select count(*) from " + place.from() + " where r." + place.tenant() + " is not null"));
        }
    }

    /** By the tenant itself, whose own it is: what was recorded stays. */
    private static Attempt<TenantRows> denied(String name, String statement) {
        return Attempt.sql(
                name,
                s -> Verdict.refused(
                        () -> {
                            try (SqlSession sql = s.sqlA()) {
                                return sql.update(statement);
                            }
                        },
                        DENIED));
    }
}
