package dev.holdfast.history;

import dev.holdfast.expression.PlainSql;
import dev.holdfast.expression.Selectable;
import dev.holdfast.internal.Audience;
import dev.holdfast.internal.Identifiers;
import dev.holdfast.internal.SqlText;
import dev.holdfast.query.Query;
import dev.holdfast.query.Row;
import dev.holdfast.query.Shape;
import dev.holdfast.sql.SqlTypes;
import dev.holdfast.sql.SqlWriter;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.table.ColumnRole;
import dev.holdfast.table.Table;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Writes a version's values into its row, or inserts it again, and tells what was there. The row is locked before it is looked
 * at, all in one statement.
 */
record RestorationQuery(Table table, KeyOfRow key, long sequence, boolean writes)
        implements Query<RestorationQuery.Found> {

    /** What was found of the row, before anything was written. */
    record Found(
            boolean isThere,
            @Nullable Instant deletedAt,
            @Nullable UUID deletionId,
            List<Boolean> differs) {}

    private static final Selectable<@Nullable Boolean> THERE = PlainSql.condition("there");
    private static final Selectable<@Nullable Instant> DELETED_AT =
            PlainSql.expression(SqlTypes.TIMESTAMPTZ, "deleted_at", "deleted_at");
    private static final Selectable<@Nullable UUID> DELETION_ID =
            PlainSql.expression(SqlTypes.UUID, "deletion_id", "deletion_id");
    private static final Selectable<@Nullable List<Boolean>> DIFFERS =
            PlainSql.expression(SqlTypes.array(SqlTypes.BOOLEAN), "differs", "differs");

    RestorationQuery dry() {
        return new RestorationQuery(table, key, sequence, false);
    }

    /** What is set: neither the key nor the tenant, nor what sets itself. */
    List<AnyColumn<?>> settable() {
        return table.columns().stream()
                .filter(column -> !table.primaryKey().contains(column)
                        && column.metadata().generatedSql() == null
                        && switch (column.metadata().role()) {
                            case TENANT_KEY, VERSION, UPDATED, DELETION -> false;
                            case PLAIN, CREATED, ENCRYPTED, BLIND_INDEX -> true;
                        })
                .toList();
    }

    private List<AnyColumn<?>> insertable() {
        return table.columns().stream()
                .filter(column -> column.metadata().generatedSql() == null
                        && column.metadata().role() != ColumnRole.DELETION)
                .toList();
    }

    @Override
    public List<SqlText> texts(Audience audience) {
        SqlWriter out = new SqlWriter(audience);
        boolean soft = table.isSoftDeletable();
        List<AnyColumn<?>> set = settable();
        String differs = set.isEmpty()
                ? "false"
                : String.join(
                        " or ", set.stream().map(RestorationQuery::differs).toList());
        out.append("with version as materialized (select version.* from ");
        key.writeSource("_versions", "version", out);
        out.append(" where ");
        key.writeIs("version", out);
        out.append(" and version.holdfast_sequence = ").parameter(VersionQuery.number(sequence));
        out.append(
                " and not version.holdfast_gone), present as materialized (select present.*, true as holdfast_there from ");
        key.writeSource("", "present", out);
        out.append(" where ");
        key.writeIs("present", out);
        out.append(writes ? " for update of present)" : ")");
        if (writes) {
            out.markWrite();
            if (!set.isEmpty()) {
                out.append(", updated as (update ");
                key.writeSource("", "target", out);
                out.append(" set ").list(set, ", ", (w, column) -> w.identifier(column.name())
                        .append(" = " + KeyOfRow.column("version", column)));
                table.columns().forEach(column -> writeStamp(column, out));
                out.append(" from version, present where ");
                key.writeIs("target", out);
                out.append((soft ? " and present.deleted_at is null" : "") + " and (" + differs + ") returning 1)");
            }
            List<AnyColumn<?>> all = insertable();
            out.append(", inserted as (insert into ");
            key.writeSource("", "target", out);
            out.append(" (").list(all, ", ", (w, column) -> w.identifier(column.name()));
            out.append(") overriding system value select ").list(all, ", ", (w, column) -> writeInserted(column, w));
            out.append(" from version where not exists (select from present) returning 1)");
        }
        out.append(" select coalesce(present.holdfast_there, false), ");
        out.append(soft ? "present.deleted_at, present.deletion_id" : "null::timestamptz, null::uuid");
        out.append(", array[").list(set, ", ", (w, column) -> w.append(differs(column)));
        out.append("]::boolean[] from version left join present on true");
        return List.of(out.toText());
    }

    private static String differs(AnyColumn<?> column) {
        return KeyOfRow.column("version", column) + "::text is distinct from " + KeyOfRow.column("present", column)
                + "::text";
    }

    /** As it was; but a version column goes on from the last one that there was, by which somebody may still hold the row. */
    private void writeInserted(AnyColumn<?> column, SqlWriter out) {
        switch (column.metadata().role()) {
            case VERSION -> {
                out.append("(select max(" + KeyOfRow.column("other", column) + ") + 1 from ");
                key.writeSource("_versions", "other", out);
                out.append(" where ");
                key.writeIs("other", out);
                out.append(")");
            }
            case UPDATED -> out.append("now()");
            default -> out.append(KeyOfRow.column("version", column));
        }
    }

    private static void writeStamp(AnyColumn<?> column, SqlWriter out) {
        String name = Identifiers.quoted(column.name());
        if (column.metadata().role() == ColumnRole.VERSION) {
            out.append(", " + name + " = present." + name + " + 1");
        } else if (column.metadata().role() == ColumnRole.UPDATED) {
            out.append(", " + name + " = now()");
        }
    }

    @Override
    public Shape shape() {
        return new Shape(List.of(THERE, DELETED_AT, DELETION_ID, DIFFERS), List.of(), List.of(), List.of());
    }

    @Override
    public Function<Row, Found> mapper() {
        return row -> new Found(
                Boolean.TRUE.equals(row.getOrNull(THERE)),
                row.getOrNull(DELETED_AT),
                row.getOrNull(DELETION_ID),
                Objects.requireNonNull(row.getOrNull(DIFFERS)));
    }
}
