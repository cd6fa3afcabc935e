package dev.holdfast.liquibase.internal;

import java.util.ArrayList;
import java.util.List;

/**
 * Lets the owner of tables see every tenant's rows for the length of some statements.
 *
 * <p>FORCE ROW LEVEL SECURITY binds the owner too: by itself, an update touches no row and a foreign key is found valid over
 * orphans, both without a word, and the policy for the owner refuses them. So FORCE is lifted and put back, and row_security is off in between, which turns any policy that
 * would still hide a row into an error. LOCK TABLE does more than lock: outside a transaction it fails, and so does a
 * script that somebody runs without one.
 */
public final class LiftedForce {
    private LiftedForce() {}

    /** Statements for tables under tenancy, around which FORCE is lifted. */
    public static List<String> around(List<String> tables, List<String> body) {
        return around(tables, true, body);
    }

    /** For tables without tenants, too: FORCE isn't touched there, and a policy that hides a row is an error as well. */
    public static List<String> around(List<String> tables, boolean forced, List<String> body) {
        List<String> distinct = tables.stream().distinct().toList();
        List<String> lifted = forced ? distinct : List.of();
        List<String> statements = new ArrayList<>();
        statements.add(lock(distinct));
        lifted.forEach(table -> statements.add(noForce(table)));
        statements.add("set local row_security = off");
        statements.addAll(body);
        lifted.forEach(table -> statements.add(force(table)));
        statements.add("set local row_security to default");
        return statements;
    }

    /** For statements that write rows: a deferred constraint would still be pending, and ALTER TABLE refuses then. */
    public static List<String> aroundWrite(List<String> tables, String sql) {
        return around(tables, List.of(sql, "set constraints all immediate"));
    }

    /**
     * For a key between tables, which PostgreSQL validates partition by partition, under each one's own name: FORCE is lifted from
     * those, too, and put back where it was.
     */
    public static List<String> aroundKey(List<String> tables, List<String> body) {
        List<String> distinct = tables.stream().distinct().toList();
        List<String> statements = new ArrayList<>();
        statements.add(lock(distinct));
        distinct.forEach(table -> statements.add("select holdfast.lift_force(" + Names.literal(table) + ")"));
        statements.add("set local row_security = off");
        statements.addAll(body);
        distinct.forEach(table -> statements.add("select holdfast.put_force_back(" + Names.literal(table) + ")"));
        statements.add("set local row_security to default");
        return statements;
    }

    /** Locks tables against everybody else. */
    public static String lock(List<String> tables) {
        return "lock table " + String.join(", ", tables) + " in access exclusive mode";
    }

    /** Puts a table under FORCE. */
    public static String force(String table) {
        return "alter table " + table + " force row level security";
    }

    /** Lifts FORCE from a table. */
    public static String noForce(String table) {
        return "alter table " + table + " no force row level security";
    }
}
