package dev.holdfast.query;

import dev.holdfast.error.StatementException;
import dev.holdfast.expression.Selectable;
import dev.holdfast.internal.Audience;
import dev.holdfast.internal.Parameter;
import dev.holdfast.internal.Required;
import dev.holdfast.internal.SqlText;
import dev.holdfast.sql.SqlTypes;
import dev.holdfast.sql.SqlWriter;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.table.ColumnRole;
import dev.holdfast.table.Table;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An insert. One row is {@code values (?, …)}; many are {@code select … from unnest(?, …)} with one array for each
 * column, or, where arrays can't carry them (array columns, defaults in some rows, expressions), rows of
 * {@code values} in statements of fewer than 65,535 parameters, the protocol's limit.
 */
record InsertSpec(
        Table table, List<Assignments> rows, @Nullable OnConflict conflict) {

    private static final int MAX_PARAMETERS = 32_000;
    private static final int MAX_ROWS = 50_000;

    InsertSpec {
        Required.given("insertInto", table);
    }

    InsertSpec plus(List<Assignments> more) {
        if (rows.isEmpty()) {
            return new InsertSpec(table, List.copyOf(more), conflict);
        }
        List<Assignments> all = new ArrayList<>(rows.size() + more.size());
        all.addAll(rows);
        all.addAll(more);
        return new InsertSpec(table, List.copyOf(all), conflict);
    }

    InsertSpec withConflict(OnConflict action) {
        return new InsertSpec(table, rows, action);
    }

    List<SqlText> texts(Audience audience, List<? extends Selectable<?>> returning) {
        if (!table.encryptedColumns().isEmpty()) {
            List<Assignments> sealed = rows.stream()
                    .map(row -> RowProtection.ofInserted(table, row, audience))
                    .toList();
            return new InsertSpec(table, sealed, conflict).rendered(audience, returning);
        }
        return rendered(audience, returning);
    }

    private List<SqlText> rendered(Audience audience, List<? extends Selectable<?>> returning) {
        if (rows.isEmpty()) {
            throw new StatementException("An insert into " + table.name() + " has no rows: call row(…) or rows(…), or"
                    + " don't run it for an empty collection");
        }
        List<AnyColumn<?>> columns = columns(audience);
        boolean asArrays =
                rows.size() > 1 && !columns.isEmpty() && columns.stream().allMatch(this::fitsArray);
        List<SqlText> texts = new ArrayList<>();
        for (List<Assignments> part : parts(columns, asArrays)) {
            texts.add(text(audience, columns, part, asArrays, returning));
        }
        return texts;
    }

    /** The rows in as many parts as it takes to stay below the limits of one statement. */
    private List<List<Assignments>> parts(List<AnyColumn<?>> columns, boolean asArrays) {
        if (rows.size() == 1) {
            return List.of(rows);
        }
        List<List<Assignments>> parts = new ArrayList<>();
        int from = 0;
        int parameters = 0;
        for (int i = 0; i < rows.size(); i++) {
            int more = 1; // the stamp
            if (!asArrays) {
                for (AnyColumn<?> column : columns) {
                    more += rows.get(i).parameterCount(column);
                }
            }
            if (i - from >= MAX_ROWS || (!asArrays && i > from && parameters + more > MAX_PARAMETERS)) {
                parts.add(rows.subList(from, i));
                from = i;
                parameters = 0;
            }
            parameters += more;
        }
        parts.add(rows.subList(from, rows.size()));
        return parts;
    }

    private SqlText text(
            Audience audience,
            List<AnyColumn<?>> columns,
            List<Assignments> part,
            boolean asArrays,
            List<? extends Selectable<?>> returning) {
        SqlWriter out = new SqlWriter(audience);
        out.markWrite();
        if (conflict != null) {
            conflict.writeBefore(table, part, out);
        }
        out.query(w -> {
            writeInsert(columns, part, asArrays, w);
            Returning.write(returning, w);
        });
        return out.toText();
    }

    private void writeInsert(List<AnyColumn<?>> columns, List<Assignments> part, boolean asArrays, SqlWriter out) {
        AnyColumn<?> tenant = table.tenantKey();
        if (tenant != null) {
            out.touchTenantTable();
        }
        AnyColumn<?> stamp = out.audience() != Audience.ALL_TENANTS ? tenant : null;
        if (conflict != null) {
            out.called(OnConflict.EXCLUDED);
        }
        out.append("insert into ");
        table.writeSource(out);
        if (columns.isEmpty() && stamp == null) {
            out.append(" default values");
        } else {
            out.append(" (").list(columns, ", ", (w, c) -> w.identifier(c.name()));
            if (stamp != null) {
                out.append(columns.isEmpty() ? "" : ", ").identifier(stamp.name());
            }
            out.append(")");
            if (asArrays) {
                writeArrays(columns, part, stamp, out);
            } else {
                out.queryApart(w -> writeValues(columns, part, stamp, w)); // which don't see the table
            }
        }
        if (conflict != null) {
            conflict.writeTo(table, out);
        }
    }

    private void writeValues(
            List<AnyColumn<?>> columns, List<Assignments> part, @Nullable AnyColumn<?> stamp, SqlWriter out) {
        out.append(" values ").list(part, ", ", (w, row) -> {
            w.append("(").list(columns, ", ", (inner, column) -> row.writeValue(column, inner));
            if (stamp != null) {
                w.append(columns.isEmpty() ? "" : ", ").parameter(TenantFilter.parameter(stamp));
            }
            w.append(")");
        });
    }

    private void writeArrays(
            List<AnyColumn<?>> columns, List<Assignments> part, @Nullable AnyColumn<?> stamp, SqlWriter out) {
        out.append(" select u.*");
        if (stamp != null) {
            out.append(", ").parameter(TenantFilter.parameter(stamp));
        }
        out.append(" from unnest(").list(columns, ", ", (w, column) -> w.parameter(array(column, part)));
        out.append(") as u");
    }

    static Parameter array(AnyColumn<?> column, List<Assignments> part) {
        @Nullable Object[] values = new @Nullable Object[part.size()];
        for (int i = 0; i < values.length; i++) {
            Parameter parameter = part.get(i).parameter(column);
            values[i] = parameter == null ? null : parameter.value();
        }
        return Parameter.of(values, SqlTypes.array(column.type()), column.qualifiedName());
    }

    /** Every row sets the column to a plain value, and it isn't an array, which unnest would flatten. */
    private boolean fitsArray(AnyColumn<?> column) {
        return column.type().element() == null && rows.stream().allMatch(row -> row.parameter(column) != null);
    }

    /** A loop, since each insert asks for each column of the table. */
    private boolean everyRowHas(AnyColumn<?> column) {
        for (int i = 0; i < rows.size(); i++) {
            if (!rows.get(i).has(column)) {
                return false;
            }
        }
        return true;
    }

    private List<AnyColumn<?>> columns(Audience audience) {
        for (AnyColumn<?> column : table.columns()) {
            if (column.metadata().role() == ColumnRole.TENANT_KEY) {
                checkTenant(column, audience);
            } else if (!column.metadata().isOptionalOnInsert() && !everyRowHas(column)) {
                throw new StatementException(column.qualifiedName()
                        + " needs a value: set it, or declare the column nullable() or with defaultTo(…)");
            }
        }
        if (rows.size() == 1) {
            return List.copyOf(rows.get(0).columns());
        }
        Set<AnyColumn<?>> set = new LinkedHashSet<>();
        rows.forEach(row -> set.addAll(row.columns()));
        if (set.isEmpty() && table.tenantKey() == null) {
            set.add(table.columns().get(0)); // "default values" is one row; several need a column to say default for
        }
        return List.copyOf(set);
    }

    private void checkTenant(AnyColumn<?> column, Audience audience) {
        if (audience != Audience.ALL_TENANTS && rows.stream().anyMatch(row -> row.has(column))) {
            throw new StatementException(column.qualifiedName()
                    + " is stamped by the session: leave it out, or use acrossTenants(…) to write for several tenants");
        }
        if (audience == Audience.ALL_TENANTS && !everyRowHas(column)) {
            throw new StatementException(
                    column.qualifiedName() + " needs a value in an across-tenants session: say whose row it is");
        }
    }
}
