package dev.holdfast.query;

import dev.holdfast.error.StatementException;
import dev.holdfast.expression.Condition;
import dev.holdfast.expression.Selectable;
import dev.holdfast.sql.Audience;
import dev.holdfast.sql.SqlText;
import dev.holdfast.sql.SqlWriter;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.table.ColumnRole;
import dev.holdfast.table.Table;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An update or a delete.
 *
 * @param sets what an update sets; null for a delete
 * @param everyRow true where leaving out the condition was said
 */
record ChangeSpec(
        Table table,
        @Nullable Assignments sets,
        @Nullable Condition where,
        boolean everyRow,
        @Nullable Long atVersion) {

    static ChangeSpec update(Table table) {
        return new ChangeSpec(table, new Assignments(table), null, false, null);
    }

    static ChangeSpec delete(Table table) {
        return new ChangeSpec(table, null, null, false, null);
    }

    ChangeSpec setting(java.util.function.Consumer<RowWriter> set) {
        Assignments copy = java.util.Objects.requireNonNull(sets).copy();
        set.accept(copy);
        return new ChangeSpec(table, copy, where, everyRow, atVersion);
    }

    ChangeSpec restrictedTo(Condition condition) {
        return new ChangeSpec(table, sets, where == null ? condition : where.and(condition), everyRow, atVersion);
    }

    ChangeSpec onEveryRow() {
        return new ChangeSpec(table, sets, where, true, atVersion);
    }

    ChangeSpec at(long version) {
        if (table.versionColumn() == null) {
            throw new StatementException(
                    "Table " + table.name() + " has no version: declare a column with version() to use atVersion");
        }
        return new ChangeSpec(table, sets, where, everyRow, version);
    }

    String describe() {
        return (sets == null ? "delete from " : "update ") + table.name();
    }

    List<SqlText> texts(Audience audience, List<? extends Selectable<?>> returning) {
        checkCondition();
        SqlWriter out = new SqlWriter(audience);
        out.markWrite();
        out.append(sets == null ? "delete from " : "update ");
        table.writeSource(out);
        if (sets != null) {
            writeSets(sets, out);
        }
        Condition all = TenantFilter.and(table, versioned(), out);
        if (all != null) {
            out.append(" where ").part(all);
        }
        Returning.write(returning, out);
        return List.of(out.toText());
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
        SelectSpec spec = new SelectSpec(table).edit(s -> {
            s.where = where;
            s.selected = List.of(version);
            s.limit = 2L;
        });
        return new VersionCheck(table.name(), atVersion, new MappedSelect<>(spec, row -> ((Number)
                        java.util.Objects.requireNonNull(row.at(0)))
                .longValue()));
    }
}
