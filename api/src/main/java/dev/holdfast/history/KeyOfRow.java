package dev.holdfast.history;

import dev.holdfast.internal.Identifiers;
import dev.holdfast.internal.Parameter;
import dev.holdfast.internal.RowKeys;
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
        List<AnyColumn<?>> key = columns(table);
        RowKeys.require(table.name(), key.stream().map(AnyColumn::name).toList(), values);
        List<Parameter> parameters = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            parameters.add(Values.required(key.get(i).type(), key.get(i).qualifiedName(), values[i]));
        }
        return new KeyOfRow(table, List.copyOf(parameters));
    }

    /** The primary key's, without the tenant's. */
    static List<AnyColumn<?>> columns(Table table) {
        return table.primaryKey().stream()
                .filter(column -> !column.equals(table.tenantKey()))
                .toList();
    }

    /** Writes that a row of this name has the key, and is the session's. */
    void writeIs(String called, SqlWriter out) {
        AnyColumn<?> tenant = table.tenantKey();
        String and = "";
        if (tenant != null) {
            RowKeys.requireTenant(out.audience(), table.name(), true);
            out.touchTenantTable();
            out.append(column(called, tenant))
                    .append(" = ")
                    .parameter(Parameter.tenant(tenant.type(), tenant.qualifiedName()));
            and = " and ";
        }
        List<AnyColumn<?>> columns = columns(table);
        for (int i = 0; i < values.size(); i++) {
            out.append(and).append(column(called, columns.get(i))).append(" = ").parameter(values.get(i));
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
