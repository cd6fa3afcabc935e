package dev.holdfast.jdbi.internal.audit;

import dev.holdfast.Transaction;
import dev.holdfast.audit.AuditAction;
import dev.holdfast.audit.AuditEntry;
import dev.holdfast.audit.Revert;
import dev.holdfast.audit.RevertConflict;
import dev.holdfast.audit.RevertResult;
import dev.holdfast.error.DatabaseException;
import dev.holdfast.sql.Uuids;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Undoes entries, from the last to the first, behind one savepoint: a conflict, or a dry run, rolls back to it. The first attempt
 * ends at the first refusal of PostgreSQL's; only then each entry gets a savepoint of its own, so that every conflict is found.
 * How one entry is undone is {@link EntryUndo}'s. Used by one thread, once.
 */
final class Reverter {

    /** A foreign key's and a unique one's: what is undone later may take them out of the way. */
    private static final Set<String> MAY_PASS = Set.of("23503", "23505");

    private final AuditSession log;
    private final Revert asked;
    private final List<AuditEntry> entries;
    private final Function<String, @Nullable TargetTable> find;
    private final Map<String, Optional<TargetTable>> tables = new HashMap<>();
    private final UUID deletionId = Uuids.v7();

    /**
     * In a transaction.
     *
     * @param entries in the order in which they happened; at least one
     * @param find a table by its logical name; null where it isn't there any more
     */
    Reverter(AuditSession log, Revert asked, List<AuditEntry> entries, Function<String, @Nullable TargetTable> find) {
        this.log = log;
        this.asked = asked;
        this.entries = entries;
        this.find = find;
    }

    RevertResult within(Transaction tx) {
        Attempt attempt = attempted(tx, false);
        if (attempt.refused()) {
            attempt = attempted(tx, true);
        }
        return attempt.undo.conflicts().isEmpty()
                ? new RevertResult.Reverted(attempt.undo.done(), asked.dryRun())
                : new RevertResult.Refused(attempt.undo.conflicts());
    }

    private Attempt attempted(Transaction tx, boolean careful) {
        Attempt attempt = new Attempt(careful);
        try {
            tx.useTransaction(inner -> {
                attempt.run(inner);
                if (asked.dryRun() || !attempt.undo.conflicts().isEmpty() || attempt.refused()) {
                    throw new Undone();
                }
            });
        } catch (Undone rolledBack) {
            return attempt; // which knows what came of it
        }
        return attempt;
    }

    /** Null where it isn't there any more. */
    private @Nullable TargetTable table(AuditEntry entry) {
        return tables.computeIfAbsent(entry.table(), name -> Optional.ofNullable(find.apply(name)))
                .orElse(null);
    }

    /** One way through all entries. */
    private final class Attempt {

        private final boolean careful;
        private final EntryUndo undo = new EntryUndo(log, asked, deletionId, Reverter.this::table);
        /** The rows, by table and key, that aren't as they are to be. */
        private final Set<List<Object>> stuck = new HashSet<>();

        private @Nullable DatabaseException refusal;

        Attempt(boolean careful) {
            this.careful = careful;
        }

        boolean refused() {
            return refusal != null;
        }

        /** Takes down a refusal; one that isn't about the values comes out. */
        void refuse(DatabaseException refused, @Nullable AuditEntry entry) {
            String kind = refused.sqlState().substring(0, 2);
            if (!kind.equals("23") && !kind.equals("22")) {
                throw refused;
            }
            if (!careful) {
                refusal = refused;
                return;
            }
            RevertConflict conflict = new RevertConflict.ConstraintInTheWay(
                    entry == null ? entries.get(entries.size() - 1) : entry,
                    refused.table(),
                    refused.constraint(),
                    refused.sqlState());
            if (entry != null && MAY_PASS.contains(refused.sqlState())) {
                undo.postpone(conflict);
            } else {
                undo.add(conflict);
            }
        }

        private List<Object> place(AuditEntry entry, List<String> key) {
            return List.of(entry.table(), key);
        }

        void run(Transaction inner) {
            entries.forEach(Reverter.this::table); // looked up before a refusal ends what can be asked
            lockNewRows(inner);
            List<AuditEntry> left = new ArrayList<>(entries);
            Collections.reverse(left);
            int before;
            do {
                before = left.size();
                left = pass(inner, left);
            } while (!left.isEmpty() && left.size() < before && !refused());
            undo.settle();
            if (undo.conflicts().isEmpty() && !refused()) {
                checkDeferred(inner);
            }
        }

        /**
         * Undoes these as far as it can.
         *
         * @return those that wait until others are undone (rows that would go with theirs, parents, unique values), and what came before on the
         *     same rows
         */
        private List<AuditEntry> pass(Transaction inner, List<AuditEntry> todo) {
            List<AuditEntry> left = new ArrayList<>();
            Set<List<Object>> waiting = new HashSet<>();
            undo.again();
            for (AuditEntry entry : todo) {
                List<Object> before = place(entry, entry.key());
                List<Object> after = place(entry, entry.newKey());
                if (refused()) {
                    return left;
                }
                if (stuck.contains(after)) {
                    stuck.add(before); // what came before it would find the row as it isn't to be
                } else if (waiting.contains(after)) {
                    waiting.add(before);
                    left.add(entry);
                } else {
                    int known = undo.postponed().size();
                    int inTheWay = undo.conflicts().size();
                    undo(inner, entry);
                    if (undo.conflicts().size() > inTheWay) {
                        stuck.add(before);
                    }
                    if (undo.postponed().size() > known) {
                        waiting.add(before);
                        waiting.add(after);
                        left.add(entry);
                    }
                }
            }
            return left;
        }

        /** Behind a savepoint of its own, after which they are deferred again. */
        private void checkDeferred(Transaction inner) {
            try {
                inner.useTransaction(own -> {
                    own.execute(new DeferredCheck());
                    throw new Undone();
                });
            } catch (Undone checked) {
                // none is in the way
            } catch (DatabaseException e) {
                refuse(e, null);
            }
        }

        private void undo(Transaction inner, AuditEntry entry) {
            try {
                if (careful) {
                    inner.useTransaction(own -> undo.apply(own, entry));
                } else {
                    undo.apply(inner, entry);
                }
            } catch (DatabaseException e) {
                refuse(e, entry);
            }
        }

        /** Before anything is undone, since that changes these rows too: who changed them since is found now, and nobody can later. */
        private void lockNewRows(Transaction tx) {
            Long[] undone = entries.stream().map(AuditEntry::sequence).toArray(Long[]::new);
            for (int i = 0; i < entries.size(); i++) {
                AuditEntry entry = entries.get(i);
                if (entry.action() != AuditAction.INSERT || table(entry) == null) {
                    continue;
                }
                List<String> key = entry.key();
                for (AuditEntry later : entries.subList(i + 1, entries.size())) {
                    if (later.table().equals(entry.table()) && later.key().equals(key) && later.isKeyChanged()) {
                        key = later.newKey();
                    }
                }
                if (!undo.isUnchanged(tx, entry, key, undone)) {
                    stuck.add(place(entry, entry.key()));
                    stuck.add(place(entry, key));
                }
            }
        }
    }

    /** Ends an attempt that is to leave nothing. */
    private static final class Undone extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Undone() {
            super("undone", null, false, false);
        }
    }
}
