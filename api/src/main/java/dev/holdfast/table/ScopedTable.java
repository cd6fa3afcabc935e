package dev.holdfast.table;

import dev.holdfast.error.StatementException;
import dev.holdfast.sql.SqlWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table, or an alias of one, with the rows that are meant there where those aren't the live ones alone. Its columns
 * are those of the table and, where it is soft-deletable, the four stamps. Immutable.
 *
 * <pre>{@code
 * acme.from(ARTICLES.onlyDeleted().since(yesterday))…
 * acme.from(COMMENTS).join(ARTICLES.withDeleted(), ARTICLES.id.eq(COMMENTS.articleId))…
 * }</pre>
 */
public final class ScopedTable implements Source {

    private final Table table;
    private final @Nullable Alias alias;
    private final boolean onlyDeleted;
    private final @Nullable Instant since;
    private final @Nullable Instant before;

    private ScopedTable(
            Table table,
            @Nullable Alias alias,
            boolean onlyDeleted,
            @Nullable Instant since,
            @Nullable Instant before) {
        this.table = table;
        this.alias = alias;
        this.onlyDeleted = onlyDeleted;
        this.since = since;
        this.before = before;
    }

    static ScopedTable of(Table table, boolean onlyDeleted) {
        return new ScopedTable(table, null, onlyDeleted, null, null);
    }

    /** Only rows deleted at that time or later. */
    public ScopedTable since(Instant from) {
        requireStamps();
        return new ScopedTable(table, alias, true, from, before);
    }

    /** Only rows deleted before that time. */
    public ScopedTable before(Instant end) {
        requireStamps();
        return new ScopedTable(table, alias, true, since, end);
    }

    private void requireStamps() {
        if (!table.isSoftDeletable()) {
            throw new StatementException(
                    "Rows of " + table.name() + " have no time of deletion, since the table isn't SoftDeletable");
        }
    }

    /** The same rows under another name; its columns are those that {@link #of} gives. */
    public ScopedTable alias(String name) {
        return new ScopedTable(table, table.alias(name), onlyDeleted, since, before);
    }

    /** A column of the table as seen here: the alias's where there is one. */
    public <C extends AnyColumn<?>> C of(C column) {
        return alias == null ? column : alias.of(column);
    }

    /** The table whose rows they are. */
    public Table table() {
        return table;
    }

    /** True where live rows aren't meant. */
    public boolean isOnlyDeleted() {
        return onlyDeleted;
    }

    /** The earliest time of deletion; null for any. */
    public @Nullable Instant deletedSince() {
        return since;
    }

    /** The time before which the rows were deleted; null for any. */
    public @Nullable Instant deletedBefore() {
        return before;
    }

    @Override
    public Source base() {
        return alias == null ? table : alias;
    }

    @Override
    public String name() {
        return base().name();
    }

    @Override
    public List<AnyColumn<?>> columns() {
        List<AnyColumn<?>> all = new ArrayList<>(base().columns());
        if (table.isSoftDeletable()) {
            table.deletionStamps().all().forEach(stamp -> all.add(of(stamp)));
        }
        return List.copyOf(all);
    }

    @Override
    public List<AnyColumn<?>> primaryKey() {
        return base().primaryKey();
    }

    @Override
    public @Nullable AnyColumn<?> tenantKey() {
        return base().tenantKey();
    }

    @Override
    public void writeSource(SqlWriter out) {
        base().writeSource(out);
    }
}
