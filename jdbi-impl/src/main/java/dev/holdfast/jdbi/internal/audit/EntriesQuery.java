package dev.holdfast.jdbi.internal.audit;

import dev.holdfast.audit.AuditFilter;
import dev.holdfast.audit.AuditPosition;
import dev.holdfast.audit.AuditQuery;
import dev.holdfast.internal.Audience;
import dev.holdfast.internal.Identifiers;
import dev.holdfast.internal.Parameter;
import dev.holdfast.internal.SqlText;
import dev.holdfast.query.Query;
import dev.holdfast.query.Row;
import dev.holdfast.query.Shape;
import dev.holdfast.sql.SqlType;
import dev.holdfast.sql.SqlTypes;
import dev.holdfast.sql.SqlWriter;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.table.Table;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Entries of the log. Of a table that is named there is a row in any case, so that no entry is told from no audit. Of a row that
 * is named, the lives of its keys are found first: which key it had in which span of sequences. An index by key and sequence then
 * gives each life's entries in order, and as many as are wanted.
 */
final class EntriesQuery implements Query<StoredEntry> {

    private static final SqlType<List<String>> TEXTS = SqlTypes.array(SqlTypes.TEXT);

    private final AuditSession session;
    private final AuditQuery asked;
    private final AuditFilter filter;
    private final @Nullable Table table;
    private final LogColumns columns;
    private final Shape shape;

    EntriesQuery(AuditSession session, AuditQuery asked) {
        this.session = session;
        this.asked = asked;
        this.filter = asked.filter();
        this.table = asked.table();
        this.columns = new LogColumns(session.tenantType());
        this.shape = columns.entries();
    }

    /** How a table is named in SQL. */
    static String quoted(Table table) {
        return Identifiers.quoted(table.schemaName(), table.name());
    }

    @Override
    public List<SqlText> texts(Audience audience) {
        SqlWriter out = new SqlWriter(audience);
        if (isOfRow() || filter.requestId() == null) {
            InOrder.write(out, this::write);
        } else {
            write(out);
        }
        return List.of(out.toText());
    }

    private void write(SqlWriter out) {
        out.append("select ").parts(shape.selected(), ", ").append(" from ");
        if (table == null) {
            out.append("(");
            writeSpan(out, () -> {
                if (asked.changeSet() == null) {
                    session.writeOwn(out, "e");
                } else {
                    session.writeOwn(out, "e", asked.changeSet());
                }
            });
            out.append(") e left join holdfast.recorded_tables t on t.table_id = e.table_id");
        } else {
            writeOfTable(out, table);
        }
        out.append(" left join pg_catalog.pg_class r on r.oid = t.relation")
                .append(" left join pg_catalog.pg_namespace n on n.oid = r.relnamespace")
                .append(" left join holdfast.change_sets c on c.change_set_id = e.change_set_id");
        writeOrder(out);
    }

    private void writeOfTable(SqlWriter out, Table of) {
        if (of.tenantKey() != null) {
            out.touchTenantTable();
        }
        out.append("(select k.*");
        if (isOfRow()) {
            out.append(", ");
            writeKey(out, of);
            out.append(" as wanted_key");
        }
        out.append(" from holdfast.recorded_tables k where k.audited and k.relation = to_regclass(")
                .parameter(text(quoted(of), "table"))
                .append(") offset 0) t left join lateral (");
        if (!isOfRow()) {
            writeSpan(out, () -> {
                out.append("e.table_id = t.table_id and ");
                session.writeOwn(out, "e", of);
            });
        } else {
            writeLives(out, of);
        }
        out.append(") e on true");
    }

    /** The key's text, of several columns in the recorded order, whichever the declared one is. */
    private void writeKey(SqlWriter out, Table of) {
        if (asked.key().size() == 1) {
            out.parameter(text(asked.key().get(0), "key")).append("::text");
            return;
        }
        List<String> names = keyColumns(of);
        out.append(
                        "(select to_json(array_agg(v.part order by q.at))::text from unnest(k.key_columns) with ordinality q (name, at)"
                                + " join unnest(")
                .parameter(Parameter.of(names.toArray(), TEXTS, "key columns"))
                .append(", ")
                .parameter(Parameter.of(asked.key().toArray(), TEXTS, "key"))
                .append(") v (name, part) on v.name = q.name)");
    }

    /** The primary key as it is declared, without the tenant's column. */
    static List<String> keyColumns(Table table) {
        return table.primaryKey().stream()
                .filter(column -> !column.equals(table.tenantKey()))
                .map(AnyColumn::name)
                .toList();
    }

    private void writeLives(SqlWriter out, Table of) {
        out.append("with recursive lives (key, low, high) as ("
                + "select t.wanted_key collate \"C\", 0::bigint, 9223372036854775807 union select x.key, x.low, x.high"
                + " from lives l cross join lateral (select a.key, (select coalesce(max(p.sequence), 0)"
                + " from holdfast.audit_entries p where p.key = a.key and p.sequence < a.sequence and ");
        writeEnd(out, of);
        out.append(") as low, a.sequence as high from holdfast.audit_entries a where a.new_key = l.key"
                + " and a.sequence > l.low and a.sequence <= l.high and ");
        writeOfTable(out, "a", of);
        out.append(" union all select d.new_key, d.sequence, (select coalesce(min(p.sequence), 9223372036854775807)"
                + " from holdfast.audit_entries p where p.key = d.new_key and p.sequence > d.sequence and ");
        writeEnd(out, of);
        out.append(") from holdfast.audit_entries d where d.key = l.key and d.new_key is not null"
                + " and d.sequence > l.low and d.sequence <= l.high and ");
        writeOfTable(out, "d", of);
        out.append(") x) select distinct on (e.sequence) e.* from lives l cross join lateral (");
        writeSpan(out, () -> {
            out.append("e.key = l.key and e.sequence > l.low and e.sequence <= l.high and ");
            writeOfTable(out, "e", of);
        });
        out.append(") e");
        writeOrder(out);
        out.append(" limit ").append(String.valueOf(filter.limit()));
    }

