package dev.holdfast.history;

import dev.holdfast.error.StatementException;
import dev.holdfast.internal.Audience;
import dev.holdfast.internal.Identifiers;
import dev.holdfast.internal.Parameter;
import dev.holdfast.internal.Values;
import dev.holdfast.sql.SqlWriter;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.table.Table;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which row's versions are meant. Immutable. */
final class KeyOfRow {

    private final Table table;
    private final List<Parameter> values;

    private KeyOfRow(Table table, List<Parameter> values) {
        this.table = table;
        this.values = values;
    }

    static KeyOfRow of(Table table, @Nullable Object[] values) {
        List<AnyColumn<?>> key = table.primaryKey();
        if (values.length != key.size()) {
            throw new StatementException("The key of " + table.name() + " is "
                    + key.stream().map(AnyColumn::name).toList() + ", and of(…) was given " + values.length
                    + " values: give one for each");
        }
        List<Parameter> parameters = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            parameters.add(Values.required(key.get(i).type(), key.get(i).qualifiedName(), values[i]));
        }
        return new KeyOfRow(table, List.copyOf(parameters));
    }

    /** Writes that a row of this name has the key, and is the session's. */
    void writeIs(String called, SqlWriter out) {
        AnyColumn<?> tenant = table.tenantKey();
        String and = "";
        if (tenant != null) {
            if (out.audience() == Audience.ALL_TENANTS) {
                throw new StatementException(
                        "Rows of two tenants may have the same key: ask for the history of a row of " + table.name()
                                + " in the scope of its tenant");
            }
            out.touchTenantTable();
            out.append(column(called, tenant))
                    .append(" = ")
                    .parameter(Parameter.tenant(tenant.type(), tenant.qualifiedName()));
            and = " and ";
        }
        for (int i = 0; i < values.size(); i++) {
            out.append(and)
                    .append(column(called, table.primaryKey().get(i)))
                    .append(" = ")
                    .parameter(values.get(i));
            and = " and ";
        }
    }

    /** Writes the table of the versions, or the table itself, under a name. */
    void writeSource(String suffix, String called, SqlWriter out) {
        if (table.schemaName() != null) {
            out.identifier(table.schemaName()).append(".");
        }
        out.identifier(table.name() + suffix).append(" as ").append(called);
    }

    static String column(String called, AnyColumn<?> column) {
        return called + "." + Identifiers.quoted(column.name());
    }
}
