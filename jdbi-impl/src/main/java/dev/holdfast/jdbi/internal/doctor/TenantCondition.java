package dev.holdfast.jdbi.internal.doctor;

import dev.holdfast.internal.Identifiers;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a policy's condition the way PostgreSQL prints it, with parentheses around every operation, and says whether it
 * lets through the rows of the tenant only: each way through an OR, and one part at least of an AND, compares the
 * tenant's column with something that is computed.
 */
public final class TenantCondition {

    private TenantCondition() {}

    public static boolean holds(@Nullable String condition, String tenant) {
        return condition != null && every(SqlScan.plain(condition.strip()), SqlScan.plain(Identifiers.quoted(tenant)));
    }

    private static boolean every(String condition, String tenant) {
        String inner = SqlScan.bare(condition);
        if (inner.equals("false")) {
            return true; // nothing passes
        }
        List<String> ways = SqlScan.split(inner, " OR ");
        if (ways.size() > 1) {
            return ways.stream().allMatch(way -> every(way, tenant));
        }
        List<String> parts = SqlScan.split(inner, " AND ");
        if (parts.size() > 1) {
            return parts.stream().anyMatch(part -> every(part, tenant));
        }
        return compares(SqlScan.split(inner, " = "), tenant) || compares(SqlScan.split(inner, " IN "), tenant);
    }

    private static boolean compares(List<String> sides, String tenant) {
        return sides.size() == 2
                && (isColumn(sides.get(0), tenant) && isComputed(sides.get(1))
                        || isColumn(sides.get(1), tenant) && isComputed(sides.get(0)));
    }

    /** The column alone, perhaps cast. */
    private static boolean isColumn(String side, String tenant) {
        Matcher cast = Pattern.compile("^(.*?)(::[\\w \".]+)?$", Pattern.DOTALL).matcher(SqlScan.bare(side.strip()));
        return cast.matches() && SqlScan.bare(cast.group(1)).equals(tenant);
    }

    private static boolean isComputed(String side) {
        return side.contains("(");
    }
}
