package dev.holdfast.table;

import dev.holdfast.value.Interval;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Table} whose rows are hidden when they are deleted, and can be restored:
 *
 * <pre>{@code
 * public final class Articles extends Table implements SoftDeletable { … }
 * }</pre>
 *
 * Four stamps are added by themselves: {@code deleted_at}, {@code deleted_by}, {@code delete_reason} and
 * {@code deletion_id}; {@code enableSoftDelete} of holdfast-liquibase creates them. A statement on the table means its
 * live rows; {@link #withDeleted} and {@link #onlyDeleted} say otherwise, for each place where it stands. A unique key
 * counts live rows only. Rows go for good by a purge alone.
 *
 * <p>For tables only: a class that isn't one is refused.
 */
public non-sealed interface SoftDeletable extends StoredTable {

    /**
     * Rows that are never purged, as an SQL condition over this table's columns, such as {@code "on_hold"}; null for
     * none. The changelog writes it into PostgreSQL's purge function, so that it binds every client: never build it
     * from user input.
     */
    default @Nullable String legalHold() {
        return null;
    }

    /**
     * How long a deleted row is kept at least: PostgreSQL's purge function passes over younger ones, whoever calls it.
     * Null for no such limit.
     */
    default @Nullable Interval purgeAfter() {
        return null;
    }

    /** When the row was deleted; null for a live one. */
    default OrderedColumn<@Nullable Instant> deletedAt() {
        return asTable().deletionStamps().deletedAt();
    }

    /** The actor of the session that deleted the row; null where it named none. */
    default TextColumn<@Nullable String> deletedBy() {
        return asTable().deletionStamps().deletedBy();
    }

    /** The reason that the session gave; null where it gave none. */
    default TextColumn<@Nullable String> deleteReason() {
        return asTable().deletionStamps().deleteReason();
    }

    /** What all rows that one deletion hid have in common; null for a live row. */
    default OrderedColumn<@Nullable UUID> deletionId() {
        return asTable().deletionStamps().deletionId();
    }

    /** The live and the deleted rows. */
    default ScopedTable withDeleted() {
        return asTable().withHidden();
    }

    /** The deleted rows alone. */
    default ScopedTable onlyDeleted() {
        return ScopedTable.of(asTable(), true);
    }
}
