package dev.holdfast.jdbi.internal.error;

import dev.holdfast.error.DatabaseException.Refusal;
import dev.holdfast.internal.Identifiers;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a refusal is about where PostgreSQL's code says it too broadly, and what to do. Some of it stands in the server's
 * English words alone; where they are in another language the broader explanation stays.
 */
final class Causes {

    private static final Pattern STILL_REFERRED_TO = Pattern.compile("^update or delete on table \"(.*?)\" violates ");
    private static final Pattern REFERS_TO_NOTHING = Pattern.compile("^insert or update on table ");
    private static final Pattern OF_POLICY =
            Pattern.compile("^new row violates row-level security policy (?:\"(.*?)\" )?"
                    + "(?:\\(USING expression\\) )?for table \"(.*)\"");
    private static final Pattern DENIED = Pattern.compile("^permission denied for ([a-z ]+?) (\\S.*)$");
    private static final Pattern COMMAND =
            Pattern.compile("^\\s*(select|insert into|update|delete from)\\s", Pattern.CASE_INSENSITIVE);
    private static final String HOLDFAST = "holdfast";
    /** A grant of its own would get past this refusal, and no further: the policies are for these roles. */
    private static final String MEMBERSHIP = "The application connects as the role that the changelog's parameter"
            + " holdfast.appRole names, acrossTenants(…) as that of holdfast.acrossRole, or as a member of it (grant"
            + " holdfast_across to …)";

    private static final String BY_DOCTOR = "; holdfast.doctor() names what is missing";

    private Causes() {}

    /** What is to be said after the code; null where the code says it all. */
    static @Nullable String of(Refusal refusal, @Nullable String sql) {
        String said = String.valueOf(refusal.serverMessage());
        return switch (refusal.sqlState()) {
            case "23503", "23001" -> reference(refusal, said, command(sql));
            case "42P01", "42703", "42883", "3F000" -> missing(said);
            case "42501" -> denied(said, sql);
            case "21000" -> twice(said);
            case "42P10" -> said + ". Name the columns of a unique key, as it is declared, in onConflict(…)";
            case "54001" ->
                said + ". Its conditions are nested too deeply: put values into oneOf(list), which is one array";
            default -> null;
        };
    }

    private static @Nullable String reference(Refusal refusal, String said, String command) {
        if (REFERS_TO_NOTHING.matcher(said).find()) {
            return isTenantKey(refusal)
                    ? "the row's tenant isn't registered: call"
                            + " holdfast.acrossTenants(reason).tenants().create(id, name) first"
                    : "the row referred to isn't there for this tenant";
        }
        Matcher referredTo = STILL_REFERRED_TO.matcher(said);
        if (!referredTo.find()) {
            return null;
        }
        String rows = "rows of " + refusal.table() + " still refer to the row of " + referredTo.group(1);
        return switch (command) {
            case "update" -> rows + " whose key is changed: leave the key as it is, or change those rows first";
            case "delete from" -> rows + " that is deleted: delete those first, or declare OnDelete.CASCADE";
            default -> rows + " that is deleted, or whose key is changed: see to those first";
        };
    }

    /** Named by the changes that put a table under tenancy. */
    private static boolean isTenantKey(Refusal refusal) {
        return refusal.table() != null
                && Identifiers.derived(List.of(refusal.table()), "_tenant_fkey", Identifiers.MAX_BYTES)
                        .equals(refusal.constraint());
    }

    /** Not what the same codes say of a query's own names, such as an alias that isn't there, or of an operator. */
    private static @Nullable String missing(String said) {
        if (!said.endsWith("does not exist") || said.startsWith("operator")) {
            return null;
        }
        boolean ours = said.contains("holdfast.");
        return said + ". "
                + (ours
                        ? "Include dev/holdfast/liquibase/changelog.xml in your changelog, and run it on this database"
                        : "Run your changelog on this database, or mend the name in SQL of your own")
                + BY_DOCTOR;
    }

    private static @Nullable String denied(String said, @Nullable String sql) {
        Matcher policy = OF_POLICY.matcher(said);
        if (policy.find()) {
            String by = policy.group(1);
            String refuses = "row-level security of " + policy.group(2) + " refuses the row";
            return by == null || by.startsWith("holdfast_")
                    ? refuses
                            + ": it is of another tenant than the session's, or the session has none. Leave the tenant to"
                            + " the session, or open the other one's"
                    : refuses + ", by its policy " + by;
        }
        Matcher denied = DENIED.matcher(said);
        return denied.find() ? said + ". " + remedy(denied.group(1), denied.group(2), sql) : null;
    }

    private static String remedy(String kind, String name, @Nullable String sql) {
        return switch (kind) {
            case "schema" -> name.equals(HOLDFAST) ? MEMBERSHIP : grant("usage", "schema " + name);
            case "function", "procedure" -> grant("execute", kind + " " + name);
            case "sequence" -> grant("usage", "sequence " + name);
            case "table", "view", "materialized view" -> ofRelation(name, sql);
            default -> "The role needs a right on it";
        };
    }

    private static String ofRelation(String name, @Nullable String sql) {
        if (sql != null && sql.contains("holdfast." + name)) {
            return "Holdfast's own tables are for its functions and its API. " + MEMBERSHIP;
        }
        return switch (command(sql)) {
            case "delete from" ->
                "Of a soft-deletable table nobody may delete rows: use deleteFrom(…), or the view of its live rows, and"
                        + " purge(…) for good. For any other: " + grant("delete", name);
            case "insert into" -> grant("insert", name) + ", and select on what it reads or returns";
            case "update" -> grant("update", name) + ", and select on what it reads or returns";
            default -> grant("select", name);
        };
    }

    private static String grant(String right, String on) {
        return "Let the owner grant " + right + " on " + on + " to the role that connects" + BY_DOCTOR;
    }

    private static @Nullable String twice(String said) {
        return said.contains("ON CONFLICT")
                ? "two of the rows have the same value of the key that onConflict(…) names, and PostgreSQL changes no row"
                        + " twice in one statement: give each value once"
                : null;
    }

    /** The first words of a statement, in small letters; empty where they are none of the usual. */
    private static String command(@Nullable String sql) {
        Matcher matcher = COMMAND.matcher(sql == null ? "" : sql);
        return matcher.find() ? matcher.group(1).toLowerCase(Locale.ROOT) : "";
    }
}
