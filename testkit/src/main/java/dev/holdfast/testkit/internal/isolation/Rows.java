package dev.holdfast.testkit.internal.isolation;

import dev.holdfast.query.Row;
import dev.holdfast.query.RowWriter;
import dev.holdfast.sql.Identifiers;
import dev.holdfast.table.AnyColumn;
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

    /** What an insert may name: all but generated columns. */
    private static List<AnyColumn<?>> columns(Subject s) {
        return s.table().columns().stream()
                .filter(c -> c.generatedSql() == null)
                .<AnyColumn<?>>map(c -> c)
                .toList();
    }

    static Map<AnyColumn<?>, @Nullable String> texts(SqlSession sql, Subject s, Seeded which) throws SQLException {
        List<AnyColumn<?>> columns = columns(s);
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
    static Map<AnyColumn<?>, @Nullable String> ofB(Subject s) throws SQLException {
        try (SqlSession sql = s.sqlB()) {
            return texts(sql, s, s.ofB());
        }
    }

    /** A row of B's that is like A's in everything but the tenant and its links. */
    static Map<AnyColumn<?>, @Nullable String> twin(Subject s) throws SQLException {
        Map<AnyColumn<?>, @Nullable String> ofB = ofB(s);
        try (SqlSession sql = s.sqlA()) {
            Map<AnyColumn<?>, @Nullable String> twin = texts(sql, s, s.ofA());
            twin.replaceAll(
                    (column, value) -> s.isLink(column) || column.equals(s.tenantKey()) ? ofB.get(column) : value);
            return twin;
        }
    }

    static long insert(SqlSession sql, Subject s, Map<AnyColumn<?>, @Nullable String> row, String more)
            throws SQLException {
        String names =
                row.keySet().stream().map(c -> Identifiers.quoted(c.name())).collect(Collectors.joining(", "));
        String marks = row.keySet().stream().map(Texts::mark).collect(Collectors.joining(", "));
        List<@Nullable String> values = new ArrayList<>(row.values());
        return sql.update(
                "insert into " + s.name() + " (" + names + ") overriding system value values (" + marks + ") " + more,
                values.toArray(new @Nullable String[0]));
    }

    /** Takes B's row out of the way of what has its values; false where B may not delete. */
    static boolean removeB(SqlSession sql, Subject s) throws SQLException {
        Savepoint before = sql.connection().setSavepoint();
        try {
            sql.update(
                    "delete from " + s.from() + " where " + s.ofB().sql("t"),
                    s.ofB().values());
            return true;
        } catch (SQLException e) {
            sql.connection().rollback(before);
            return false;
        }
    }

    /** Sets the columns of one row, the links and the tenant's left out, from another. */
    static void copy(RowWriter writer, Subject s, Row values, Row links, @Nullable AnyColumn<?> except) {
        for (AnyColumn<?> column : columns(s)) {
            if (!column.equals(s.tenantKey()) && !column.equals(except)) {
                set(writer, column, (s.isLink(column) ? links : values).getOrNull(column));
            }
        }
    }

    @SuppressWarnings("unchecked") // the value was read from this column
    static void set(RowWriter writer, AnyColumn<?> column, @Nullable Object value) {
        writer.set((AnyColumn<@Nullable Object>) column, value);
    }
}
