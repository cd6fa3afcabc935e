package dev.holdfast.jdbi.internal.audit;

import dev.holdfast.audit.AuditAction;
import dev.holdfast.audit.AuditRow;
import dev.holdfast.audit.ChangeSet;
import dev.holdfast.expression.Selectable;
import dev.holdfast.jdbi.internal.session.ResultColumn;
import dev.holdfast.query.Row;
import dev.holdfast.query.Shape;
import dev.holdfast.sql.SqlType;
import dev.holdfast.sql.SqlTypes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** The columns of the log's results, of a t, r, n, e and c as they stand in the statements. */
final class LogColumns {

    private static final Selectable<String> TABLE = of("coalesce(t.logical_name, '#' || e.table_id)", SqlTypes.TEXT);
    private static final Selectable<List<String>> KEY_COLUMNS =
            of("t.key_columns::text[]", SqlTypes.array(SqlTypes.TEXT));
    private static final Selectable<String> SCHEMA_NAME = of("n.nspname::text", SqlTypes.TEXT);
    private static final Selectable<String> TABLE_NAME = of("r.relname::text", SqlTypes.TEXT);
    private static final Selectable<Boolean> VISIBLE = of("pg_table_is_visible(r.oid)", SqlTypes.BOOLEAN);
    private static final Selectable<Long> SEQUENCE = of("e.sequence", SqlTypes.BIGINT);
    private static final Selectable<Instant> RECORDED_AT = of("e.recorded_at", SqlTypes.TIMESTAMPTZ);
    private static final Selectable<String> KEY = of("e.key", SqlTypes.TEXT);
    private static final Selectable<String> NEW_KEY = of("e.new_key", SqlTypes.TEXT);
    private static final Selectable<String> ACTION = of("e.action", SqlTypes.TEXT);
    private static final Selectable<String> CHANGES = of("(" + changes("e") + ")::text", SqlTypes.TEXT);
    private static final Selectable<Long> CHANGE_SET = of("c.change_set_id", SqlTypes.BIGINT);
    private static final Selectable<String> TRANSACTION = of("c.transaction_id::text", SqlTypes.TEXT);
    private static final Selectable<Instant> TRANSACTION_AT = of("c.transaction_at", SqlTypes.TIMESTAMPTZ);
    private static final Selectable<Instant> SET_RECORDED_AT = of("c.recorded_at", SqlTypes.TIMESTAMPTZ);
    private static final Selectable<String> ACTOR = of("c.actor", SqlTypes.TEXT);
    private static final Selectable<String> REASON = of("c.reason", SqlTypes.TEXT);
    private static final Selectable<String> REQUEST_ID = of("c.request_id", SqlTypes.TEXT);
    private static final Selectable<String> METADATA = of("c.metadata::text", SqlTypes.TEXT);
    private static final Selectable<String> DATABASE_ROLE = of("c.database_role", SqlTypes.TEXT);

    private static final List<Selectable<?>> OF_TABLE = List.of(TABLE, KEY_COLUMNS, SCHEMA_NAME, TABLE_NAME, VISIBLE);
    private static final List<Selectable<?>> OF_ENTRY = List.of(SEQUENCE, RECORDED_AT, KEY, NEW_KEY, ACTION, CHANGES);
    private static final List<Selectable<?>> OF_CHANGE_SET = List.of(
            CHANGE_SET,
            TRANSACTION,
            TRANSACTION_AT,
            SET_RECORDED_AT,
            ACTOR,
            REASON,
            REQUEST_ID,
            METADATA,
            DATABASE_ROLE);

    private final Selectable<?> entryTenant;
    private final Selectable<?> setTenant;

    /** With tenants of a type. */
    LogColumns(SqlType<?> tenantType) {
        this.entryTenant = of("e.tenant_id", tenantType);
        this.setTenant = of("c.tenant_id", tenantType);
    }

    /** What an entry tells of, under the names that columns have by now; the view {@code holdfast.audit_log} says the same. */
    static String changes(String entry) {
        return "case when exists (select from holdfast.renamed_columns n where n.table_id = " + entry
                + ".table_id and n.last_sequence >= " + entry + ".sequence) then holdfast.todays_changes(" + entry
                + ".table_id, " + entry + ".sequence, " + entry + ".changes) else " + entry + ".changes end";
    }

    private static <T> Selectable<T> of(String sql, SqlType<T> type) {
        return new ResultColumn<>(sql, type);
    }

    /** A table, an entry of it and its change set. */
    Shape entries() {
        List<Selectable<?>> all = new ArrayList<>(OF_TABLE);
        all.addAll(OF_ENTRY);
        all.add(entryTenant);
        all.addAll(OF_CHANGE_SET);
        all.add(setTenant);
        return new Shape(all, List.of(), List.of(), List.of());
    }

    Shape changeSets() {
        List<Selectable<?>> all = new ArrayList<>(OF_CHANGE_SET);
        all.add(setTenant);
        return new Shape(all, List.of(), List.of(), List.of());
    }

    /** What stands in the row: a table, and an entry where there is one. */
    StoredEntry entry(Row row) {
        List<String> keyColumns = Objects.requireNonNullElse(row.getOrNull(KEY_COLUMNS), List.of());
        return new StoredEntry(
                keyColumns,
                row.getOrNull(SCHEMA_NAME),
                row.getOrNull(TABLE_NAME),
                Boolean.TRUE.equals(row.getOrNull(VISIBLE)),
                row.getOrNull(SEQUENCE) == null
                        ? null
                        : new AuditRow(
                                get(row, SEQUENCE),
                                get(row, RECORDED_AT),
                                get(row, TABLE),
                                keyColumns,
                                row.getOrNull(KEY),
                                row.getOrNull(NEW_KEY),
                                AuditAction.valueOf(get(row, ACTION).toUpperCase(Locale.ROOT)),
                                changeSet(row),
                                row.getOrNull(entryTenant),
                                row.getOrNull(CHANGES)));
    }

    ChangeSet changeSet(Row row) {
        return new ChangeSet(
                get(row, CHANGE_SET),
                get(row, TRANSACTION),
                get(row, TRANSACTION_AT),
                get(row, SET_RECORDED_AT),
                row.getOrNull(setTenant),
                row.getOrNull(ACTOR),
                row.getOrNull(REASON),
                row.getOrNull(REQUEST_ID),
                row.getOrNull(METADATA),
                get(row, DATABASE_ROLE));
    }

    private static <T> T get(Row row, Selectable<T> column) {
        return Objects.requireNonNull(row.getOrNull(column), column.label());
    }
}
