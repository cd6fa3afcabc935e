package dev.holdfast.jdbi.internal.audit;

import dev.holdfast.Transaction;
import dev.holdfast.audit.AuditAction;
import dev.holdfast.audit.AuditEntry;
import dev.holdfast.audit.Revert;
import dev.holdfast.audit.RevertConflict;
import dev.holdfast.audit.RevertedChange;
import dev.holdfast.error.DatabaseException.Refusal;
import dev.holdfast.error.SerializationFailureException;
import dev.holdfast.query.Query;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Undoes single entries, and gathers what was done and what is in the way. What PostgreSQL refuses comes out. Used by one thread,
 * for one way through all entries.
 */
final class EntryUndo {

    /** How often a row that others change meanwhile is looked at anew. */
    private static final int ATTEMPTS = 5;

    private final AuditSession log;
    private final Revert asked;
    private final UUID deletionId;
    private final Function<AuditEntry, @Nullable TargetTable> find;
    private final List<RevertConflict> conflicts = new ArrayList<>();
    private final List<RevertConflict> postponed = new ArrayList<>();
    /** The sequences of those that have waited once: what was undone meanwhile may have changed their rows, too. */
    private final Set<Long> waited = new HashSet<>();

    private final List<RevertedChange> done = new ArrayList<>();

    /**
     * Undoes nothing yet.
     *
     * @param deletionId what all rows have in common that are hidden
     * @param find an entry's table; null where it isn't there any more
     */
    EntryUndo(AuditSession log, Revert asked, UUID deletionId, Function<AuditEntry, @Nullable TargetTable> find) {
        this.log = log;
        this.asked = asked;
        this.deletionId = deletionId;
        this.find = find;
    }

    /** What is in the way for good. */
    List<RevertConflict> conflicts() {
        return Collections.unmodifiableList(conflicts);
    }

    /** What is in the way until other entries are undone, and for good where that doesn't help. */
    List<RevertConflict> postponed() {
        return Collections.unmodifiableList(postponed);
    }

    List<RevertedChange> done() {
        return done;
    }

    /** Notes what else is in the way. */
    void add(RevertConflict conflict) {
        conflicts.add(conflict);
    }

    /** Notes what may not be in the way any more once other entries are undone. */
    void postpone(RevertConflict conflict) {
        postponed.add(conflict);
        waited.add(conflict.entry().sequence());
    }

    /** Begins anew with those that wait: what is still in their way is found again. */
    void again() {
        postponed.clear();
    }

    /** Nothing is done any more: what is still in the way is so for good. */
    void settle() {
        conflicts.addAll(postponed);
    }

    /** Undoes an entry, or notes what is in its way. */
    void apply(Transaction tx, AuditEntry entry) {
        if (find.apply(entry) == null) {
            conflicts.add(new RevertConflict.RowGone(entry));
            return;
        }
        switch (entry.action()) {
            case UPDATE, SOFT_DELETE, RESTORE -> update(tx, entry);
            case DELETE, PURGE -> insert(tx, entry);
            case INSERT -> delete(tx, entry);
            case TRUNCATE -> conflicts.add(new RevertConflict.ValuesMissing(entry, List.of()));
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
                List<List<@Nullable String>> rows = tx.list(inverse.comparison());
                if (isUndone(entry, rows)) {
                    break;
                }
                if (differs(entry, inverse, rows)) {
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
            conflicts.add(new RevertConflict.ColumnsGone(entry, gone));
            return null;
        }
        return wanted.stream()
                .filter(column -> !table.column(column).isGenerated())
                .toList();
    }

    /** Notes what the row, which is locked by now, has instead of what it was given; false where it is all as it was given. */
    private boolean differs(AuditEntry entry, Inverse inverse, List<List<@Nullable String>> rows) {
        if (rows.isEmpty()) {
            conflicts.add(new RevertConflict.RowGone(entry));
            return true;
        }
        boolean found = false;
        for (int i = 0; i < inverse.columns().size(); i++) {
            List<@Nullable String> value = rows.get(0).subList(3 * i, 3 * i + 3);
            if (!Objects.equals(value.get(0), value.get(1))) {
                found = true;
                conflicts.add(
                        new RevertConflict.ValueDiffers(entry, inverse.columns().get(i), value.get(1), value.get(0)));
            }
        }
        return found;
    }

    /** Whether the row has its old values again, since a foreign key has brought them back with its parent's key. */
    private boolean isUndone(AuditEntry entry, List<List<@Nullable String>> rows) {
        return waited.contains(entry.sequence())
                && !rows.isEmpty()
                && IntStream.range(0, rows.get(0).size() / 3)
                        .allMatch(i -> Objects.equals(
                                rows.get(0).get(3 * i), rows.get(0).get(3 * i + 2)));
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
            conflicts.add(new RevertConflict.ValuesMissing(entry, missing));
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
            conflicts.add(new RevertConflict.RowExists(entry));
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
            conflicts.add(new RevertConflict.RowGone(entry));
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
                postpone(new RevertConflict.StillReferred(entry, child, constraint));
            }
        }
        return found;
    }

    /**
     * Locks a row that an entry told to be new, and looks who changed it since.
     *
     * @param key which it has now
     * @param undone the sequences of all entries that are undone
     * @return false where somebody did, which is noted
     */
    boolean isUnchanged(Transaction tx, AuditEntry entry, List<String> key, Long[] undone) {
        Inverse inverse = new Inverse(log, entry, table(entry), List.of());
        tx.list(inverse.lock(key));
        List<Long> since = tx.list(inverse.laterEntries(key, undone));
        if (!since.isEmpty()) {
            conflicts.add(new RevertConflict.ChangedSince(entry, since.get(0)));
        }
        return since.isEmpty();
    }

    private TargetTable table(AuditEntry entry) {
        return Objects.requireNonNull(find.apply(entry), entry.table());
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
}
