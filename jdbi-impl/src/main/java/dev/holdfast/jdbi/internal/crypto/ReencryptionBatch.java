package dev.holdfast.jdbi.internal.crypto;

import dev.holdfast.Transaction;
import dev.holdfast.error.StatementException;
import dev.holdfast.expression.Condition;
import dev.holdfast.expression.OrderedExpression;
import dev.holdfast.expression.Ordering;
import dev.holdfast.expression.PlainSql;
import dev.holdfast.expression.Selectable;
import dev.holdfast.internal.SealedCell;
import dev.holdfast.jdbi.internal.table.KeyColumns;
import dev.holdfast.jdbi.internal.value.SealedCells;
import dev.holdfast.query.Cursor;
import dev.holdfast.query.Page;
import dev.holdfast.query.Reencryption;
import dev.holdfast.query.Row;
import dev.holdfast.sql.SqlTypes;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.table.BlindIndexColumn;
import dev.holdfast.table.EncryptedColumn;
import dev.holdfast.table.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads some rows of a table, locked, and writes them anew. Used once, within one transaction. */
final class ReencryptionBatch {

    /** What the batch did; where the next one begins, null behind the last. */
    record Result(
            long examined,
            long changed,
            long unreadable,
            long stuck,
            @Nullable Cursor next) {}

    private final Transaction tx;
    private final ColumnEncryption columnEncryption;
    private final Reencryption reencryption;
    private final Table table;
    private final List<AnyColumn<?>> keyColumns;
    private final List<OrderedExpression<byte @Nullable []>> cells = new ArrayList<>();
    private final List<OrderedExpression<byte @Nullable []>> indexes = new ArrayList<>();

    ReencryptionBatch(Transaction tx, ColumnEncryption columnEncryption, Reencryption reencryption) {
        this.tx = tx;
        this.columnEncryption = columnEncryption;
        this.reencryption = reencryption;
        this.table = reencryption.table();
        this.keyColumns = KeyColumns.of(table, false).columns();
        for (EncryptedColumn<?> column : table.encryptedColumns()) {
            cells.add(PlainSql.expression(SqlTypes.BYTEA, "cell_" + cells.size(), "{0}", column));
        }
        for (BlindIndexColumn index : table.blindIndexes()) {
            indexes.add(PlainSql.expression(
                    SqlTypes.BYTEA,
                    "index_" + indexes.size(),
                    "{0}",
                    index.metadata().asStored()));
        }
    }

    Result run(Condition pending, @Nullable Cursor from) {
        Page<StoredRow> page = tx.from(table.withHidden())
                .select(selected())
                .where(pending)
                .orderBy(keyColumns.stream().map(ReencryptionBatch::order).toArray(Ordering[]::new))
                .after(from)
                .limit(reencryption.batchSize())
                .forUpdate()
                .skipLocked()
                .map(this::stored)
                .page();
        Rewriting rewriting = Rewriting.of(page.items(), tx, columnEncryption, reencryption);
        List<RewrittenRow> rewritten = new ArrayList<>();
        long unreadable = 0;
        long stuck = 0;
        for (StoredRow row : page.items()) {
            RewrittenRow result = rewriting.rewrite(row);
            unreadable += result.unreadable();
            stuck += result.unreadable() > 0 ? 1 : 0;
            if (result.isChanged()) {
                rewritten.add(result);
            }
        }
        long changed = rewritten.isEmpty()
                ? 0
                : tx.execute(BatchUpdate.of(table, keyColumns, rewritten, reencryption.toClearText()));
        return new Result(page.items().size(), changed, unreadable, stuck, page.next());
    }

    private Selectable<?>[] selected() {
        List<Selectable<?>> all = new ArrayList<>(keyColumns);
        all.addAll(cells);
        all.addAll(indexes);
        return all.toArray(Selectable<?>[]::new);
    }

    private static Ordering order(AnyColumn<?> column) {
        if (column instanceof OrderedExpression<?> ordered) {
            return ordered.asc();
        }
        throw new StatementException("A re-encryption goes through its rows by the primary key, and "
                + column.qualifiedName() + " has no order");
    }

    private StoredRow stored(Row row) {
        List<Object> key = new ArrayList<>();
        keyColumns.forEach(column -> key.add(Objects.requireNonNull(row.get(column))));
        List<@Nullable SealedCell> sealed = new ArrayList<>();
        for (int i = 0; i < cells.size(); i++) {
            byte[] bytes = row.getOrNull(cells.get(i));
            sealed.add(
                    bytes == null
                            ? null
                            : SealedCells.parse(table.encryptedColumns().get(i).cell(), bytes));
        }
        List<Boolean> filled = new ArrayList<>();
        indexes.forEach(index -> filled.add(row.getOrNull(index) != null));
        return new StoredRow(key, sealed, filled);
    }
}
