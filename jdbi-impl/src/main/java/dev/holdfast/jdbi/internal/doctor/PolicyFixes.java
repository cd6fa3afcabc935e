package dev.holdfast.jdbi.internal.doctor;

import dev.holdfast.internal.Identifiers;
import java.util.List;
import java.util.Optional;

/**
 * Policies that fixes make. No fix takes away what serves another role, and none opens anything at any of its statements: an
 * older policy goes after the new one is there, and one that isn't for this role alone stays under its name.
 */
public final class PolicyFixes {

    private PolicyFixes() {}

    /** A restrictive policy for all commands. */
    public static String restrictive(List<Policy> there, String table, String name, String role, String condition) {
        return create(there, table, name, false, role, condition);
    }

    /** A permissive policy for all commands. */
    public static String permissive(List<Policy> there, String table, String name, String role, String condition) {
        return create(there, table, name, true, role, condition);
    }

    /** What is wrong where FORCE binds an owner that no policy is for. */
    public static String untold(String owner) {
        return "row-level security is forced, and no policy says so to the owner " + owner
                + ": its statements and foreign keys reach no row, without a word";
    }

    /** The policy of Holdfast's changelog that refuses an owner. It lets nothing pass, so another one's may become this one's. */
    public static String toldOwner(List<Policy> there, String table, String owner) {
        String refusal = "((select holdfast.refuse_owner(" + SqlLiteral.of(table) + ")))";
        return there.stream()
                .filter(Policy::refuses)
                .findFirst()
                .map(policy -> "alter policy " + Identifiers.quoted(policy.name()) + " on " + table + " to "
                        + Identifiers.quoted(owner))
                .orElseGet(() -> "create policy " + freeName(there, "holdfast_owner") + " on " + table
                        + " as permissive for all to " + Identifiers.quoted(owner) + " using " + refusal
                        + " with check " + refusal + " -- the function is of Holdfast's changelog");
    }

    private static String create(
            List<Policy> there, String table, String name, boolean permissive, String role, String condition) {
        Optional<Policy> replaced = there.stream()
                .filter(policy -> policy.name().equals(name) && policy.permissive() == permissive)
                .filter(policy -> policy.isOnlyFor(role))
                .findFirst();
        String old = freeName(there, name);
        String create = "create policy " + (replaced.isPresent() ? name : old) + " on " + table + " as "
                + (permissive ? "permissive" : "restrictive") + " for all to " + Identifiers.quoted(role) + " using ("
                + condition + ") with check (" + condition + ")";
        return replaced.isEmpty()
                ? create
                : "alter policy " + name + " on " + table + " rename to " + old + "; " + create + "; drop policy " + old
                        + " on " + table;
    }

    /** The name, or where that is taken the first one with a number behind it that isn't. */
    public static String freeName(List<Policy> there, String name) {
        String free = name;
        for (int next = 2; isTaken(there, free); next++) {
            free = name + "_" + next;
        }
        return free;
    }

    private static boolean isTaken(List<Policy> there, String name) {
        return there.stream().anyMatch(policy -> policy.name().equals(name));
    }
}
