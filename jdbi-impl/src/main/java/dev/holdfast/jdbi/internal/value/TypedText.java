package dev.holdfast.jdbi.internal.value;

import dev.holdfast.internal.PostgresText;
import dev.holdfast.internal.ValueType;
import java.sql.SQLException;
import org.postgresql.util.PGobject;

/**
 * A value as our own text, sent with its type: the driver's texts of times round up, and know infinities. Remembers the value
 * itself, for what is encrypted for a row with such a key.
 */
public final class TypedText extends PGobject {

    private static final long serialVersionUID = 1L;

    private final transient Object wired;

    private TypedText(Object wired) {
        this.wired = wired;
    }

    /** A value that passed the gate. */
    static TypedText of(ValueType type, Object wired) throws SQLException {
        TypedText text = new TypedText(wired);
        text.setType(type.castName());
        text.setValue(PostgresText.of(type.wire(), wired));
        return text;
    }

    /** The value as its type's codec takes it. */
    public Object wired() {
        return wired;
    }
}
