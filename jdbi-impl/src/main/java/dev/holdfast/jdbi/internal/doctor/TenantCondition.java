package dev.holdfast.jdbi.internal.doctor;

import dev.holdfast.sql.Identifiers;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a policy's condition the way PostgreSQL prints it, with parentheses around every operation, and says whether it
 * lets through the rows of the tenant only: each way through an OR, and one part at least of an AND, compares the
 * tenant's column with something that is computed.
 */
final class TenantCondition {

    private TenantCondition() {}

    static boolean holds(@Nullable String condition, String tenant) {
        return condition != null && every(condition.strip(), Identifiers.quoted(tenant));
    }

    private static boolean every(String condition, String tenant) {
        String inner = bare(condition);
        List<String> ways = split(inner, " OR ");
        if (ways.size() > 1) {
            return ways.stream().allMatch(way -> every(way, tenant));
        }
        List<String> parts = split(inner, " AND ");
        if (parts.size() > 1) {
            return parts.stream().anyMatch(part -> every(part, tenant));
        }
        return compares(split(inner, " = "), tenant) || compares(split(inner, " IN "), tenant);
    }

    private static boolean compares(List<String> sides, String tenant) {
        return sides.size() == 2
                && (isColumn(sides.get(0), tenant) && isComputed(sides.get(1))
                        || isColumn(sides.get(1), tenant) && isComputed(sides.get(0)));
    }

    /** The column alone, perhaps cast. */
    private static boolean isColumn(String side, String tenant) {
        Matcher cast = Pattern.compile("^(.*?)(::[\\w \".]+)?$", Pattern.DOTALL).matcher(bare(side.strip()));
        return cast.matches() && bare(cast.group(1)).equals(tenant);
    }

    private static boolean isComputed(String side) {
        return side.contains("(");
    }

    /** Without parentheses around the whole. */
    private static String bare(String text) {
        String inner = text;
        while (inner.startsWith("(") && SqlScan.closing(inner, 0) == inner.length() - 1) {
            inner = inner.substring(1, inner.length() - 1).strip();
        }
        return inner;
    }

    /** Parts at the outermost level. */
    private static List<String> split(String text, String separator) {
        List<String> parts = new ArrayList<>();
        int start = 0;
        for (int at = 0; at < text.length(); at = SqlScan.next(text, at)) {
            if (text.startsWith(separator, at)) {
                parts.add(text.substring(start, at));
                start = at + separator.length();
            }
        }
        parts.add(text.substring(start));
        return parts;
    }
}
