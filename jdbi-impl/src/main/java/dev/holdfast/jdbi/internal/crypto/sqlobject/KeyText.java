package dev.holdfast.jdbi.internal.crypto.sqlobject;

import dev.holdfast.crypto.EncryptionException;
import dev.holdfast.jdbi.internal.value.TypedText;
import dev.holdfast.table.AnyColumn;
import java.util.UUID;
import org.postgresql.util.PGobject;

/** A key's value as the text that ciphertexts are bound to: as PostgreSQL gives it. */
final class KeyText {

    private KeyText() {}

    static String of(Object bound, AnyColumn<?> column, String what) {
        Object value = bound instanceof TypedText typed
                ? typed.wired()
                : bound instanceof PGobject object && object.getValue() != null ? object.getValue() : bound;
        String text = String.valueOf(value);
        try {
            return switch (column.type().wire()) {
                case UUID -> UUID.fromString(text).toString();
                case SMALLINT, INTEGER, BIGINT -> Long.toString(Long.parseLong(text));
                default -> text;
            };
        } catch (IllegalArgumentException e) {
            throw new EncryptionException(what + ": what is bound as " + column.name() + ", a "
                    + bound.getClass().getName() + ", is no " + column.type().name() + ": bind the key's own value");
        }
    }
}
