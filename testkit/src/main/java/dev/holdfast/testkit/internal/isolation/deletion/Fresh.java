package dev.holdfast.testkit.internal.isolation.deletion;

import dev.holdfast.query.RowWriter;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.table.BlindIndexColumn;
import dev.holdfast.table.ColumnRole;
import dev.holdfast.table.EncryptedColumn;
import dev.holdfast.table.Reference;
import dev.holdfast.testkit.internal.isolation.Changes;
import dev.holdfast.testkit.internal.isolation.Columns;
import dev.holdfast.testkit.internal.isolation.SqlSession;
import dev.holdfast.testkit.internal.isolation.Texts;
import dev.holdfast.testkit.internal.isolation.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** A second row like a given one, in all but what must be unique. */
final class Fresh {

    private Fresh() {}

    /** Other values for the primary key, and for the unique keys that are named by neither the key given nor the row. */
    static Map<AnyColumn<?>, Object> valuesBeside(Hidden h, List<AnyColumn<?>> kept) {
        Map<AnyColumn<?>, Object> fresh = new LinkedHashMap<>();
        require(h, h.table().primaryKey(), kept, fresh);
        if (!h.how().isOwn()) { // it still has its values
            for (List<AnyColumn<?>> key : h.table().uniqueKeys()) {
                require(h, key, kept, fresh);
            }
        }
        return fresh;
    }

    /** One other value makes a key another one; a link has to lead to a row that is there. */
    private static void require(
            Hidden h, List<AnyColumn<?>> key, List<AnyColumn<?>> kept, Map<AnyColumn<?>, Object> fresh) {
        List<AnyColumn<?>> candidates = new ArrayList<>(key);
        candidates.removeAll(kept);
        candidates.remove(h.table().tenantKey());
        if (candidates.isEmpty() || candidates.stream().anyMatch(fresh::containsKey)) {
            return;
        }
        for (AnyColumn<?> column : candidates) {
            if (column instanceof BlindIndexColumn index && renew(h, index, fresh)) {
                return;
            }
            Reference reference = column.metadata().reference();
            Object value = reference == null && column.metadata().role() != ColumnRole.BLIND_INDEX
                    ? unlike(column, h.stored().getOrNull(column))
                    : null;
            if (value != null) {
                fresh.put(column, value);
                return;
            }
        }
        throw new Verdict.Untried("no other value is known for the key "
                + key.stream().map(AnyColumn::name).toList());
    }

    /** Another value of what the index is over, for the DSL, and another hash, for SQL, which can't compute it. */
    private static boolean renew(Hidden h, BlindIndexColumn index, Map<AnyColumn<?>, Object> fresh) {
        for (EncryptedColumn<?> column : index.over()) {
            Object value = unlike(column, h.stored().getOrNull(column));
            if (value != null) {
                byte[] hash = new byte[index.hash().bytes()];
                ThreadLocalRandom.current().nextBytes(hash);
                fresh.put(column, value);
                fresh.put(index, hash);
                return true;
            }
        }
        return false;
    }

    private static @Nullable Object unlike(AnyColumn<?> column, @Nullable Object value) {
        if (value instanceof UUID) {
            return UUID.randomUUID();
        }
        if (value instanceof Long) {
            return ThreadLocalRandom.current().nextLong(1L << 40, 1L << 52);
        }
        if (value instanceof Integer) {
            return ThreadLocalRandom.current().nextInt(1 << 24, Integer.MAX_VALUE);
        }
        if (value instanceof Short) {
            return (short) ThreadLocalRandom.current().nextInt(1, Short.MAX_VALUE);
        }
        if (value instanceof String) {
            String random = UUID.randomUUID().toString().replace("-", "");
            String type = column instanceof EncryptedColumn<?> encrypted
                    ? encrypted.plainType().name()
                    : column.type().name();
            int open = type.indexOf('(');
            int room = open < 0 ? random.length() : Integer.parseInt(type.substring(open + 1, type.indexOf(')')));
            return random.substring(0, Math.min(room, random.length()));
        }
        return null;
    }

    /** Sets all columns to the row's values but these. */
    static void copy(RowWriter writer, Hidden h, Map<AnyColumn<?>, Object> fresh) {
        for (AnyColumn<?> column : Columns.settable(h.table())) {
            if (!column.equals(h.table().tenantKey())) {
                Changes.set(
                        writer,
                        column,
                        fresh.containsKey(column)
                                ? fresh.get(column)
                                : h.stored().getOrNull(column));
            }
        }
    }

    /** Stores one more such row in plain SQL: deleted, where the row is. */
    static void store(Hidden h) throws java.sql.SQLException {
        Map<AnyColumn<?>, Object> fresh = valuesBeside(h, List.of());
        List<String> names = new ArrayList<>();
        List<String> values = new ArrayList<>();
        List<@Nullable String> arguments = new ArrayList<>();
        for (AnyColumn<?> column : Columns.insertable(h.table())) {
            String name = dev.holdfast.internal.Identifiers.quoted(column.name());
            names.add(name);
            if (fresh.containsKey(column) && column.metadata().role() != ColumnRole.ENCRYPTED) {
                values.add(Texts.mark(column));
                arguments.add(Texts.of(column.type(), java.util.Objects.requireNonNull(fresh.get(column))));
            } else {
                values.add("t." + name);
            }
        }
        if (h.how().isOwn()) {
            names.addAll(List.of("deleted_at", "deletion_id"));
            values.addAll(List.of("t.deleted_at", "t.deletion_id"));
        }
        arguments.addAll(List.of(h.row().values()));
        try (SqlSession sql = h.sql()) {
            sql.update(
                    "insert into " + Columns.nameOf(h.table()) + " (" + String.join(", ", names)
                            + ") overriding system value select " + String.join(", ", values) + " from " + h.from()
                            + " where " + h.row().sql("t"),
                    arguments.toArray(new @Nullable String[0]));
            sql.commit();
        }
    }
}
