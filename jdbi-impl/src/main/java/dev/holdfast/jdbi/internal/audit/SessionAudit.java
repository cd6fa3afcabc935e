package dev.holdfast.jdbi.internal.audit;

import dev.holdfast.Transaction;
import dev.holdfast.audit.AuditEntry;
import dev.holdfast.audit.AuditQuery;
import dev.holdfast.audit.AuditRunner;
import dev.holdfast.audit.ChangeSet;
import dev.holdfast.audit.ChangeSetsQuery;
import dev.holdfast.audit.NotAuditedException;
import dev.holdfast.audit.Revert;
import dev.holdfast.audit.RevertResult;
import dev.holdfast.error.SchemaException;
import dev.holdfast.error.StatementException;
import dev.holdfast.internal.Audience;
import dev.holdfast.internal.Parameter;
import dev.holdfast.internal.RowKeys;
import dev.holdfast.internal.SqlText;
import dev.holdfast.jdbi.internal.session.EngineSession;
import dev.holdfast.jdbi.internal.session.ResultColumn;
import dev.holdfast.jdbi.internal.session.ScopeSession;
import dev.holdfast.jdbi.internal.value.RecordedText;
import dev.holdfast.query.Query;
import dev.holdfast.query.Row;
import dev.holdfast.query.Shape;
import dev.holdfast.sql.SqlTypes;
import dev.holdfast.sql.SqlWriter;
import dev.holdfast.table.Table;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The audit log of a session. Of the session's thread-safety. */
final class SessionAudit implements AuditRunner {

    private final AuditSession log;
    private final EngineSession session;
    private final RecordedText texts;

    SessionAudit(EngineSession session, RecordedText texts) {
        this.log = new AuditSession(session);
        this.session = session;
        this.texts = texts;
    }

    @Override
    public List<AuditEntry> entries(AuditQuery query) {
        Table table = query.table();
        if (table != null) {
            requireSeen(table, !query.key().isEmpty());
        }
        List<StoredEntry> stored = log.list(new EntriesQuery(log, query));
        if (table != null) {
            requireAudited(table, stored);
        }
        return reader(table).entries(stored);
    }

    private EntryReader reader(@Nullable Table table) {
        return new EntryReader(texts, session.protector(), each -> table == null ? declared(each) : table);
    }

    private void requireSeen(Table table, boolean ofRow) {
        if (log.audience() == Audience.TENANT && table.tenantKey() == null) {
            throw new StatementException(
                    "Table " + table.name() + " belongs to no tenant, and a tenant's session sees of the"
                            + " audit log its tenant's part alone: read it by holdfast.withoutTenant().audit(), or across tenants");
        }
        if (table.tenantKey() != null) {
            RowKeys.requireTenant(log.audience(), table.name(), ofRow);
        }
    }

    private void requireAudited(Table table, List<StoredEntry> stored) {
        if (stored.isEmpty()) {
            if (!session.list(new Exists(table)).get(0)) {
                throw new SchemaException("There is no table " + table.qualifiedName()
                        + " that this session could see: create it, or declare it with its schema");
            }
            throw new NotAuditedException(table.qualifiedName());
        }
        List<String> recorded = stored.get(0).keyColumns();
        List<String> declared = EntriesQuery.keyColumns(table);
        if (!declared.isEmpty() && !new HashSet<>(recorded).equals(new HashSet<>(declared))) {
            throw new SchemaException("The primary key of " + table.qualifiedName() + " is declared as " + declared
                    + ", and changes are recorded by " + recorded + ": declare the one that it has");
        }
    }

    /** The table as the schema has it; null where it doesn't know it. */
    private @Nullable Table declared(StoredEntry entry) {
        return session.schema().tables().stream()
                .filter(entry::isOf)
                .findFirst()
                .orElse(null);
    }

    @Override
    public List<ChangeSet> changeSets(ChangeSetsQuery query) {
        return log.list(new SetsQuery(log, query));
    }

    @Override
    public RevertResult revert(Revert revert) {
        if (session instanceof ScopeSession scope) {
            return scope.inTransaction(tx -> new SessionAudit((EngineSession) tx, texts).revert(revert));
        }
        List<StoredEntry> stored = log.list(new EntriesQuery(log, revert.entries()));
        List<AuditEntry> entries = reader(null).entries(stored);
        if (entries.isEmpty() || !revert.isOf(entries.get(0))) {
            return new RevertResult.NothingToRevert();
        }
        if (entries.size() > Revert.MOST_ENTRIES) {
            throw new StatementException(
                    "The change set " + revert.changeSet() + " has more than " + Revert.MOST_ENTRIES
                            + " entries, which is more than is undone at once: revert its entries in parts, the last ones first");
        }
        Map<String, @Nullable Table> declared = new HashMap<>();
        for (int i = 0; i < entries.size(); i++) {
            declared.put(entries.get(i).table(), declared(stored.get(i)));
        }
        Map<String, Optional<TargetTable>> found = new HashMap<>();
        Function<String, @Nullable TargetTable> find = table -> found.computeIfAbsent(
                        table, name -> Optional.ofNullable(TargetTable.of(log, name, declared.get(name))))
                .orElse(null);
        requireColumns(revert, entries, find);
        return new Reverter(log, revert, entries, find).within((Transaction) session);
    }

    /** What is left alone is a column of some table, or was one. */
    private static void requireColumns(
            Revert revert, List<AuditEntry> entries, Function<String, @Nullable TargetTable> find) {
        if (revert.leftAlone().isEmpty()) {
            return;
        }
        Set<String> unknown = new TreeSet<>(revert.leftAlone());
        for (AuditEntry entry : entries) {
            unknown.removeAll(entry.columns());
            TargetTable table = find.apply(entry.table());
            if (table != null) {
                unknown.removeAll(table.columns().keySet());
            }
        }
        if (!unknown.isEmpty()) {
            throw new StatementException("leaving(…) names " + unknown + ", and no column of "
                    + entries.stream().map(AuditEntry::table).collect(Collectors.toCollection(TreeSet::new))
                    + " is called so: name columns that are to stay as they are");
        }
    }

    /** Whether there is such a table. */
    private record Exists(Table table) implements Query<Boolean> {

        private static final ResultColumn<Boolean> EXISTS = new ResultColumn<>("exists", SqlTypes.BOOLEAN);

        @Override
        public List<SqlText> texts(Audience audience) {
            return List.of(new SqlWriter(audience)
                    .append("select to_regclass(")
                    .parameter(Parameter.of(EntriesQuery.quoted(table), SqlTypes.TEXT, "table"))
                    .append(") is not null")
                    .toText());
        }

        @Override
        public Shape shape() {
            return new Shape(List.of(EXISTS), List.of(), List.of(), List.of());
        }

        @Override
        public Function<Row, Boolean> mapper() {
            return row -> Boolean.TRUE.equals(row.getOrNull(EXISTS));
        }
    }
}
