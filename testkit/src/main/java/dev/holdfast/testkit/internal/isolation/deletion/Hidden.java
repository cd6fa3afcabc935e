package dev.holdfast.testkit.internal.isolation.deletion;

import dev.holdfast.TenantScope;
import dev.holdfast.query.Row;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.table.Table;
import dev.holdfast.testkit.internal.isolation.Seeded;
import dev.holdfast.testkit.internal.isolation.SqlSession;
import dev.holdfast.testkit.internal.isolation.Target;
import dev.holdfast.testkit.internal.isolation.Verdict;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A row that isn't live, and what it is told apart by.
 *
 * @param row the row
 * @param stored its values, from when it was live
 * @param other a live row of the same table, so that a query which finds nothing at all proves nothing; null where the
 *     seeder can't store one beside
 */
record Hidden(
        DeletionTrial by,
        Hiding how,
        Seeded row,
        Row stored,
        @Nullable Seeded other) implements Target {

    TenantScope scope() {
        return by.scope();
    }

    @Override
    public Table table() {
        return row.table();
    }

    @Override
    public String noun() {
        return "the deleted row";
    }

    @Override
    public String named(String attempt) {
        return how.named(attempt);
    }

    /** The live row. */
    Seeded live() {
        if (other == null) {
            throw new Verdict.Untried("no live row could be seeded beside it");
        }
        return other;
    }

    SqlSession sql() throws SQLException {
        return by.sql();
    }

    /** The key's columns and the row's values in them. */
    Map<AnyColumn<?>, Object> key() {
        return row.key();
    }

    /** How many of these rows are the hidden one. */
    long among(List<Row> rows) {
        return among(rows, row);
    }

    private static long among(List<Row> rows, Seeded wanted) {
        return rows.stream()
                .filter(found -> wanted.key().entrySet().stream()
                        .allMatch(e -> Objects.deepEquals(found.getOrNull(e.getKey()), e.getValue())))
                .count();
    }

    /** Holds where the live row is among all these and the hidden one isn't. */
    Verdict unseenAmong(List<Row> rows) {
        return other != null && among(rows, other) != 1
                ? Verdict.breached("a live row isn't seen either")
                : unseen(among(rows));
    }

    /** The row as it is, deleted or not. */
    @Override
    public @Nullable String state() throws SQLException {
        try (SqlSession sql = sql()) {
            return row.state(sql);
        }
    }

    static Verdict unseen(long rows) {
        return rows == 0 ? Verdict.held("0 rows") : Verdict.breached(rows + " deleted rows reached");
    }
}
