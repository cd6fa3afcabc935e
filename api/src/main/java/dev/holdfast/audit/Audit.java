package dev.holdfast.audit;

import dev.holdfast.error.InvalidValueException;
import dev.holdfast.error.StatementException;
import dev.holdfast.internal.PostgresText;
import dev.holdfast.internal.Required;
import dev.holdfast.internal.RowKeys;
import dev.holdfast.internal.Values;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.table.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The audit log as a session sees it: a tenant's session what became of that tenant's rows, one without a tenant of rows of tables
 * without tenants, one across tenants of all rows. Immutable and cheap; of its session's thread-safety. Reads {@code holdfast.audit_entries} and {@code
 * holdfast.change_sets}, which PostgreSQL itself fills for every table with {@code holdfast:enableAudit}, declared as {@link
 * dev.holdfast.table.Audited} or not.
 */
public sealed class Audit permits AllTenantsAudit {

    private final AuditRunner runner;

    /** For what runs it. */
    public Audit(AuditRunner runner) {
        this.runner = runner;
    }

    /**
     * What became of one row, under all keys that it had: where its key was changed, the entries before that and after are
     * there, too.
     *
     * @param key the primary key's values in the order of the table's declaration, without the tenant
     * @throws InvalidValueException where there are more or fewer values than the key has columns, one is null, or of another
     *     type
     * @throws StatementException where the table is declared without a primary key
     */
    public AuditRead of(Table table, Object... key) {
        Table read = Required.given("of", table);
        Object[] values = Required.given("of", key);
        return new AuditRead(runner, AuditQuery.of(read, values.length == 0 ? List.of() : texts(read, values)));
    }

    private static List<String> texts(Table table, Object[] key) {
        List<AnyColumn<?>> columns = table.primaryKey().stream()
                .filter(column -> !column.equals(table.tenantKey()))
                .toList();
        RowKeys.require(table.name(), columns.stream().map(AnyColumn::name).toList(), key);
        List<String> texts = new ArrayList<>(key.length);
        for (int i = 0; i < key.length; i++) {
            AnyColumn<?> column = columns.get(i);
            Object wired = Values.toWire(column.type(), column.qualifiedName(), key[i]);
            texts.add(PostgresText.of(column.type().wire(), wired));
        }
        return texts;
    }

    /** What became of the session's rows in all audited tables. */
    public AuditRead everything() {
        return new AuditRead(runner, AuditQuery.of(null, List.of()));
    }

    /** Change sets, each with who and why, without what they did. */
    public ChangeSetsRead changeSets() {
        return new ChangeSetsRead(runner, new ChangeSetsQuery(null, null, AuditFilter.NONE));
    }

    /**
     * What one change set did over all tables, in its order; empty where there is none that the session sees.
     *
     * @throws StatementException where it has more than 100,000 entries: read those by {@code
     *     everything().ofChangeSet(id).stream()}
     */
    public Optional<RecordedChanges> changeSet(long id) {
        AuditFilter oldest = AuditFilter.NONE.newestFirst(false);
        List<AuditEntry> entries = runner.entries(
                AuditQuery.of(null, List.of()).changeSet(id).filter(oldest.limit(Revert.MOST_ENTRIES + 1)));
        if (entries.size() > Revert.MOST_ENTRIES) {
            throw new StatementException("The change set " + id + " has more than " + Revert.MOST_ENTRIES
                    + " entries: read them by everything().ofChangeSet(" + id + ").oldestFirst().stream()");
        }
        return runner.changeSets(new ChangeSetsQuery(id, null, oldest.limit(1))).stream()
                .findFirst()
                .map(changeSet -> new RecordedChanges(changeSet, entries));
    }

    /** Begins to revert one change, for {@code dryRun()} and {@code execute()}. */
    public BoundRevert reverting(AuditEntry entry) {
        return new BoundRevert(runner, Revert.of(Required.given("reverting", entry)));
    }

    /** Begins to revert all that a change set did. */
    public BoundRevert reverting(RecordedChanges changes) {
        return revertingChangeSet(
                Required.given("reverting", changes).changeSet().id());
    }

    /** Begins to revert all that a change set did, by its id. */
    public BoundRevert revertingChangeSet(long id) {
        return new BoundRevert(runner, Revert.ofChangeSet(id));
    }

    @Override
    public String toString() {
        return "audit log";
    }
}
