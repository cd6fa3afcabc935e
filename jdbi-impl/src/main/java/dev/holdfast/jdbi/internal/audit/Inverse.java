package dev.holdfast.jdbi.internal.audit;

import dev.holdfast.audit.AuditAction;
import dev.holdfast.audit.AuditEntry;
import dev.holdfast.internal.Audience;
import dev.holdfast.internal.Parameter;
import dev.holdfast.internal.SqlText;
import dev.holdfast.jdbi.internal.session.ResultColumn;
import dev.holdfast.query.Query;
import dev.holdfast.query.Row;
import dev.holdfast.query.Shape;
import dev.holdfast.sql.SqlTypes;
import dev.holdfast.sql.SqlWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The statements that undo one entry. Values go from the log into the table, each as the text that was recorded, cast to the
 * column's type: none passes through Java. What a value is compared with is brought to the same type first, and then both to
 * text, since not every type can be compared.
 *
 * @param session whose log it is
 * @param entry what is undone
 * @param table where
 * @param columns whose values are compared and brought back
 */
record Inverse(AuditSession session, AuditEntry entry, TargetTable table, List<String> columns) {

    private static final String NOT_CASCADING = "select set_config('holdfast.cascade', 'off', true)";
    private static final String CASCADING = "; select set_config('holdfast.cascade', '', true)";

    /** Gives the changed row its old values where it has the new ones. */
    Query<Long> update() {
        return counting(entry.action() != AuditAction.UPDATE, true, out -> {
            out.append("update ").append(table.name()).append(" as r set ").list(columns, ", ", (w, column) -> {
                w.identifier(column).append(" = ");
                writeRecorded(w, column, 0);
            });
            writeStamps(out);
            out.append(" from e where ");
            writeKey(out, entry.newKey());
            for (String column : columns) {
                out.append(" and r.").identifier(column).append("::text is not distinct from (");
                writeRecorded(out, column, 1);
                out.append(")::text");
            }
        });
    }

    /** What the row has, what it was given, and what it had before: three texts for each column. No row where there is none. */
    Query<List<@Nullable String>> comparison() {
        return new Statement<>(texts(3 * columns.size()), out -> {
            writeEntry(out.append("with "));
            out.append(" select ")
                    .list(columns, ", ", (w, column) -> {
                        w.append("r.").identifier(column).append("::text, (");
                        writeRecorded(w, column, 1);
                        w.append(")::text, (");
                        writeRecorded(w, column, 0);
                        w.append(")::text");
                    })
                    .append(" from e, ")
                    .append(table.name())
                    .append(" as r where ");
            writeKey(out, entry.newKey());
            out.append(" for update of r");
            out.markWrite();
        });
    }

    /** Puts the row that is gone back where there is none. */
    Query<Long> insert() {
        return counting(false, true, out -> {
            out.append("insert into ")
                    .append(table.name())
                    .append(" (")
                    .list(columns, ", ", SqlWriter::identifier)
                    .append(") overriding system value select ")
                    .list(columns, ", ", (w, column) -> writeRecorded(w, column, 0))
                    .append(" from e where not exists (select from ")
                    .append(table.name())
                    .append(" as r where ");
            writeKey(out, entry.key());
            out.append(")");
        });
    }

    /** Removes the row that was new. */
    Query<Long> delete() {
        return counting(false, false, out -> {
            out.append("delete from ").append(table.name()).append(" as r where ");
            writeKey(out, entry.key());
        });
    }

    /** Hides the row that was new, and no other one. */
    Query<Long> softDelete(UUID deletionId) {
        return counting(true, false, out -> {
            out.append("update ")
                    .append(table.name())
                    .append(" as r set deleted_at = now(), deletion_id = ")
                    .parameter(Parameter.of(deletionId, SqlTypes.UUID, "deletion_id"))
                    .append(", deleted_by = nullif(current_setting('holdfast.actor', true), '')"
                            + ", delete_reason = nullif(current_setting('holdfast.reason', true), '')");
            writeStamps(out);
            out.append(" where r.deleted_at is null and ");
            writeKey(out, entry.key());
        });
    }

    /** Locks the row that is to be removed, under the key that it has by now. */
    Query<Long> lock(List<String> key) {
        return new Statement<>(List.of(new ResultColumn<>("found", SqlTypes.BIGINT)), out -> {
                    out.append("select 1::bigint from ").append(table.name()).append(" as r where ");
                    writeKey(out, key);
                    out.append(" for update");
                    out.markWrite();
                })
                .map(row -> Objects.requireNonNull(row.get(0)));
    }

