package dev.holdfast.testkit;

import dev.holdfast.TenantScope;
import dev.holdfast.Use;
import dev.holdfast.audit.AuditAction;
import dev.holdfast.audit.AuditEntry;
import dev.holdfast.internal.Required;
import dev.holdfast.table.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Asserts what a piece of work leaves in the audit log, whichever way it writes: by Holdfast's statements, a SqlObject or plain SQL.
 *
 * <pre>{@code
 * Recording.in(holdfast.tenant(1))
 *         .of(scope -> articles.publish(scope, id))
 *         .assertRecorded(ARTICLES, AuditAction.UPDATE);
 * }</pre>
 *
 * <p>It looks at the entries of the scope's tenant that come while the work runs: no other test writes for that tenant at the same
 * time. Immutable and thread-safe, as far as the work is.
 */
public final class Recording {

    private static final int MOST = 10_000;

    private final TenantScope scope;

    private Recording(TenantScope scope) {
        this.scope = scope;
    }

    /** What is recorded of this tenant's rows. */
    public static Recording in(TenantScope scope) {
        return new Recording(Required.given("in", scope));
    }

    /**
     * Does the work, and keeps what was recorded of it.
     *
     * @throws AssertionError where that is more than 10,000 entries
     */
    public Recorded of(Use<? super TenantScope> work) {
        Use<? super TenantScope> given = Required.given("of", work);
        long before =
                scope.audit().everything().first().map(AuditEntry::sequence).orElse(0L);
        try {
            given.run(scope);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Exception e) {
            throw new TestkitException(
                    "recorded work", "the work failed with " + e.getClass().getSimpleName(), "See the cause", e);
        }
        List<AuditEntry> entries = new ArrayList<>();
        for (AuditEntry entry : scope.audit().everything().list(MOST + 1)) {
            if (entry.sequence() <= before) {
                break;
            }
            entries.add(0, entry);
        }
        if (entries.size() > MOST) {
            throw new AssertionError("More than " + MOST + " changes were recorded: assert less work");
        }
        return new Recorded(entries);
    }

    /** What was recorded of some work. Immutable. */
    public static final class Recorded {

        private final List<AuditEntry> entries;

        private Recorded(List<AuditEntry> entries) {
            this.entries = List.copyOf(entries);
        }

        /** The entries, in the order in which the changes happened. */
        public List<AuditEntry> entries() {
            return entries;
        }

        /**
         * Asserts that these changes of a table were recorded, and no others of it.
         *
         * @param table an audited table
         * @param actions one for each changed row, in their order; none where it isn't to be changed
         * @return the entries of the table
         * @throws AssertionError where others were recorded; it names the actions, and no value
         */
        public List<AuditEntry> assertRecorded(Table table, AuditAction... actions) {
            Required.given("assertRecorded", table);
            List<AuditEntry> found =
                    entries.stream().filter(entry -> isOf(entry, table)).toList();
            List<AuditAction> seen = found.stream().map(AuditEntry::action).toList();
            if (!seen.equals(Arrays.asList(actions))) {
                throw new AssertionError("Of " + table.qualifiedName() + " was recorded " + seen + ", and not "
                        + Arrays.asList(actions)
                        + (seen.isEmpty()
                                ? ": the work changes no row of it, or it isn't audited, by enableAudit"
                                : ""));
            }
            return found;
        }

        /**
         * Asserts that everything which was recorded says who did it and why.
         *
         * @throws AssertionError where nothing was recorded, or an entry has no actor or no reason; it names tables and actions
         */
        public Recorded assertExplained() {
            if (entries.isEmpty()) {
                throw new AssertionError("Nothing was recorded: the work changes no row of an audited table");
            }
            List<String> unexplained = entries.stream()
                    .filter(entry -> entry.changeSet().actor() == null
                            || entry.changeSet().reason() == null)
                    .map(entry -> entry.action() + " of " + entry.table())
                    .distinct()
                    .toList();
            if (!unexplained.isEmpty()) {
                throw new AssertionError("These changes don't say who made them and why: " + unexplained
                        + ": set actor(…) and because(…) on the scope");
            }
            return this;
        }

        /** What was done to which tables, in order; no value. */
        @Override
        public String toString() {
            return "Recorded"
                    + entries.stream()
                            .map(entry -> entry.action() + " of " + entry.table())
                            .toList();
        }

        /** The log's name of a table is its own, unless there was another of that name. */
        private static boolean isOf(AuditEntry entry, Table table) {
            return entry.table().equals(table.name()) || entry.table().equals(table.schemaName() + "." + table.name());
        }
    }
}
