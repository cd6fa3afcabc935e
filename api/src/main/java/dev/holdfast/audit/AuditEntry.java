package dev.holdfast.audit;

import dev.holdfast.crypto.Decrypted;
import dev.holdfast.error.MappingException;
import dev.holdfast.error.StatementException;
import dev.holdfast.expression.Selectable;
import dev.holdfast.internal.JsonMembers;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.table.BlindIndexColumn;
import dev.holdfast.table.DecryptedColumn;
import dev.holdfast.table.EncryptedColumn;
import dev.holdfast.table.Table;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One change of one row, as PostgreSQL recorded it. Immutable and thread-safe; it needs no connection, also where encrypted
 * values are opened. {@link #toString} is for a person, and shows no encrypted value.
 */
public final class AuditEntry {

    private static final int SHOWN_COLUMNS = 12;

    private final AuditRow row;
    private final @Nullable Table declared;
    private final RecordedValues values;
    private final List<String> key;
    private final List<String> newKey;
    private final Map<String, RecordedChange> changes;
    private final Set<String> secret;

    /**
     * For what reads the log.
     *
     * @param declared the table as it is declared; null where it isn't
     */
    public AuditEntry(AuditRow row, @Nullable Table declared, RecordedValues values) {
        this.row = row;
        this.declared = declared;
        this.values = values;
        this.key = parts(row.key());
        this.newKey = parts(row.newKey());
        this.changes = RecordedChange.all(row, declared == null ? List.of() : names(declared));
        this.secret = declared == null ? Set.of() : secret(declared);
    }

    private List<String> parts(@Nullable String text) {
        if (text == null) {
            return List.of();
        }
        return row.keyColumns().size() < 2
                ? List.of(text)
                : JsonMembers.elements(text).stream().map(JsonMembers::plain).toList();
    }

    private static List<String> names(Table table) {
        return table.columns().stream().map(AnyColumn::name).toList();
    }

    /** What isn't shown: ciphertexts, and hashes of what they hold. */
    private static Set<String> secret(Table table) {
        Set<String> names = new HashSet<>();
        table.encryptedColumns().forEach(column -> names.add(column.name()));
        table.blindIndexes().stream().map(BlindIndexColumn::name).forEach(names::add);
        return names;
    }

    /** Grows in the order in which one key's changes happened; no two entries have the same. */
    public long sequence() {
        return row.sequence();
    }

    /** Where it stands, for {@link AuditRead#after}. */
    public AuditPosition position() {
        return new AuditPosition(changeSet().id(), sequence());
    }

    /** When it was recorded. Who wants an order takes {@link #sequence}: a clock may step back. */
    public Instant recordedAt() {
        return row.recordedAt();
    }

    /** The table's logical name, which stays when the table is renamed. */
    public String table() {
        return row.table();
    }

    /** The row's key before the change: the text of each of its columns, without the tenant. Empty where a table was emptied. */
    public List<String> key() {
        return key;
    }

    /** The row's key after the change. */
    public List<String> newKey() {
        return newKey.isEmpty() ? key : newKey;
    }

    /** Whether the change gave the row another key. */
    public boolean isKeyChanged() {
        return !newKey.isEmpty();
    }

    /** What happened. */
    public AuditAction action() {
        return row.action();
    }

    /** Who did it, why, and in which transaction. */
    public ChangeSet changeSet() {
        return row.changeSet();
    }

    /** Whose row it is: a Long, UUID or String; null for a row of no tenant. */
    public @Nullable Object tenant() {
        return row.tenant();
    }

    /**
     * The names of the columns of which values are recorded: those that changed; of a row that is gone, or with whole copies,
     * all. Names are those of today; a column that is gone keeps its own. Unmodifiable; empty for an insert without whole copies.
     */
    public Set<String> columns() {
        return Collections.unmodifiableSet(changes.keySet());
    }

    /** Whether values of a column are recorded. */
    public boolean has(AnyColumn<?> column) {
        requireOfTable(column);
        return changes.containsKey(column.name());
    }

    /**
     * What became of a column's value, converted as the column is when a row is read. An encrypted one is decrypted; as {@code
     * .decrypted()} it is what it turned out to be.
     *
     * @param column of this entry's table
     * @throws MappingException where this entry has no values of it: ask {@link #has}
     * @throws StatementException where it is of another table
     */
    public <T extends @Nullable Object> Diff<T> of(Selectable<T> column) {
        AnyColumn<?> stored = stored(column);
        requireOfTable(stored);
        RecordedChange change = changes.get(stored.name());
        if (change == null) {
            throw new MappingException("The entry " + sequence() + " of " + table() + " has no values of "
                    + stored.name() + ", but of " + columns() + ": ask has(…), or read by ofColumn(…)");
        }
        return diff(
                change,
                value(column, stored, change.textBefore(), key),
                value(column, stored, change.textAfter(), newKey()),
                secret.contains(stored.name()) || stored instanceof EncryptedColumn);
    }

    /** As {@link #of}; in Kotlin {@code entry[Articles.title]}. */
    public <T extends @Nullable Object> Diff<T> get(Selectable<T> column) {
        return of(column);
    }

    /**
     * The texts of a column by its name of today, of one too that is there no more. An encrypted value is the
     * text of its ciphertext.
     *
     * @throws MappingException where this entry has no values of it
     */
    public Diff<String> ofText(String column) {
        RecordedChange change = changes.get(column);
        if (change == null) {
            throw new MappingException("The entry " + sequence() + " of " + table() + " has no values of a column \""
                    + column + "\", but of " + columns());
        }
        return diff(change, change::textBefore, change::textAfter, secret.contains(column));
    }

    private static <T extends @Nullable Object> Diff<T> diff(
            RecordedChange change, Supplier<@Nullable T> before, Supplier<@Nullable T> after, boolean encrypted) {
        return new Diff<>(
                change.before() != null,
                change.after() != null,
                before,
                after,
                change.isChanged(),
                change.shown(encrypted));
    }

    private static AnyColumn<?> stored(Selectable<?> column) {
        if (column instanceof DecryptedColumn<?> decrypted) {
            return decrypted.column();
        }
        if (column instanceof AnyColumn<?> plain) {
            return plain;
        }
        throw new StatementException(
                "An entry of the audit log has values of columns, not of the expression " + column.label());
    }

    private void requireOfTable(AnyColumn<?> column) {
        if (declared != null && !declared.equals(column.source())) {
            throw new StatementException("The entry " + sequence() + " is of " + table() + ", and "
                    + column.qualifiedName() + " isn't a column of it: ask table() first where there are several");
        }
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // the column's own type made it
    private <T extends @Nullable Object> Supplier<@Nullable T> value(
            Selectable<T> asked, AnyColumn<?> column, @Nullable String text, List<String> rowKey) {
        return () -> {
            if (text == null) {
                return asked instanceof DecryptedColumn ? (T) new Decrypted.Clear<@Nullable Object>(null) : null;
            }
            if (!(column instanceof EncryptedColumn<?> encrypted)) {
                return (T) read(column, text);
            }
            Decrypted<?> opened = opened(encrypted, text, rowKey);
            return (T) (asked instanceof DecryptedColumn ? opened : opened.orElseThrow());
        };
    }

    private Object read(AnyColumn<?> column, String text) {
        try {
            return values.read(column.type(), text);
        } catch (MappingException e) {
            throw e.at(table(), column.name());
        }
    }

    private Decrypted<?> opened(EncryptedColumn<?> column, String text, List<String> rowKey) {
        try {
            return values.open(column, text, tenantText(), bound(column, rowKey));
        } catch (MappingException e) { // from before it was encrypted
            throw e.at(table(), column.name());
        }
    }

    private String tenantText() {
        Object tenant = tenant();
        return tenant == null ? "" : tenant.toString();
    }

    /** The key in the order in which the ciphertext is bound to it. */
    private List<String> bound(EncryptedColumn<?> column, List<String> rowKey) {
        if (!column.isBoundToItsRow()) {
            return List.of();
        }
        List<String> bound = new ArrayList<>(rowKey.size());
        for (AnyColumn<?> part : column.source().primaryKey()) {
            int at = row.keyColumns().indexOf(part.name());
            if (at >= 0) {
                bound.add(rowKey.get(at));
            } else if (part.equals(column.source().tenantKey())) {
                bound.add(tenantText());
            }
        }
        return bound;
    }

    /** As JSON, in the form that {@link RecordedChanges#toJson} has for each entry. Of encrypted columns only that they are. */
    public String toJson() {
        return EntryJson.of(this);
    }

    Map<String, String> changesJson() {
        Map<String, String> members = new LinkedHashMap<>();
        changes.forEach((name, change) -> members.put(name, change.json(secret.contains(name))));
        return members;
    }

    /** Such as {@code update of articles 42}. */
    String what() {
        String verb = action().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        if (key.isEmpty()) {
            return verb + " of " + table();
        }
        return verb + " of " + table() + " " + shown(key) + (isKeyChanged() ? " → " + shown(newKey) : "");
    }

    private static String shown(List<String> parts) {
        List<String> texts = parts.stream().map(Shown::bare).toList();
        return texts.size() == 1 ? texts.get(0) : "(" + String.join(", ", texts) + ")";
    }

    /** Such as {@code : title "A" → "B"}; empty where nothing differs. What a whole copy has besides is left out. */
    String differences() {
        List<String> told = new ArrayList<>();
        changes.forEach((name, change) -> {
            if (change.isChanged()) {
                told.add(name + " " + change.shown(secret.contains(name)));
            }
        });
        if (told.size() > SHOWN_COLUMNS) {
            List<String> hidden = told.subList(SHOWN_COLUMNS, told.size());
            String more = "and " + hidden.size() + " more";
            hidden.clear();
            told.add(more);
        }
        return told.isEmpty() ? "" : ": " + String.join(", ", told);
    }

    /** For a person, such as {@code update of articles 42 by user-7 (spam), 2026-11-29T10:15:30Z: title "A" → "B"}. */
    @Override
    public String toString() {
        return what() + " " + changeSet().byWhom() + ", " + recordedAt() + differences();
    }
}