    /** The first entry of a key behind this one that isn't among those that are undone; none for none. */
    Query<Long> laterEntries(List<String> key, Long[] undone) {
        return new Statement<>(List.of(new ResultColumn<>("sequence", SqlTypes.BIGINT)), out -> {
                    out.append(
                                    "select e.sequence from holdfast.audit_entries e join holdfast.recorded_tables t using (table_id)"
                                            + " where t.logical_name = ")
                            .parameter(text(entry.table(), "table"))
                            .append(" and ");
                    session.writeOwn(out, "e", entry.changeSet().id());
                    out.append(" and (e.key = ");
                    writeKeyText(out, key);
                    out.append(" or e.new_key = ");
                    writeKeyText(out, key);
                    out.append(") and e.sequence > ")
                            .parameter(Parameter.of(entry.sequence(), SqlTypes.BIGINT, "sequence"))
                            .append(" and e.sequence <> all (")
                            .parameter(Parameter.of(undone, SqlTypes.array(SqlTypes.BIGINT), "undone"))
                            .append(") order by e.sequence limit 1");
                })
                .map(row -> Objects.requireNonNull(row.get(0)));
    }

    private void writeKeyText(SqlWriter out, List<String> key) {
        if (key.size() == 1) {
            out.parameter(text(key.get(0), "key"));
        } else {
            out.append("to_json(")
                    .parameter(Parameter.of(key.toArray(), SqlTypes.array(SqlTypes.TEXT), "key"))
                    .append(")::text");
        }
    }

    /** The tables of which PostgreSQL would remove, hide or change rows with the row: their names, each with the foreign key's. */
    Query<List<@Nullable String>> referring() {
        return new Statement<>(texts(2), out -> out.append(
                        "select f.conrelid::regclass::text, f.conname::text from pg_catalog.pg_constraint f where f.contype = 'f' and ")
                .append(
                        table.isSoftDeletable()
                                ? "obj_description(f.oid, 'pg_constraint') = 'holdfast:cascade'"
                                : "f.confdeltype in ('c', 'n', 'd')")
                .append(" and f.conparentid = 0 and f.confrelid = to_regclass(")
                .parameter(text(table.name(), "table"))
                .append(") order by f.conname"));
    }

    /** Whether rows, of a soft-deletable table live ones, refer to the row by a foreign key. */
    Query<Long> rowsReferring(String constraint, List<List<@Nullable String>> columnPairs, String referring) {
        return new Statement<>(List.of(new ResultColumn<>("found", SqlTypes.BIGINT)), out -> {
                    out.append("select 1::bigint from ")
                            .append(referring)
                            .append(" as f join ")
                            .append(table.name())
                            .append(" as r on ")
                            .list(columnPairs, " and ", (w, pair) -> w.append("f.")
                                    .identifier(Objects.requireNonNull(pair.get(0), constraint))
                                    .append(" = r.")
                                    .identifier(Objects.requireNonNull(pair.get(1), constraint)))
                            .append(table.isSoftDeletable() ? " where f.deleted_at is null and " : " where ");
                    writeKey(out, entry.newKey());
                    out.append(" limit 1");
                })
                .map(row -> Objects.requireNonNull(row.get(0)));
    }

    /** The columns of a foreign key, each with the one that it refers to. */
    Query<List<@Nullable String>> foreignKey(String referring, String constraint) {
        return new Statement<>(
                texts(2), out -> out.append("select a.attname::text, b.attname::text from pg_catalog.pg_constraint f"
                                + " cross join unnest(f.conkey, f.confkey) k (here, there)"
                                + " join pg_catalog.pg_attribute a on a.attrelid = f.conrelid and a.attnum = k.here"
                                + " join pg_catalog.pg_attribute b on b.attrelid = f.confrelid and b.attnum = k.there"
                                + " where f.conrelid = to_regclass(")
                        .parameter(text(referring, "table"))
                        .append(") and f.conname = ")
                        .parameter(text(constraint, "constraint")));
    }

    private Query<Long> counting(boolean notCascading, boolean fromEntry, Consumer<SqlWriter> change) {
        return new Statement<>(List.of(new ResultColumn<>("count", SqlTypes.BIGINT)), out -> {
                    out.markWrite();
                    boolean soft = notCascading && table.isSoftDeletable();
                    if (soft) {
                        out.append(NOT_CASCADING).endFirst();
                    }
                    out.append("with ");
                    if (fromEntry) {
                        writeEntry(out);
                        out.append(", ");
                    }
                    out.append("done as (");
                    change.accept(out);
                    out.append(" returning 1) select count(*) from done");
                    if (soft) {
                        out.append(CASCADING);
                    }
                })
                .map(row -> Objects.requireNonNull(row.get(0)));
    }

