package dev.holdfast.sql;

import java.util.Locale;
import java.util.Set;

/** Names of tables, columns and aliases: checked, and quoted where PostgreSQL would read them otherwise. */
public final class Identifiers {

    /** PostgreSQL's limit; a longer name would be cut silently. */
    public static final int MAX_BYTES = 63;

    // Reserved, and reserved as function or type names, in PostgreSQL 18's appendix C.
    private static final Set<String> RESERVED = Set.of(("all analyse analyze and any array as asc asymmetric "
                    + "authorization binary both case cast check collate collation column concurrently constraint "
                    + "create cross current_catalog current_date current_role current_schema current_time "
                    + "current_timestamp current_user default deferrable desc distinct do else end except false fetch "
                    + "for foreign freeze from full grant group having ilike in initially inner intersect into is "
                    + "isnull join lateral leading left like limit localtime localtimestamp natural not notnull null "
                    + "offset on only or order outer overlaps placing primary references returning right select "
                    + "session_user similar some symmetric system_user table tablesample then to trailing true union "
                    + "unique user using variadic verbose when where window with")
            .split(" "));

    private Identifiers() {}

    /**
     * Checks a name.
     *
     * @throws IllegalArgumentException where it is empty, too long or holds a NUL
     */
    public static String checked(String name, String what) {
        if (name.isBlank() || name.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(what + " needs a name that is not empty and holds no NUL character");
        }
        if (name.getBytes(java.nio.charset.StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw new IllegalArgumentException(
                    what + " '" + name + "' is longer than PostgreSQL's " + MAX_BYTES + " bytes and would be cut");
        }
        return name;
    }

    /** The name as it must stand in SQL: bare where that is safe, else in double quotes. */
    public static String quoted(String name) {
        return isPlain(name) ? name : '"' + name.replace("\"", "\"\"") + '"';
    }

    private static boolean isPlain(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || c == '_';
            if (!letter && !(i > 0 && c >= '0' && c <= '9')) {
                return false;
            }
        }
        return !RESERVED.contains(name.toLowerCase(Locale.ROOT));
    }
}