    /** That an entry ends the life of a row under its key. */
    private void writeEnd(SqlWriter out, Table of) {
        out.append("(p.new_key is not null or p.action in ('delete', 'purge')) and ");
        writeOfTable(out, "p", of);
    }

    private void writeOfTable(SqlWriter out, String alias, Table of) {
        out.append(alias).append(".table_id = t.table_id and ");
        session.writeOwn(out, alias, of);
    }

    /** Entries of an e for which the condition holds, as the filters say. */
    private void writeSpan(SqlWriter out, Runnable condition) {
        if (isBySets()) {
            writeSets(out);
            out.append(" cross join lateral (");
            writeOfSet(out, condition);
            out.append(" offset 0) e order by s.change_set_id")
                    .append(FilterSql.direction(filter))
                    .append(", e.sequence")
                    .append(FilterSql.direction(filter));
        } else {
            out.append("select e.* from holdfast.audit_entries e where ");
            condition.run();
            writeFilters(out);
            writeOrder(out);
        }
        out.append(" limit ").append(String.valueOf(filter.limit()));
    }

    /** A set's entries are of its tenant: by that an index finds them across tenants, and those of none apart. */
    private void writeOfSet(SqlWriter out, Runnable condition) {
        List<String> tenants = session.audience() == Audience.ALL_TENANTS
                ? List.of("e.tenant_id = s.tenant_id and ", "s.tenant_id is null and e.tenant_id is null and ")
                : List.of("");
        for (int i = 0; i < tenants.size(); i++) {
            out.append(i == 0 ? "" : " union all ")
                    .append("select e.* from holdfast.audit_entries e where ")
                    .append(tenants.get(i))
                    .append("e.change_set_id = s.change_set_id and ");
            condition.run();
            writeFilters(out);
        }
    }

    /**
     * Change sets first: those of a request are few, and found by it, whatever order is wanted; those of an actor are read in order,
     * and no more than are needed.
     */
    private void writeSets(SqlWriter out) {
        boolean few = filter.requestId() != null;
        out.append(few ? "with s as materialized (" : "select e.* from (")
                .append("select s.change_set_id, s.tenant_id from holdfast.change_sets s where ");
        if (table == null) {
            session.writeOwn(out, "s");
        } else {
            session.writeOwn(out, "s", table);
        }
        FilterSql.writeWho(out, filter, "s");
        if (few) {
            out.append(") select e.* from s");
        } else {
            out.append(" order by s.change_set_id")
                    .append(FilterSql.direction(filter))
                    .append(" offset 0) s");
        }
    }

    private void writeFilters(SqlWriter out) {
        if (asked.changeSet() != null) {
            out.append(" and e.change_set_id = ").parameter(number(asked.changeSet(), "change set"));
        }
        if (!asked.actions().isEmpty()) {
            Object[] names = asked.actions().stream()
                    .map(action -> action.name().toLowerCase(Locale.ROOT))
                    .sorted()
                    .toArray();
            out.append(" and e.action = any (")
                    .parameter(Parameter.of(names, TEXTS, "actions"))
                    .append(")");
        }
        if (asked.column() != null) {
            out.append(" and jsonb_exists(")
                    .append(LogColumns.changes("e"))
                    .append(", ")
                    .parameter(text(asked.column(), "column"))
                    .append(")");
        }
        if (isOfRow() && isOfSomebody()) {
            out.append(" and exists (select from holdfast.change_sets s where s.change_set_id = e.change_set_id");
            FilterSql.writeWho(out, filter, "s");
            out.append(" offset 0)");
        }
        FilterSql.writeWhen(out, filter, "e");
        writeAfter(out);
    }

    private void writeAfter(SqlWriter out) {
        AuditPosition after = asked.after();
        if (after == null) {
            return;
        }
        if (isOfRow()) {
            out.append(" and e.sequence").append(FilterSql.behind(filter)).parameter(number(after.sequence(), "after"));
        } else {
            out.append(" and (e.change_set_id, e.sequence)")
                    .append(FilterSql.behind(filter))
                    .append("(")
                    .parameter(number(after.changeSet(), "after"))
                    .append(", ")
                    .parameter(number(after.sequence(), "after"))
                    .append(")");
        }
    }

    /** A row's by its sequence. Others by their change sets first, as an index has them, which keeps what belongs together so. */
    private void writeOrder(SqlWriter out) {
        out.append(" order by ");
        if (!isOfRow()) {
            out.append("e.change_set_id").append(FilterSql.direction(filter)).append(", ");
        }
        out.append("e.sequence").append(FilterSql.direction(filter));
    }

    private boolean isBySets() {
        return isOfSomebody() && !isOfRow();
    }

    private boolean isOfSomebody() {
        return filter.actor() != null || filter.requestId() != null;
    }

    private boolean isOfRow() {
        return !asked.key().isEmpty();
    }

    private static Parameter text(String value, String label) {
        return Parameter.of(value, SqlTypes.TEXT, label);
    }

    private static Parameter number(long value, String label) {
        return Parameter.of(value, SqlTypes.BIGINT, label);
    }

    @Override
    public Shape shape() {
        return shape;
    }

    @Override
    public Function<Row, StoredEntry> mapper() {
        return columns::entry;
    }
}