    private void writeEntry(SqlWriter out) {
        out.append("e as materialized (select ")
                .append(LogColumns.changes("e"))
                .append(" as changes from holdfast.audit_entries e where ");
        session.writeOwn(out, "e", entry.changeSet().id());
        out.append(" and e.change_set_id = ")
                .parameter(Parameter.of(entry.changeSet().id(), SqlTypes.BIGINT, "change set"))
                .append(" and e.sequence = ")
                .parameter(Parameter.of(entry.sequence(), SqlTypes.BIGINT, "sequence"))
                .append(")");
    }

    /** The columns of the key that the log leaves out of the entry's values, but has as its key and tenant. */
    static List<String> keyAlone(AuditEntry entry, TargetTable table) {
        List<String> key = new ArrayList<>(table.keyColumns());
        if (table.tenantColumn() != null && entry.tenant() != null) {
            key.add(table.tenantColumn());
        }
        key.removeAll(entry.columns());
        return key;
    }

    /** A recorded value: before the change, or after it. */
    private void writeRecorded(SqlWriter out, String column, int side) {
        if (!entry.columns().contains(column)) {
            out.append("(")
                    .parameter(text(keyText(column, side), column))
                    .append("::text)::")
                    .append(table.column(column).type());
            return;
        }
        out.append("(e.changes -> ")
                .parameter(text(column, "column"))
                .append("::text ->> ")
                .append(String.valueOf(side))
                .append(")::")
                .append(table.column(column).type());
    }

    private String keyText(String column, int side) {
        int at = table.keyColumns().indexOf(column);
        if (at < 0) {
            return String.valueOf(entry.tenant());
        }
        return (side == 0 ? entry.key() : entry.newKey()).get(at);
    }

    private void writeStamps(SqlWriter out) {
        if (table.version() != null) {
            out.append(", ")
                    .identifier(table.version())
                    .append(" = r.")
                    .identifier(table.version())
                    .append(" + 1");
        }
        if (table.updated() != null) {
            out.append(", ").identifier(table.updated()).append(" = now()");
        }
    }

    private void writeKey(SqlWriter out, List<String> key) {
        for (int i = 0; i < key.size(); i++) {
            String column = table.keyColumns().get(i);
            out.append(i == 0 ? "r." : " and r.").identifier(column);
            writeIs(out, column, key.get(i));
        }
        String tenantColumn = table.tenantColumn();
        Object tenant = entry.tenant();
        if (tenantColumn != null && tenant != null) {
            out.touchTenantTable();
            out.append(" and r.").identifier(tenantColumn);
            writeIs(out, tenantColumn, tenant.toString());
        }
    }

    private void writeIs(SqlWriter out, String column, String value) {
        out.append(" = (")
                .parameter(text(value, column))
                .append("::text)::")
                .append(table.column(column).type());
    }

    private static Parameter text(String value, String label) {
        return Parameter.of(value, SqlTypes.TEXT, label);
    }

    private static List<ResultColumn<String>> texts(int count) {
        List<ResultColumn<String>> columns = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            columns.add(new ResultColumn<>("text " + i, SqlTypes.TEXT));
        }
        return columns;
    }

    /** A statement whose rows are lists of values. */
    private record Statement<T>(List<ResultColumn<T>> results, Consumer<SqlWriter> write)
            implements Query<List<@Nullable T>> {

        <R> Query<R> map(Function<List<@Nullable T>, R> function) {
            return new Mapped<>(this, function);
        }

        @Override
        public List<SqlText> texts(Audience audience) {
            SqlWriter out = new SqlWriter(audience);
            write.accept(out);
            return List.of(out.toText());
        }

        @Override
        public Shape shape() {
            return new Shape(List.copyOf(results), List.of(), List.of(), List.of());
        }

        @Override
        public Function<Row, List<@Nullable T>> mapper() {
            return row -> {
                List<@Nullable T> values = new ArrayList<>(results.size());
                results.forEach(column -> values.add(row.getOrNull(column)));
                return values;
            };
        }
    }

    private record Mapped<T, R>(Statement<T> statement, Function<List<@Nullable T>, R> function) implements Query<R> {

        @Override
        public List<SqlText> texts(Audience audience) {
            return statement.texts(audience);
        }

        @Override
        public Shape shape() {
            return statement.shape();
        }

        @Override
        public Function<Row, R> mapper() {
            return statement.mapper().andThen(function);
        }
    }
}
