package dev.holdfast.jdbi.internal.audit;

import dev.holdfast.Transaction;
import dev.holdfast.audit.AuditAction;
import dev.holdfast.audit.AuditEntry;
import dev.holdfast.audit.Revert;
import dev.holdfast.audit.RevertConflict;
import dev.holdfast.audit.RevertResult;
import dev.holdfast.audit.RevertedChange;
import dev.holdfast.error.DatabaseException;
import dev.holdfast.error.DatabaseException.Refusal;
import dev.holdfast.error.SerializationFailureException;
import dev.holdfast.query.Query;
import dev.holdfast.sql.Uuids;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Undoes entries, from the last to the first, behind one savepoint: a conflict, or a dry run, rolls back to it. The first attempt
 * ends at the first refusal of PostgreSQL's; only then each entry gets a savepoint of its own, so that every conflict is found.
 * Used by one thread, once.
 */
final class Reverter {

    /** How often a row that others change meanwhile is looked at anew. */
    private static final int ATTEMPTS = 5;

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
        return attempt.conflicts.isEmpty()
                ? new RevertResult.Reverted(attempt.done, asked.dryRun())
                : new RevertResult.Refused(attempt.conflicts);
    }

    private Attempt attempted(Transaction tx, boolean careful) {
        Attempt attempt = new Attempt(careful);
        try {
            tx.useTransaction(inner -> {
                attempt.run(inner);
                if (asked.dryRun() || !attempt.conflicts.isEmpty() || attempt.refused()) {
                    throw new Undone();
                }
            });
        } catch (Undone rolledBack) {
            return attempt; // which knows what came of it
        }
        return attempt;
    }

    /** Empty where it isn't there any more. */
    private Optional<TargetTable> found(AuditEntry entry) {
        return tables.getOrDefault(entry.table(), Optional.empty());
    }

    private TargetTable table(AuditEntry entry) {
        return found(entry).orElseThrow();
    }

    /** One way through all entries. */
    private final class Attempt {

        private final boolean careful;
        private final List<RevertConflict> conflicts = new ArrayList<>();
        private final List<RevertConflict> referring = new ArrayList<>();
        private final List<RevertedChange> done = new ArrayList<>();
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
            add(new RevertConflict.ConstraintInTheWay(
                    entry == null ? entries.get(entries.size() - 1) : entry,
                    refused.table(),
                    refused.constraint(),
                    refused.sqlState()));
        }

        private void add(RevertConflict conflict) {
            conflicts.add(conflict);
            stuck.add(place(conflict.entry(), conflict.entry().key()));
        }

        private List<Object> place(AuditEntry entry, List<String> key) {
            return List.of(entry.table(), key);
        }

        void run(Transaction inner) {
            for (AuditEntry entry : entries) {
                tables.computeIfAbsent(entry.table(), name -> Optional.ofNullable(find.apply(name)));
            }
            lockNewRows(inner);
            List<AuditEntry> left = new ArrayList<>(entries);
            Collections.reverse(left);
            int before;
            do {
                before = left.size();
                left = pass(inner, left);
            } while (!left.isEmpty() && left.size() < before && !refused());
            conflicts.addAll(referring);
            if (conflicts.isEmpty() && !refused()) {
                checkDeferred(inner);
            }
        }

        /**
         * Undoes these as far as it can.
         *
         * @return those that wait until rows that would go with theirs are undone themselves, and what came before on the same rows
         */
        private List<AuditEntry> pass(Transaction inner, List<AuditEntry> todo) {
            List<AuditEntry> left = new ArrayList<>();
            Set<List<Object>> waiting = new HashSet<>();
            referring.clear();
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
                    int known = referring.size();
                    undo(inner, entry);
                    if (referring.size() > known) {
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
                    inner.useTransaction(own -> apply(own, entry));
                } else {
                    apply(inner, entry);
                }
            } catch (DatabaseException e) {
                refuse(e, entry);
            }
        }

        private void apply(Transaction tx, AuditEntry entry) {
            if (found(entry).isEmpty()) {
                add(new RevertConflict.RowGone(entry));
                return;
            }
            switch (entry.action()) {
                case UPDATE, SOFT_DELETE, RESTORE -> update(tx, entry);
                case DELETE, PURGE -> insert(tx, entry);
                case INSERT -> delete(tx, entry);
                case TRUNCATE -> add(new RevertConflict.ValuesMissing(entry, List.of()));
            }
        }

        private void update(Transaction tx, AuditEntry entry) {
            TargetTable table = table(entry);
            List<String> keyAlone = entry.isKeyChanged() ? Inverse.keyAlone(entry, table) : List.of();
            List<String> changed = Stream.concat(
                            entry.columns().stream()
                                    .filter(column -> entry.ofText(column).isChanged()),
                            keyAlone.stream())
                    .filter(column -> !asked.leftAlone().contains(column) && !table.isStamp(column))
                    .toList();
            List<String> columns = settable(entry, table, changed);
            if (columns == null) {
                return;
            }
            if (!columns.isEmpty()) {
                Inverse inverse = new Inverse(log, entry, table, columns);
                if (entry.action() == AuditAction.RESTORE && isReferred(tx, entry, inverse)) {
                    return;
                }
                for (int attempt = 1; count(tx, inverse.update()) == 0; attempt++) {
                    if (differs(tx, entry, inverse)) {
                        return;
                    }
                    if (attempt == ATTEMPTS) {
                        throw changedMeanwhile();
                    }
                }
            }
            done.add(new RevertedChange(
                    entry,
                    switch (entry.action()) {
                        case SOFT_DELETE -> AuditAction.RESTORE;
                        case RESTORE -> AuditAction.SOFT_DELETE;
                        default -> AuditAction.UPDATE;
                    }));
        }

        /** Those that PostgreSQL doesn't compute; null where some aren't there any more, which is noted. */
        private @Nullable List<String> settable(AuditEntry entry, TargetTable table, List<String> wanted) {
            List<String> gone = wanted.stream()
                    .filter(column -> !table.columns().containsKey(column))
                    .toList();
            if (!gone.isEmpty()) {
                add(new RevertConflict.ColumnsGone(entry, gone));
                return null;
            }
            return wanted.stream()
                    .filter(column -> !table.column(column).isGenerated())
                    .toList();
        }

        /** Looks for what the row has instead of what it was given, and locks it; false where it is all as it was given. */
        private boolean differs(Transaction tx, AuditEntry entry, Inverse inverse) {
            List<List<@Nullable String>> rows = tx.list(inverse.comparison());
            if (rows.isEmpty()) {
                add(new RevertConflict.RowGone(entry));
                return true;
            }
            boolean found = false;
            for (int i = 0; i < inverse.columns().size(); i++) {
                String actual = rows.get(0).get(2 * i);
                String expected = rows.get(0).get(2 * i + 1);
                if (!Objects.equals(actual, expected)) {
                    found = true;
                    add(new RevertConflict.ValueDiffers(entry, inverse.columns().get(i), expected, actual));
                }
            }
            return found;
        }

        private void insert(Transaction tx, AuditEntry entry) {
            TargetTable table = table(entry);
            List<String> recorded = new ArrayList<>(entry.columns());
            recorded.addAll(Inverse.keyAlone(entry, table));
            List<String> missing = table.columns().values().stream()
                    .filter(column -> column.isNeeded()
                            && !column.isGenerated()
                            && (!recorded.contains(column.name())
                                    || asked.leftAlone().contains(column.name())))
                    .map(TargetTable.Column::name)
                    .toList();
            if (!missing.isEmpty()) {
                add(new RevertConflict.ValuesMissing(entry, missing));
                return;
            }
            List<String> columns = settable(
                    entry,
                    table,
                    recorded.stream()
                            .filter(column -> !asked.leftAlone().contains(column))
                            .toList());
            if (columns == null) {
                return;
            }
            if (count(tx, new Inverse(log, entry, table, columns).insert()) == 0) {
                add(new RevertConflict.RowExists(entry));
                return;
            }
            done.add(new RevertedChange(entry, AuditAction.INSERT));
        }

        private void delete(Transaction tx, AuditEntry entry) {
            TargetTable table = table(entry);
            Inverse inverse = new Inverse(log, entry, table, List.of());
            boolean soft = table.isSoftDeletable();
            if (isReferred(tx, entry, inverse)) {
                return;
            }
            if (count(tx, soft ? inverse.softDelete(deletionId) : inverse.delete()) == 0) {
                add(new RevertConflict.RowGone(entry));
                return;
            }
            done.add(new RevertedChange(entry, soft ? AuditAction.SOFT_DELETE : AuditAction.DELETE));
        }

        /** Whether there are rows that PostgreSQL would remove, hide or change with this one in silence. */
        private boolean isReferred(Transaction tx, AuditEntry entry, Inverse inverse) {
            boolean found = false;
            for (List<@Nullable String> key : tx.list(inverse.referring())) {
                String child = Objects.requireNonNull(key.get(0));
                String constraint = Objects.requireNonNull(key.get(1));
                List<List<@Nullable String>> columns = tx.list(inverse.foreignKey(child, constraint));
                if (!tx.list(inverse.rowsReferring(constraint, columns, child)).isEmpty()) {
                    found = true;
                    referring.add(new RevertConflict.StillReferred(entry, child, constraint));
                }
            }
            return found;
        }

        /** Before anything is undone, since that changes these rows too: who changed them since is found now, and nobody can later. */
        private void lockNewRows(Transaction tx) {
            Long[] undone = entries.stream().map(AuditEntry::sequence).toArray(Long[]::new);
            for (int i = 0; i < entries.size(); i++) {
                AuditEntry entry = entries.get(i);
                TargetTable table = found(entry).orElse(null);
                if (entry.action() != AuditAction.INSERT || table == null) {
                    continue;
                }
                List<String> key = entry.key();
                for (AuditEntry later : entries.subList(i + 1, entries.size())) {
                    if (later.table().equals(entry.table()) && later.key().equals(key) && later.isKeyChanged()) {
                        key = later.newKey();
                    }
                }
                Inverse inverse = new Inverse(log, entry, table, List.of());
                tx.list(inverse.lock(key));
                List<Long> since = tx.list(inverse.laterEntries(key, undone));
                if (!since.isEmpty()) {
                    add(new RevertConflict.ChangedSince(entry, since.get(0)));
                    stuck.add(place(entry, key));
                }
            }
        }
    }

    private static long count(Transaction tx, Query<Long> change) {
        return tx.list(change).get(0);
    }

    private static SerializationFailureException changedMeanwhile() {
        return new SerializationFailureException(
                "The rows to be reverted were changed by others, again and again: try later",
                new Refusal("40001", null, null, null, null),
                null);
    }

    /** Ends an attempt that is to leave nothing. */
    private static final class Undone extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Undone() {
            super("undone", null, false, false);
        }
    }
}
