package dev.holdfast.audit;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a change made of one column's value. Each side is converted when it is asked for, so that one that can't be read keeps
 * nobody from the other. Immutable; thread-safe as far as the column's own conversions are. {@link #toString} never shows the
 * value of an encrypted column.
 *
 * @param <T> the column's Java type; nullable where the column is
 */
public final class Diff<T extends @Nullable Object> {

    private final boolean hasBefore;
    private final boolean hasAfter;
    private final Supplier<@Nullable T> before;
    private final Supplier<@Nullable T> after;
    private final boolean changed;
    private final String shown;

    Diff(
            boolean hasBefore,
            boolean hasAfter,
            Supplier<@Nullable T> before,
            Supplier<@Nullable T> after,
            boolean changed,
            String shown) {
        this.hasBefore = hasBefore;
        this.hasAfter = hasAfter;
        this.before = before;
        this.after = after;
        this.changed = changed;
        this.shown = shown;
    }

    /**
     * The value before the change; null where it was NULL, and where there was no row.
     *
     * @throws dev.holdfast.error.MappingException where the column's Java type can't say it, as {@code infinity} in an {@code
     *     Instant}, or the column was of another type then
     * @throws dev.holdfast.crypto.ShreddedException where it was encrypted and its key is destroyed
     * @throws dev.holdfast.crypto.DecryptionException where it was encrypted and can't be decrypted
     */
    public @Nullable T before() {
        return before.get();
    }

    /** The value after the change; null where it is NULL, and where there is no row any more. Throws as {@link #before} does. */
    public @Nullable T after() {
        return after.get();
    }

    /** Whether there was a row before; then null is SQL's NULL. */
    public boolean hasBefore() {
        return hasBefore;
    }

    /** Whether there is a row after; then null is SQL's NULL. */
    public boolean hasAfter() {
        return hasAfter;
    }

    /**
     * Whether something else was stored before, or nothing. An entry with whole copies also has columns that didn't change; an
     * encrypted value that was encrypted anew is another ciphertext.
     */
    public boolean isChanged() {
        return changed;
    }

    /** Such as {@code "A" → "B"}, of an encrypted column {@code (encrypted) → (encrypted)}. */
    @Override
    public String toString() {
        return shown;
    }
}
