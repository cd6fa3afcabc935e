package dev.holdfast.jdbi.internal.crypto;

import dev.holdfast.expression.Condition;
import dev.holdfast.internal.Named;
import dev.holdfast.internal.Parameter;
import dev.holdfast.jdbi.internal.table.KeyColumns;
import dev.holdfast.query.Mutation;
import dev.holdfast.sql.SqlPart;
import dev.holdfast.sql.SqlTypes;
import dev.holdfast.sql.SqlWriter;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.table.BlindIndexColumn;
import dev.holdfast.table.EncryptedColumn;
import dev.holdfast.table.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Writes rows anew in one statement, each value only where it still is what was read. Used once. */
final class BatchUpdate {

    private static final Named ROWS = () -> "holdfast_rewritten";

    private final Table table;
    private final List<RewrittenRow> rows;
    private final List<Parameter> arrays = new ArrayList<>();
    private final List<String> names = new ArrayList<>();
    private final List<SqlPart> assignments = new ArrayList<>();
    private final List<Condition> conditions = new ArrayList<>();

    private BatchUpdate(Table table, List<RewrittenRow> rows) {
        this.table = table;
        this.rows = rows;
    }

    /**
     * The statement.
     *
     * @param empties whether blind indexes are emptied instead of filled
     */
    static Mutation of(Table table, List<AnyColumn<?>> key, List<RewrittenRow> rows, boolean empties) {
        BatchUpdate update = new BatchUpdate(table, rows);
        update.match(key);
        for (int i = 0; i < table.encryptedColumns().size(); i++) {
            update.replace(i);
        }
        for (int i = 0; i < table.blindIndexes().size(); i++) {
            if (empties) {
                BlindIndexColumn index = table.blindIndexes().get(i);
                update.assignments.add(out -> out.identifier(index.name()).append(" = null"));
            } else {
                update.fill(i);
            }
        }
        return update.statement();
    }

    private void match(List<AnyColumn<?>> key) {
        List<Parameter> values =
                KeyColumns.arrays(key, rows.stream().map(RewrittenRow::key).toList());
        for (int i = 0; i < key.size(); i++) {
            AnyColumn<?> column = key.get(i);
            SqlPart value = named("key_" + i, values.get(i));
            conditions.add(Condition.of(
                    out -> out.part(column.metadata().asStored()).append(" = ").part(value)));
        }
    }

    private void replace(int number) {
        Parameter after = bytes(row -> row.after().get(number));
        if (after == null) {
            return;
        }
        EncryptedColumn<?> column = table.encryptedColumns().get(number);
        SqlPart next = named("after_" + number, after);
        SqlPart read = named("before_" + number, Objects.requireNonNull(bytes(row -> row.before()
                .get(number))));
        assignments.add(orElse(column, next));
        conditions.add(Condition.of(out -> out.append("(")
                .part(read)
                .append(" is null or ")
                .part(column.metadata().asStored())
                .append(" = ")
                .part(read)
                .append(")")));
    }

    private void fill(int number) {
        Parameter hashes = bytes(row -> row.hashes().get(number));
        if (hashes != null) {
            assignments.add(orElse(table.blindIndexes().get(number), named("hash_" + number, hashes)));
        }
    }

    private static SqlPart orElse(AnyColumn<?> column, SqlPart value) {
        return out -> out.identifier(column.name())
                .append(" = coalesce(")
                .part(value)
                .append(", ")
                .part(column.metadata().asStored())
                .append(")");
    }

    /** One value for each row; null where there is none at all. */
    private @Nullable Parameter bytes(Function<RewrittenRow, byte @Nullable []> of) {
        @Nullable Object[] values = new @Nullable Object[rows.size()];
        boolean any = false;
        for (int i = 0; i < values.length; i++) {
            values[i] = of.apply(rows.get(i));
            any |= values[i] != null;
        }
        return any ? Parameter.of(values, SqlTypes.array(SqlTypes.BYTEA), table.qualifiedName()) : null;
    }

    private SqlPart named(String name, Parameter values) {
        arrays.add(values);
        names.add(name);
        return out -> out.identifier(out.called(ROWS)).append(".").append(name);
    }

    private Mutation statement() {
        List<SqlPart> sets = List.copyOf(assignments);
        List<Parameter> parameters = List.copyOf(arrays);
        String columns = String.join(", ", names);
        return new StoredUpdate(
                table,
                out -> out.parts(sets, ", "),
                out -> out.append(" from unnest(")
                        .list(parameters, ", ", SqlWriter::parameter)
                        .append(") as ")
                        .identifier(out.called(ROWS))
                        .append(" (" + columns + ")"),
                Condition.allOf(conditions));
    }
}
