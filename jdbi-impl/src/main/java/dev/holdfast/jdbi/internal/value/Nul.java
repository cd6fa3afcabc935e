package dev.holdfast.jdbi.internal.value;

import dev.holdfast.error.InvalidValueException;
import dev.holdfast.sql.SqlType;

/** JSON may write a NUL character as an escape, which {@code jsonb} can't keep. */
public final class Nul {

    private Nul() {}

    static String checked(String json, SqlType<?> type) {
        if (isIn(json)) {
            throw new InvalidValueException(
                    "A jsonb value of " + type.javaType().getTypeName(),
                    "holds a NUL character, which jsonb can't",
                    "remove it before storing");
        }
        return json;
    }

    /** Whether JSON text has an escaped NUL, or one as it is. */
    public static boolean isIn(String json) {
        int at = json.indexOf("\\u0000");
        while (at >= 0) {
            if (precedingBackslashes(json, at) % 2 == 0) {
                return true;
            }
            at = json.indexOf("\\u0000", at + 1);
        }
        return json.indexOf('\0') >= 0;
    }

    private static int precedingBackslashes(String json, int at) {
        int count = 0;
        while (at - 1 - count >= 0 && json.charAt(at - 1 - count) == '\\') {
            count++;
        }
        return count;
    }
}
