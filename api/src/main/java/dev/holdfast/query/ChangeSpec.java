package dev.holdfast.query;

import dev.holdfast.error.RowDeletedException;
import dev.holdfast.error.StatementException;
import dev.holdfast.expression.Condition;
import dev.holdfast.expression.Selectable;
import dev.holdfast.internal.Audience;
import dev.holdfast.internal.Required;
import dev.holdfast.internal.SqlText;
import dev.holdfast.sql.SqlWriter;
import dev.holdfast.sql.Uuids;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.table.ColumnRole;
import dev.holdfast.table.OnDelete;
import dev.holdfast.table.ScopedTable;
import dev.holdfast.table.SoftDeletable;
import dev.holdfast.table.Source;
import dev.holdfast.table.StoredTable;
import dev.holdfast.table.Table;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An update or a delete. The delete of a soft-deletable table is an update of its stamps.
 *
 * @param rows the table, with the rows that are meant
 * @param sets what an update sets; null for a delete
 * @param everyRow true where leaving out the condition was said
 * @param deletionId the id of a soft delete; null for a new one each time it runs
 */
record ChangeSpec(
        Table table,
        Source rows,
        @Nullable Assignments sets,
        @Nullable Condition where,
        boolean everyRow,
        @Nullable Long atVersion,
        @Nullable UUID deletionId) {

    ChangeSpec {
        Required.given("update or deleteFrom", table);
    }

    static ChangeSpec update(Table table) {
        return new ChangeSpec(table, table, new Assignments(table), null, false, null, null);
    }

    static ChangeSpec update(ScopedTable rows) {
        requireNoAlias(rows);
        return new ChangeSpec(rows.table(), rows, new Assignments(rows.table()), null, false, null, null);
    }

    static ChangeSpec delete(ScopedTable rows) {
        requireNoAlias(rows);
        if (rows.table().isSoftDeletable()) {
            throw new StatementException(
                    "Deleted rows of " + rows.name() + " aren't deleted again: they go for good by a purge");
        }
        return new ChangeSpec(rows.table(), rows, null, null, false, null, null);
    }

    private static void requireNoAlias(ScopedTable rows) {
        if (rows.base() != rows.table()) {
            throw new StatementException("A change names the table itself, not its alias " + rows.name());
        }
    }

    static ChangeSpec delete(Table table) {
        return new ChangeSpec(table, table, null, null, false, null, null);
    }

    static Table tableOf(StoredTable stored) {
        return stored instanceof SoftDeletable soft ? soft.asTable() : (Table) stored;
    }

    ChangeSpec setting(java.util.function.Consumer<RowWriter> set) {
        Assignments copy = java.util.Objects.requireNonNull(sets).copy();
        set.accept(copy);
        return new ChangeSpec(table, rows, copy, where, everyRow, atVersion, deletionId);
    }

    ChangeSpec restrictedTo(Condition condition) {
        Condition both = Restriction.and("where", where, condition);
        return new ChangeSpec(table, rows, sets, both, everyRow, atVersion, deletionId);
    }

    ChangeSpec onEveryRow() {
        return new ChangeSpec(table, rows, sets, where, true, atVersion, deletionId);
    }

    ChangeSpec at(long version) {
        if (table.versionColumn() == null) {
            throw new StatementException(
                    "Table " + table.name() + " has no version: declare a column with version() to use atVersion");
        }
        return new ChangeSpec(table, rows, sets, where, everyRow, version, deletionId);
    }

    ChangeSpec as(UUID deletion) {
        return new ChangeSpec(table, rows, sets, where, everyRow, atVersion, deletion);
    }

    /** True where rows of this table go with others of it. */
    boolean cascadesToItself() {
        return table.columns().stream()
                .map(column -> column.metadata().reference())
                .anyMatch(r -> r != null && r.onDelete() == OnDelete.CASCADE && r.to().source() == table);
    }

    String describe() {
        return (sets == null ? "delete from " : "update ") + table.name();
    }

    List<SqlText> texts(Audience audience, List<? extends Selectable<?>> returning) {
        SqlWriter out = new SqlWriter(audience);
        writeTo(returning, out);
        return List.of(out.toText());
    }

    void writeTo(List<? extends Selectable<?>> returning, SqlWriter out) {
        checkCondition();
        out.markWrite();
        out.query(w -> {
            writeChange(w);
            Returning.write(returning, w);
        });
    }

    private void writeChange(SqlWriter out) {
        boolean softly = sets == null && table.isSoftDeletable();
        out.append(sets == null && !softly ? "delete from " : "update ");
        table.writeSource(out);
        if (sets != null) {
            writeSets(RowProtection.ofUpdated(table, sets, where, out.audience()), out);
        } else if (softly) {
            out.append(" set ");
            DeletionStampSql.writeDeleted(table, deletionId == null ? Uuids.v7() : deletionId, out);
        }
        Condition all = RowFilter.and(rows, versioned(), out);
        if (all != null) {
            out.append(" where ").part(all);
        }
    }

    private void checkCondition() {
        if (where == null && !everyRow) {
            throw new StatementException("'" + describe()
                    + "' has no condition and would change every row: call where(…), or everyRow() if that is meant");
        }
        if (where != null && everyRow) {
            throw new StatementException("'" + describe() + "' has both a condition and everyRow(): keep one");
        }
    }

    private void writeSets(Assignments assignments, SqlWriter out) {
        if (assignments.isEmpty()) {
            throw new StatementException("'" + describe() + "' sets nothing: call set(column, value)");
        }
        if (assignments.hasRole(ColumnRole.TENANT_KEY)) {
            throw new StatementException(
                    table.name() + "'s tenant key can't be updated: a row never changes its tenant; insert a copy");
        }
        out.append(" set ").list(assignments.columns(), ", ", (w, column) -> {
            w.identifier(column.name()).append(" = ");
            assignments.writeValue(column, w);
        });
        for (AnyColumn<?> column : table.columns()) {
            if (!assignments.has(column)) {
                Stamps.write(column, out);
            }
        }
    }

    private @Nullable Condition versioned() {
        AnyColumn<?> version = table.versionColumn();
        if (atVersion == null || version == null) {
            return where;
        }
        Condition at = Condition.of(
                out -> out.part(version).append(" = ").parameter(Keyset.number(version.qualifiedName(), atVersion)));
        return where == null ? at : where.and(at);
    }

    /** Asks for the actual version of the row that the condition names. */
    @Nullable
    VersionCheck versionCheck() {
        AnyColumn<?> version = table.versionColumn();
        if (atVersion == null || version == null) {
            return null;
        }
        SelectSpec spec = new SelectSpec(rows).edit(s -> {
            s.where = where;
            s.selected = List.of(version);
            s.limit = 2L;
        });
        return new VersionCheck(table.name(), atVersion, new MappedSelect<>(spec, row -> ((Number)
                        java.util.Objects.requireNonNull(row.at(0)))
                .longValue()));
    }

    /** Asks for the deleted row that the condition names; null where deleted rows are meant too. */
    @Nullable
    SelectQuery<RowDeletedException> deletedCheck() {
        if (rows != table || !table.isSoftDeletable()) {
            return null;
        }
        SoftDeletable soft = (SoftDeletable) table;
        SelectSpec spec = new SelectSpec(soft.onlyDeleted()).edit(s -> {
            s.where = where == null
                    ? soft.deletedAt().isNotNull()
                    : where.and(soft.deletedAt().isNotNull());
            s.selected = List.of(soft.deletedAt(), soft.deletionId());
            s.limit = 1L;
        });
        return new MappedSelect<>(spec, row -> {
            Instant deletedAt = row.getOrNull(soft.deletedAt());
            UUID deletion = row.getOrNull(soft.deletionId());
            return new RowDeletedException(
                    table.name(),
                    java.util.Objects.requireNonNull(deletedAt),
                    java.util.Objects.requireNonNull(deletion));
        });
    }
}
