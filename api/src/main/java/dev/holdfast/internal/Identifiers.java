package dev.holdfast.internal;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Names of tables, columns and aliases: checked, and quoted where PostgreSQL would read them otherwise. */
public final class Identifiers {

    /** PostgreSQL's limit; a longer name would be cut silently. */
    public static final int MAX_BYTES = 63;

    // All of PostgreSQL 18's keywords (pg_get_keywords) that aren't unreserved: those that its quote_ident quotes.
    private static final Set<String> KEYWORDS = Set.of(("all analyse analyze and any array as asc asymmetric "
                    + "authorization binary both case cast check collate collation column concurrently constraint "
                    + "create cross current_catalog current_date current_role current_schema current_time "
                    + "current_timestamp current_user default deferrable desc distinct do else end except false fetch "
                    + "for foreign freeze from full grant group having ilike in initially inner intersect into is "
                    + "isnull join lateral leading left like limit localtime localtimestamp natural not notnull null "
                    + "offset on only or order outer overlaps placing primary references returning right select "
                    + "session_user similar some symmetric system_user table tablesample then to trailing true union "
                    + "unique user using variadic verbose when where window with "
                    // May name a column or a table, but not a type or a function.
                    + "between bigint bit boolean char character coalesce dec decimal exists extract float greatest "
                    + "grouping inout int integer interval json json_array json_arrayagg json_exists json_object "
                    + "json_objectagg json_query json_scalar json_serialize json_table json_value least merge_action "
                    + "national nchar none normalize nullif numeric out overlay position precision real row setof "
                    + "smallint substring time timestamp treat trim values varchar xmlattributes xmlconcat xmlelement "
                    + "xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot xmlserialize xmltable")
            .split(" "));

    private static final Pattern PART = Pattern.compile("\"((?:[^\"]|\"\")*)\"|([^.\"]+)");

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
        if (bytes(name) > MAX_BYTES) {
            throw new IllegalArgumentException(
                    what + " '" + name + "' is longer than PostgreSQL's " + MAX_BYTES + " bytes and would be cut");
        }
        return name;
    }

    /** The name as it must stand in SQL: bare where that is safe, else in double quotes. */
    public static String quoted(String name) {
        return isPlain(name) ? name : '"' + name.replace("\"", "\"\"") + '"';
    }

    /** The name of a table or type as it must stand in SQL, with its schema where it has one. */
    public static String quoted(@Nullable String schema, String name) {
        return schema == null ? quoted(name) : quoted(schema) + "." + quoted(name);
    }

    /** The parts of a name that stands in SQL, such as schema and type, each without its quotes. */
    public static List<String> parts(String name) {
        return PART.matcher(name)
                .results()
                .map(part ->
                        part.group(1) == null ? part.group(2) : part.group(1).replace("\"\"", "\""))
                .toList();
    }

    /**
     * The name of something that belongs to a table, such as {@code articles_title_key}: the parts and the suffix, joined
     * by underscores. Where that is too long, PostgreSQL would cut it without a word, and two names could then meet: so
     * the parts are cut, between characters, and end in a hash of the whole.
     *
     * @param parts the table's name, then those of columns
     * @param suffix what kind of thing it is, in ASCII, with its underscore
     * @param maxBytes the length allowed, in bytes of UTF-8
     */
    public static String derived(List<String> parts, String suffix, int maxBytes) {
        String whole = String.join("_", parts) + suffix;
        return bytes(whole) <= maxBytes ? whole : derivedWithHash(parts, suffix, maxBytes);
    }

    /** As {@link #derived}, with the hash in any case, so that it differs where the parts differ. */
    public static String derivedWithHash(List<String> parts, String suffix, int maxBytes) {
        byte[] whole = (String.join(",", parts) + suffix).getBytes(StandardCharsets.UTF_8);
        // The first four bytes of an MD5, which nothing else of a UUID stands in.
        String end = "_" + UUID.nameUUIDFromBytes(whole).toString().substring(0, 8) + suffix;
        return cut(String.join("_", parts), maxBytes - bytes(end)) + end;
    }

    /** As much of a name as fits, in whole characters. */
    static String cut(String text, int maxBytes) {
        int end = 0;
        int used = 0;
        while (end < text.length()) {
            int next = text.offsetByCodePoints(end, 1);
            used += bytes(text.substring(end, next));
            if (used > maxBytes) {
                break;
            }
            end = next;
        }
        return text.substring(0, end);
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static boolean isPlain(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || c == '_';
            if (!letter && !(i > 0 && c >= '0' && c <= '9')) {
                return false;
            }
        }
        return !KEYWORDS.contains(name.toLowerCase(Locale.ROOT));
    }
}
