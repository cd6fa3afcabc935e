package dev.holdfast.jdbi.internal.session;

import dev.holdfast.jdbi.internal.value.CellOpener;
import dev.holdfast.jdbi.internal.value.Protector;
import dev.holdfast.jdbi.internal.value.Reader;
import dev.holdfast.query.Query;
import dev.holdfast.query.Row;
import dev.holdfast.query.RowReader;
import dev.holdfast.query.Shape;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes in the rows of a query. Where they have encrypted values, rows are kept as they came until all are there, so that
 * the keys of all of them are looked up at once. Used by one thread.
 */
final class RowCollector<T extends @Nullable Object> {

    private final Query<T> query;
    private final Shape shape;
    private final boolean encrypted;
    private final List<T> results = new ArrayList<>();
    private final List<Row> sealed;
    private final Set<Long> keyIds;
    private long read;

    RowCollector(Query<T> query) {
        this.query = query;
        this.shape = query.shape();
        this.encrypted = shape.isEncrypted();
        this.sealed = encrypted ? new ArrayList<>() : List.of();
        this.keyIds = encrypted ? new HashSet<>() : Set.of();
    }

    void readAll(ResultSet rows, Reader reader) throws SQLException {
        RowReader row = encrypted ? reader.over(rows, keyIds) : reader.over(rows);
        while (rows.next()) {
            read++;
            if (query instanceof DirectQuery direct) {
                direct.take(row);
                continue;
            }
            Row next = shape.read(row);
            if (encrypted) {
                sealed.add(next);
            } else {
                take(next);
            }
        }
    }

    /** How many rows it has read. */
    long read() {
        return read;
    }

    private void take(Row row) {
        if (results.size() < query.keptAtMost() && query.keeps(row)) {
            results.add(query.mapper().apply(row));
        }
    }

    /**
     * The results, in an unmodifiable list.
     *
     * @param protector asked for where a value is encrypted
     */
    List<T> results(Supplier<Protector> protector) {
        if (!sealed.isEmpty()) {
            CellOpener open = protector.get().opener(keyIds);
            for (Row row : sealed) {
                take(shape.opened(row, open));
            }
            sealed.clear();
        }
        return Collections.unmodifiableList(results);
    }
}
