package dev.holdfast.testkit.internal.isolation;

import dev.holdfast.sql.SqlType;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.value.Inet;
import dev.holdfast.value.Interval;
import java.util.HexFormat;

/** Values as the text that PostgreSQL casts to their type. */
public final class Texts {

    private Texts() {}

    public static String mark(AnyColumn<?> column) {
        return "cast(? as " + column.type().castName() + ")";
    }

    public static String of(SqlType<?> type, Object value) {
        Object wired = type.toWire(value);
        if (wired instanceof byte[] bytes) {
            return "\\x" + HexFormat.of().formatHex(bytes);
        }
        if (wired instanceof Interval interval) {
            return interval.toSqlText();
        }
        return wired instanceof Inet inet ? inet.text() : wired.toString();
    }
}
