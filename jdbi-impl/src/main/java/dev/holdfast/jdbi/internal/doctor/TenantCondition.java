package dev.holdfast.jdbi.internal.doctor;

import dev.holdfast.internal.Identifiers;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a policy's condition the way PostgreSQL prints it, with parentheses around every operation, and says whether it
 * lets through the rows of the tenant only: each way through an OR, and one part at least of an AND, compares the
 * tenant's column with something that is computed, and not from that column, which equals itself in every row.
 */
public final class TenantCondition {

    private static final Pattern TEXT = Pattern.compile("'[^']*'");
    private static final Pattern CALL = Pattern.compile("[\\w\"]\\(|\\( SELECT ");

    private final String tenant;
    /** The column as an expression names it: alone, or in a sub-select behind the table's name. */
    private final Pattern own;

    private TenantCondition(String tenant, String table) {
        this.tenant = tenant;
        String column = Pattern.quote(tenant) + "(?![\\w$\"(])";
        own = Pattern.compile(
                "(?<![\\w$\".])(?<!\\bAS )" + column + "|(?<![\\w$\"])" + Pattern.quote(table) + "\\." + column);
    }

    /**
     * True where no row passes but the tenant's.
     *
     * @param condition as PostgreSQL prints it; null for none
     * @param tenant the name of the tenant's column
     * @param table the name of the table that has the policy, without its schema
     */
    public static boolean holds(@Nullable String condition, String tenant, String table) {
        return condition != null
                && new TenantCondition(plain(tenant), plain(table)).every(SqlScan.plain(condition.strip()));
    }

    private static String plain(String name) {
        return SqlScan.plain(Identifiers.quoted(name));
    }

    private boolean every(String condition) {
        String inner = SqlScan.bare(condition);
        if (inner.equals("false")) {
            return true; // nothing passes
        }
        List<String> ways = SqlScan.split(inner, " OR ");
        if (ways.size() > 1) {
            return ways.stream().allMatch(this::every);
        }
        List<String> parts = SqlScan.split(inner, " AND ");
        if (parts.size() > 1) {
            return parts.stream().anyMatch(this::every);
        }
        return compares(SqlScan.split(inner, " = ")) || compares(SqlScan.split(inner, " IN "));
    }

    private boolean compares(List<String> sides) {
        return sides.size() == 2
                && (isColumn(sides.get(0)) && isComputed(sides.get(1))
                        || isColumn(sides.get(1)) && isComputed(sides.get(0)));
    }

    /** The column alone, perhaps cast. */
    private boolean isColumn(String side) {
        Matcher cast = Pattern.compile("^(.*?)(::[\\w \".]+)?$", Pattern.DOTALL).matcher(SqlScan.bare(side.strip()));
        return cast.matches() && SqlScan.bare(cast.group(1)).equals(tenant);
    }

    private boolean isComputed(String side) {
        String code = TEXT.matcher(side).replaceAll("''");
        return CALL.matcher(code).find() && !own.matcher(code).find();
    }
}
