package dev.holdfast.testkit.internal.isolation.tenant;

import dev.holdfast.internal.Identifiers;
import dev.holdfast.query.Row;
import dev.holdfast.query.RowWriter;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.testkit.internal.isolation.Changes;
import dev.holdfast.testkit.internal.isolation.Columns;
import dev.holdfast.testkit.internal.isolation.Seeded;
import dev.holdfast.testkit.internal.isolation.SqlSession;
import dev.holdfast.testkit.internal.isolation.Texts;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Whole rows, to insert them changed: as texts for SQL, and as values for the DSL. */
final class Rows {

    private Rows() {}

    static Map<AnyColumn<?>, @Nullable String> texts(SqlSession sql, TenantRows s, Seeded which) throws SQLException {
        List<AnyColumn<?>> columns = Columns.insertable(s.table());
        String list = columns.stream()
                .map(c -> "t." + Identifiers.quoted(c.name()) + "::text")
                .collect(Collectors.joining(", "));
        List<@Nullable String> values =
                sql.row("select " + list + " from " + s.from() + " where " + which.sql("t"), which.values());
        Map<AnyColumn<?>, @Nullable String> texts = new LinkedHashMap<>();
        for (int i = 0; i < values.size(); i++) {
            texts.put(columns.get(i), values.get(i));
        }
        return texts;
    }

    /** B's row as B reads it. */
    static Map<AnyColumn<?>, @Nullable String> ofB(TenantRows s) throws SQLException {
        try (SqlSession sql = s.sqlB()) {
            return texts(sql, s, s.ofB());
        }
    }

    /** A row of B's that is like A's in everything but the tenant and its links. */
    static Map<AnyColumn<?>, @Nullable String> twin(TenantRows s) throws SQLException {
        Map<AnyColumn<?>, @Nullable String> ofB = ofB(s);
        try (SqlSession sql = s.sqlA()) {
            Map<AnyColumn<?>, @Nullable String> twin = texts(sql, s, s.ofA());
            twin.replaceAll(
                    (column, value) -> s.isLink(column) || column.equals(s.tenantKey()) ? ofB.get(column) : value);
            return twin;
        }
    }

    static long insert(SqlSession sql, TenantRows s, Map<AnyColumn<?>, @Nullable String> row, String more)
            throws SQLException {
        String names =
                row.keySet().stream().map(c -> Identifiers.quoted(c.name())).collect(Collectors.joining(", "));
        String marks = row.keySet().stream().map(Texts::mark).collect(Collectors.joining(", "));
        List<@Nullable String> values = new ArrayList<>(row.values());
        return sql.update(
                "insert into " + s.name() + " (" + names + ") overriding system value values (" + marks + ") " + more,
                values.toArray(new @Nullable String[0]));
    }

    /** Takes B's row out of the way of what has its values; false where B may not delete. A soft deletion leaves its key. */
    static boolean removeB(SqlSession sql, TenantRows s) throws SQLException {
        String remove = s.table().isSoftDeletable()
                ? "update " + s.from() + " set deleted_at = now() where "
                : "delete from " + s.from() + " where ";
        Savepoint before = sql.connection().setSavepoint();
        try {
            sql.update(remove + s.ofB().sql("t"), s.ofB().values());
            return true;
        } catch (SQLException e) {
            sql.connection().rollback(before);
            return false;
        }
    }

    /** What a row that was deleted softly keeps, as A's row has it: free for B, where the key has the tenant. */
    static Map<AnyColumn<?>, Object> keyBeside(TenantRows s) {
        Map<AnyColumn<?>, Object> key = new LinkedHashMap<>();
        if (s.table().isSoftDeletable()) {
            key.putAll(s.ofA().key());
            key.keySet().removeIf(column -> column.equals(s.tenantKey()) || s.isLink(column));
        }
        return key;
    }

    /** Sets the columns of one row, the links from another and the tenant's left out, but for those of the map. */
    static void copy(RowWriter writer, TenantRows s, Row values, Row links, Map<AnyColumn<?>, Object> others) {
        for (AnyColumn<?> column : Columns.settable(s.table())) {
            if (!column.equals(s.tenantKey())) {
                Object own = (s.isLink(column) ? links : values).getOrNull(column);
                Changes.set(writer, column, others.containsKey(column) ? others.get(column) : own);
            }
        }
    }
}
