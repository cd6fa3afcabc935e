package dev.holdfast.history;

import dev.holdfast.internal.Audience;
import dev.holdfast.internal.Parameter;
import dev.holdfast.internal.SqlText;
import dev.holdfast.internal.Values;
import dev.holdfast.query.Query;
import dev.holdfast.query.Row;
import dev.holdfast.query.Shape;
import dev.holdfast.sql.SqlTypes;
import dev.holdfast.sql.SqlWriter;
import dev.holdfast.table.AnyColumn;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The versions of a row, each with the one before.
 *
 * @param newestFirst in the opposite order
 * @param behind the sequence behind which it begins, in its order; null from the start
 * @param limit null for all
 */
record VersionQuery(
        VersionColumns columns,
        Shape shape,
        KeyOfRow key,
        boolean newestFirst,
        @Nullable Long behind,
        @Nullable Integer limit)
        implements Query<Version> {

    @Override
    public List<SqlText> texts(Audience audience) {
        SqlWriter out = new SqlWriter(audience);
        out.query(this::write);
        return List.of(out.toText());
    }

    private void write(SqlWriter out) {
        out.called(columns.version());
        out.called(columns.before());
        out.append("select ").parts(columns.of(columns.version()), ", ");
        out.append(", ").parts(columns.of(columns.before()), ", ");
        out.append(", version.holdfast_sequence, version.holdfast_at," + " (select later.holdfast_at from ");
        writeBeside("later", ">", "asc", out);
        out.append("), version.holdfast_action, version.holdfast_gone, not coalesce(before.holdfast_gone, true),"
                + " version.holdfast_linked_key, made.change_set_id, made.actor, made.reason, made.request_id,"
                + " made.database_role::text, array[");
        out.list(columns.columns(), ", ", VersionQuery::writeIsChanged);
        out.append("] from ");
        key.writeSource("_versions", "version", out);
        out.append(" left join lateral (select earlier.* from ");
        writeBeside("earlier", "<", "desc", out);
        out.append(") as before on true left join holdfast.change_sets as made"
                + " on made.change_set_id = version.holdfast_change_set where ");
        key.writeIs("version", out);
        if (behind != null) {
            out.append(" and version.holdfast_sequence " + (newestFirst ? "< " : "> "))
                    .parameter(number(behind));
        }
        out.append(" order by version.holdfast_sequence" + (newestFirst ? " desc" : ""));
        if (limit != null) {
            out.append(" limit " + limit);
        }
    }

    private void writeBeside(String called, String operator, String direction, SqlWriter out) {
        key.writeSource("_versions", called, out);
        out.append(" where ");
        key.writeIs(called, out);
        out.append(" and " + called + ".holdfast_sequence " + operator + " version.holdfast_sequence order by " + called
                + ".holdfast_sequence " + direction + " limit 1");
    }

    /** By what is stored, as text: some types have no equality. */
    private static void writeIsChanged(SqlWriter out, AnyColumn<?> column) {
        out.append(KeyOfRow.column("version", column) + "::text is distinct from " + KeyOfRow.column("before", column)
                + "::text");
    }

    static Parameter number(long sequence) {
        return Values.required(SqlTypes.BIGINT, "sequence", sequence);
    }

    @Override
    public Function<Row, Version> mapper() {
        return row -> new Version(columns, row);
    }
}
