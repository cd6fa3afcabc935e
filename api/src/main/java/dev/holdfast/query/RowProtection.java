package dev.holdfast.query;

import dev.holdfast.error.StatementException;
import dev.holdfast.expression.Condition;
import dev.holdfast.internal.Audience;
import dev.holdfast.internal.CellInput;
import dev.holdfast.internal.HashInput;
import dev.holdfast.internal.Parameter;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.table.BlindIndexColumn;
import dev.holdfast.table.EncryptedColumn;
import dev.holdfast.table.Table;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gives each value for an encrypted column what its ciphertext is bound to, and sets the blind indexes over it. The key,
 * tenant and subject come from what the row is set to, or from what an update's condition names.
 */
final class RowProtection {

    private final Table table;
    private final Assignments given;
    private final boolean updates;
    private final @Nullable Condition where;
    private final Audience audience;

    private RowProtection(
            Table table, Assignments given, boolean updates, @Nullable Condition where, Audience audience) {
        this.table = table;
        this.given = given;
        this.updates = updates;
        this.where = where;
        this.audience = audience;
    }

    static Assignments ofInserted(Table table, Assignments row, Audience audience) {
        return table.encryptedColumns().isEmpty()
                ? row
                : new RowProtection(table, row, false, null, audience).protect();
    }

    static Assignments ofUpdated(Table table, Assignments sets, @Nullable Condition where, Audience audience) {
        if (table.encryptedColumns().isEmpty()) {
            return sets;
        }
        RowProtection protection = new RowProtection(table, sets, true, where, audience);
        protection.checkBindings();
        return protection.protect();
    }

    private Assignments protect() {
        Assignments row = given.copy();
        for (EncryptedColumn<?> column : table.encryptedColumns()) {
            Parameter value = given.parameter(column);
            if (value != null && value.value() != null) {
                row.replace(column, Parameter.of(input(column, value.value()), value.type(), value.label()));
            }
        }
        for (BlindIndexColumn index : table.blindIndexes()) {
            if (index.over().stream().anyMatch(given::has)) {
                row.replace(index, hashed(index));
            }
        }
        return row;
    }

    private CellInput input(EncryptedColumn<?> column, Object value) {
        AnyColumn<?> subject = column.subject();
        List<String> rowKey = new ArrayList<>();
        if (column.isBoundToItsRow()) {
            for (AnyColumn<?> key : table.primaryKey()) {
                rowKey.add(known(key, column));
            }
        }
        String about = subject == null ? "" : CellInput.subject(known(subject, column), subject.qualifiedName());
        return new CellInput(value, tenant(column), about, rowKey);
    }

    private Parameter hashed(BlindIndexColumn index) {
        List<Object> values = new ArrayList<>();
        for (EncryptedColumn<?> column : index.over()) {
            Parameter parameter = given.parameter(column);
            if (parameter == null && updates) {
                throw new StatementException(index.qualifiedName() + " is over "
                        + index.over().stream().map(AnyColumn::name).toList() + ": an update sets all of them, else the"
                        + " index would tell of values that aren't there any more");
            }
            if (parameter == null || parameter.value() == null) {
                return Parameter.of(null, index.type(), index.qualifiedName());
            }
            values.add(parameter.value());
        }
        return Parameter.of(new HashInput(values, tenant(index), false), index.type(), index.qualifiedName());
    }

    /** Null for the session's own tenant. */
    private @Nullable String tenant(AnyColumn<?> column) {
        AnyColumn<?> key = table.tenantKey();
        if (key == null) {
            return "";
        }
        return audience == Audience.ALL_TENANTS ? known(key, column) : null;
    }

    private String known(AnyColumn<?> key, AnyColumn<?> column) {
        Condition condition = where;
        Parameter parameter = condition != null && !given.has(key) ? condition.valueOf(key) : given.parameter(key);
        Object value = parameter == null ? null : parameter.value();
        if (value == null) {
            throw new StatementException("A value of " + column.qualifiedName()
                    + " is encrypted for its row, and the row's "
                    + key.name() + " isn't known: "
                    + (updates && !given.has(key)
                            ? "name it in the condition, where(" + key.name() + ".eq(…)), joined by and(…)"
                            : "set it to a value, as with Uuids.v7(), or declare the column" + " notBoundToItsRow()"));
        }
        return value.toString();
    }

    /** Values that stay behind would no longer belong to their row. */
    private void checkBindings() {
        for (EncryptedColumn<?> column : table.encryptedColumns()) {
            List<AnyColumn<?>> bound = new ArrayList<>();
            AnyColumn<?> subject = column.subject();
            if (subject != null) {
                bound.add(subject);
            }
            if (column.isBoundToItsRow()) {
                bound.addAll(table.primaryKey());
            }
            for (AnyColumn<?> key : bound) {
                if (given.has(key) && !given.has(column)) {
                    throw new StatementException(key.qualifiedName() + " can't change alone: the value of "
                            + column.qualifiedName() + " is encrypted for it. Set both in one update");
                }
            }
        }
    }
}
