package dev.holdfast.jdbi.internal.crypto;

import dev.holdfast.PersonalDataStore;
import dev.holdfast.Transaction;
import dev.holdfast.crypto.KeyInfo;
import dev.holdfast.expression.OrderedExpression;
import dev.holdfast.expression.PlainSql;
import dev.holdfast.jdbi.JdbiScope;
import dev.holdfast.jdbi.internal.value.CellHeader;
import dev.holdfast.query.Row;
import dev.holdfast.sql.SqlTypes;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.table.BlindIndexColumn;
import dev.holdfast.table.EncryptedColumn;
import dev.holdfast.table.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts what is under a data key: in all rows of the session's tenant, deleted and hidden ones too, in entries and versions of rows, and
 * in the stores.
 */
final class KeyUses {

    private final Transaction tx;
    private final JdbiScope scope;
    private final List<PersonalDataStore> stores;

    KeyUses(Transaction tx, JdbiScope scope, List<PersonalDataStore> stores) {
        this.tx = tx;
        this.scope = scope;
        this.stores = stores;
    }

    /** How many values there are under a key, by the names of columns and stores; those without any left out. */
    Map<String, Long> of(KeyInfo key) {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (Table table : KeyedTables.tables(scope)) {
            List<AnyColumn<?>> columns = new ArrayList<>();
            List<OrderedExpression<@Nullable Long>> counted = new ArrayList<>();
            for (EncryptedColumn<?> column : table.encryptedColumns()) {
                if (key.purpose().equals(KeyRow.DATA)) {
                    columns.add(column);
                    counted.add(count(StoredCells.isUnder(column, CellHeader.of(key.id())), counted.size()));
                }
            }
            for (BlindIndexColumn index : table.blindIndexes()) {
                if (isKeyOf(index, key)) {
                    columns.add(index);
                    counted.add(count(StoredCells.isFilled(index), counted.size()));
                }
            }
            if (!columns.isEmpty()) {
                Row row = tx.from(table.withHidden())
                        .select(counted.toArray(OrderedExpression<?>[]::new))
                        .one();
                for (int i = 0; i < columns.size(); i++) {
                    add(counts, columns.get(i).qualifiedName(), row.getOrNull(counted.get(i)));
                }
            }
        }
        if (key.purpose().equals(KeyRow.DATA)) {
            for (RecordedCells recorded : tx.attach(DataKeysDao.class).recordedCells(CellHeader.of(key.id()))) {
                add(counts, recorded.source(), recorded.cells());
            }
        }
        for (PersonalDataStore store : stores) {
            add(counts, store.name(), store.uses(tx, key.id()));
        }
        return counts;
    }

    static boolean isKeyOf(BlindIndexColumn index, KeyInfo key) {
        return Owner.ofIndex(key.tenant(), index.hash().table(), index.hash().column())
                .purpose()
                .equals(key.purpose());
    }

    private static OrderedExpression<@Nullable Long> count(dev.holdfast.expression.Condition condition, int number) {
        return PlainSql.expression(SqlTypes.BIGINT, "uses_" + number, "count(*) filter (where {0})", condition);
    }

    private static void add(Map<String, Long> counts, String name, @Nullable Long count) {
        if (count != null && count > 0) {
            counts.merge(name, count, Long::sum);
        }
    }
}
