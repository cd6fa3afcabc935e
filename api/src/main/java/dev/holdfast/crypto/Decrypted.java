package dev.holdfast.crypto;

import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a value of an encrypted column turned out to be, for whoever wants to read on where one can't be read. Immutable;
 * {@code toString()} never shows the value.
 *
 * @param <T> the value's type; nullable where the column is
 */
public sealed interface Decrypted<T extends @Nullable Object> {

    /** The value, or the exception that says why there is none. */
    T orElseThrow();

    /** The value; null where there is none. */
    default @Nullable T orNull() {
        return null;
    }

    /** The same, with a value changed. */
    <R extends @Nullable Object> Decrypted<R> map(Function<? super T, ? extends R> function);

    /** The value is there. */
    record Clear<T extends @Nullable Object>(T value) implements Decrypted<T> {

        @Override
        public T orElseThrow() {
            return value;
        }

        @Override
        public @Nullable T orNull() {
            return value;
        }

        @Override
        public <R extends @Nullable Object> Decrypted<R> map(Function<? super T, ? extends R> function) {
            return new Clear<R>(function.apply(value));
        }

        @Override
        public String toString() {
            return "Clear[***]";
        }
    }

    /**
     * The key was destroyed on purpose: the value is gone, wherever the ciphertext went.
     *
     * @param table the table's logical name
     * @param column the column's
     * @param keyId the data key that there was
     */
    record Shredded<T extends @Nullable Object>(String table, String column, long keyId) implements Decrypted<T> {

        @Override
        public T orElseThrow() {
            throw new ShreddedException(
                    "A value of " + table + "." + column + " was shredded: its data key " + keyId
                            + " was destroyed, and nobody can read it any more. Read the column as"
                            + " Decrypted<…>, by .decrypted() or in the record, where that is to be expected",
                    table,
                    column,
                    keyId);
        }

        @Override
        public <R extends @Nullable Object> Decrypted<R> map(Function<? super T, ? extends R> function) {
            return new Shredded<>(table, column, keyId);
        }
    }

    /**
     * The value can't be decrypted.
     *
     * @param cause says where and why
     */
    record Unreadable<T extends @Nullable Object>(DecryptionException cause) implements Decrypted<T> {

        public Unreadable {
            Objects.requireNonNull(cause, "cause");
        }

        @Override
        public T orElseThrow() {
            throw cause;
        }

        @Override
        public <R extends @Nullable Object> Decrypted<R> map(Function<? super T, ? extends R> function) {
            return new Unreadable<>(cause);
        }
    }
}
