package dev.holdfast.jdbi.internal.audit;

import dev.holdfast.internal.Audience;
import dev.holdfast.internal.Parameter;
import dev.holdfast.internal.SqlText;
import dev.holdfast.jdbi.internal.session.ResultColumn;
import dev.holdfast.query.Query;
import dev.holdfast.query.Row;
import dev.holdfast.query.Shape;
import dev.holdfast.sql.SqlType;
import dev.holdfast.sql.SqlTypes;
import dev.holdfast.sql.SqlWriter;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.table.ColumnRole;
import dev.holdfast.table.Table;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A table into which values are brought back, as PostgreSQL has it now.
 *
 * @param name quoted, with its schema
 * @param columns by their names, in their order
 * @param keyColumns the primary key's, without the tenant's
 * @param tenantColumn null where it belongs to no tenant
 * @param version counts updates, as the table is declared; null for none
 * @param updated the time of the last update, as the table is declared; null for none
 */
record TargetTable(
        String name,
        Map<String, Column> columns,
        List<String> keyColumns,
        @Nullable String tenantColumn,
        @Nullable String version,
        @Nullable String updated) {

    private static final Set<String> STAMPS = Set.of("deleted_at", "deleted_by", "delete_reason", "deletion_id");

    /**
     * A column.
     *
     * @param type as a cast names it, without a length or scale, to which a cast would cut silently
     * @param isNeeded whether an insert must give a value
     * @param isGenerated whether PostgreSQL computes it
     */
    record Column(String name, String type, boolean isNeeded, boolean isGenerated) {}

    /** Null where the table isn't there any more. */
    static @Nullable TargetTable of(AuditSession session, String logicalName, @Nullable Table declared) {
        List<Fact> facts = session.list(new Facts(logicalName));
        if (facts.isEmpty()) {
            return null;
        }
        Map<String, Column> columns = new LinkedHashMap<>();
        facts.forEach(fact -> columns.put(fact.column().name(), fact.column()));
        return new TargetTable(
                facts.get(0).table(),
                columns,
                facts.get(0).keyColumns(),
                facts.get(0).tenantColumn(),
                withRole(declared, ColumnRole.VERSION),
                withRole(declared, ColumnRole.UPDATED));
    }

    private static @Nullable String withRole(@Nullable Table declared, ColumnRole role) {
        return declared == null
                ? null
                : declared.columns().stream()
                        .filter(column -> column.metadata().role() == role)
                        .map(AnyColumn::name)
                        .findFirst()
                        .orElse(null);
    }

    boolean isSoftDeletable() {
        return columns.keySet().containsAll(STAMPS);
    }

    Column column(String column) {
        return Objects.requireNonNull(columns.get(column), column);
    }

    /** Whether it counts or dates updates, and so is neither compared nor brought back. */
    boolean isStamp(String column) {
        return column.equals(version) || column.equals(updated);
    }

    private record Fact(
            String table, List<String> keyColumns, @Nullable String tenantColumn, Column column) {}

    private record Facts(String logicalName) implements Query<Fact> {

        private static final ResultColumn<String> TABLE = of("table", SqlTypes.TEXT);
        private static final ResultColumn<List<String>> KEY_COLUMNS = of("key columns", SqlTypes.array(SqlTypes.TEXT));
        private static final ResultColumn<String> TENANT_COLUMN = of("tenant column", SqlTypes.TEXT);
        private static final ResultColumn<String> NAME = of("name", SqlTypes.TEXT);
        private static final ResultColumn<String> TYPE = of("type", SqlTypes.TEXT);
        private static final ResultColumn<Boolean> IS_NEEDED = of("needed", SqlTypes.BOOLEAN);
        private static final ResultColumn<Boolean> IS_GENERATED = of("generated", SqlTypes.BOOLEAN);

        private static <T> ResultColumn<T> of(String label, SqlType<T> type) {
            return new ResultColumn<>(label, type);
        }

        @Override
        public List<SqlText> texts(Audience audience) {
            return List.of(new SqlWriter(audience)
                    .append(
                            "select format('%I.%I', n.nspname, c.relname), t.key_columns::text[], t.tenant_column::text,"
                                    + " a.attname::text, format_type(a.atttypid, -1),"
                                    + " a.attnotnull and not a.atthasdef and a.attidentity = '', a.attgenerated <> ''"
                                    + " from holdfast.recorded_tables t"
                                    + " join pg_catalog.pg_class c on c.oid = t.relation"
                                    + " join pg_catalog.pg_namespace n on n.oid = c.relnamespace"
                                    + " join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped"
                                    + " where t.logical_name = ")
                    .parameter(Parameter.of(logicalName, SqlTypes.TEXT, "table"))
                    .append(" order by a.attnum")
                    .toText());
        }

        @Override
        public Shape shape() {
            return new Shape(
                    List.of(TABLE, KEY_COLUMNS, TENANT_COLUMN, NAME, TYPE, IS_NEEDED, IS_GENERATED),
                    List.of(),
                    List.of(),
                    List.of());
        }

        @Override
        public Function<Row, Fact> mapper() {
            return row -> new Fact(
                    Objects.requireNonNull(row.getOrNull(TABLE)),
                    Objects.requireNonNull(row.getOrNull(KEY_COLUMNS)),
                    row.getOrNull(TENANT_COLUMN),
                    new Column(
                            Objects.requireNonNull(row.getOrNull(NAME)),
                            Objects.requireNonNull(row.getOrNull(TYPE)),
                            Boolean.TRUE.equals(row.getOrNull(IS_NEEDED)),
                            Boolean.TRUE.equals(row.getOrNull(IS_GENERATED))));
        }
    }
}
