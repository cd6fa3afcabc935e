package dev.holdfast.history;

import dev.holdfast.error.StatementException;
import dev.holdfast.expression.Selectable;
import dev.holdfast.query.Row;
import dev.holdfast.query.RowMapping;
import dev.holdfast.table.AnyColumn;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a row was, from when to when, who made it so and why. In Kotlin {@code version[ARTICLES.title]}. Immutable as long as its
 * values are.
 */
public final class Version {

    private final VersionColumns columns;
    private final Row row;

    Version(VersionColumns columns, Row row) {
        this.columns = columns;
        this.row = row;
    }

    private <T> T told(Selectable<@Nullable T> what) {
        return Objects.requireNonNull(row.getOrNull(what), what.label());
    }

    VersionColumns columns() {
        return columns;
    }

    /** Its number: a later version of the row has a higher one, be the clock as it may. */
    public long sequence() {
        return told(VersionColumns.SEQUENCE);
    }

    /** Since when it was so, by the server's clock. */
    public Instant from() {
        return told(VersionColumns.FROM);
    }

    /** Until when, which is when the next version began; null while it is so. */
    public @Nullable Instant to() {
        return row.getOrNull(VersionColumns.TO);
    }

    /** What made it so. */
    public VersionAction action() {
        return VersionAction.of(told(VersionColumns.ACTION));
    }

    /** Whether there was no row with this key any more; then it has no values. A row that is hidden isn't gone. */
    public boolean isGone() {
        return told(VersionColumns.GONE);
    }

    /**
     * Of a row whose key was changed: the key that it has since, where this version ended the old one, or the key that it had,
     * where this one began the new one. As text, of several columns as a JSON array of texts. Null elsewhere.
     */
    public @Nullable String linkedKey() {
        return row.getOrNull(VersionColumns.LINKED_KEY);
    }

    /** Of the change set, which all changes of a transaction share; null where the row was there when the history began. */
    public @Nullable Long changeSetId() {
        return row.getOrNull(VersionColumns.CHANGE_SET);
    }

    /** Who acted; null where nobody said. */
    public @Nullable String actor() {
        return row.getOrNull(VersionColumns.ACTOR);
    }

    /** Why; null where nobody said. */
    public @Nullable String reason() {
        return row.getOrNull(VersionColumns.REASON);
    }

    /** The request that it served; null where nobody said. */
    public @Nullable String requestId() {
        return row.getOrNull(VersionColumns.REQUEST);
    }

    /** PostgreSQL's role that was connected; null where the row was there when the history began. */
    public @Nullable String databaseRole() {
        return row.getOrNull(VersionColumns.ROLE);
    }

    /**
     * A column's value in this version; throws as {@link Row#get} does.
     *
     * @throws StatementException where the row was gone
     */
    public <T extends @Nullable Object> T get(AnyColumn<T> column) {
        requireThere();
        return row.get(columns.version().of(known(column)));
    }

    /** A column's value in this version, null too where the row was gone. */
    public <T extends @Nullable Object> @Nullable T getOrNull(AnyColumn<T> column) {
        return row.getOrNull(columns.version().of(known(column)));
    }

    /**
     * The row as a record, Kotlin data class or bean; see {@link RowMapping}.
     *
     * @throws StatementException where the row was gone
     */
    public <R> R mapTo(Class<R> type) {
        requireThere();
        return RowMapping.to(type).apply(row);
    }

    private <C extends AnyColumn<?>> C known(C column) {
        columns.place(column);
        return column;
    }

    private void requireThere() {
        if (isGone()) {
            throw new StatementException(
                    "Version " + sequence() + " of a row of " + columns.table().name()
                            + " has no values, since the row was gone (" + action() + "): ask isGone() first");
        }
    }

    /** What it made of a column's value, by comparison with the version before. */
    public <T extends @Nullable Object> ColumnChange<T> change(AnyColumn<T> column) {
        int place = columns.place(column);
        boolean follows = told(VersionColumns.FOLLOWS);
        boolean changed = follows == isGone() || (follows && isChanged(place));
        return new ColumnChange<T>(
                column,
                row,
                follows ? columns.before().of(column) : null,
                isGone() ? null : columns.version().of(column),
                changed);
    }

    private boolean isChanged(int place) {
        return told(VersionColumns.CHANGED).get(place);
    }

    /** What it changed: all columns where the row came or went. */
    public List<ColumnChange<?>> changes() {
        List<ColumnChange<?>> changes = new ArrayList<>();
        for (AnyColumn<?> column : columns.columns()) {
            ColumnChange<?> change = change(column);
            if (change.isChanged()) {
                changes.add(change);
            }
        }
        return List.copyOf(changes);
    }

    /** Such as {@code version 17, update by user-7 (spam), 2026-11-29T10:15:30Z: title, rank}. Names of columns, no values. */
    @Override
    public String toString() {
        String who = actor() == null ? databaseRole() : actor();
        boolean some = told(VersionColumns.FOLLOWS) && !isGone();
        return "version " + sequence() + ", " + action() + (who == null ? "" : " by " + who)
                + (reason() == null ? "" : " (" + reason() + ")") + ", " + from()
                + (some
                        ? ": "
                                + String.join(
                                        ", ",
                                        changes().stream()
                                                .map(change -> change.column().name())
                                                .toList())
                        : "");
    }
}
