package dev.holdfast.changelog;

import dev.holdfast.internal.Identifiers;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.table.Reference;
import dev.holdfast.table.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What the changes of all features say alike. */
final class Attributes {

    private Attributes() {}

    /** A change that names the table. */
    static Change ofTable(String element, Table table) {
        return Change.of(element).with("schemaName", table.schemaName()).with("tableName", table.name());
    }

    /** The change with the tenant's column, or saying that there is none. */
    static Change withTenant(Change change, Table table) {
        AnyColumn<?> tenant = table.tenantKey();
        return tenant == null ? change.with("tenant", "false") : change.with("tenantColumn", tenant.name());
    }

    /** A change that names two tables, with places for the columns and the constraint between them. */
    static Change between(String element, Table from, Table to) {
        return Change.of(element)
                .with("baseTableSchemaName", from.schemaName())
                .with("baseTableName", from.name())
                .with("baseColumnNames", null)
                .with("referencedTableSchemaName", to.schemaName())
                .with("referencedTableName", to.name())
                .with("referencedColumnNames", null)
                .with("constraintName", null);
    }

    /** A change that names the tables, the columns and the constraint of a reference. */
    static Change ofReference(Change between, Reference reference) {
        return between.with("baseColumnNames", reference.from().name())
                .with("referencedColumnNames", reference.to().name())
                .with("constraintName", reference.constraintName());
    }

    static String names(List<? extends AnyColumn<?>> columns) {
        return columns.stream().map(AnyColumn::name).collect(Collectors.joining(", "));
    }

    static String sqlName(Table table) {
        return Identifiers.quoted(table.schemaName(), table.name());
    }

    static String sqlNames(List<? extends AnyColumn<?>> columns) {
        return columns.stream().map(column -> Identifiers.quoted(column.name())).collect(Collectors.joining(", "));
    }

    /** The columns with the tenant before them: keys and indexes start with it. */
    static List<AnyColumn<?>> tenantFirst(Table table, List<AnyColumn<?>> columns) {
        List<AnyColumn<?>> all = new ArrayList<>();
        AnyColumn<?> tenant = table.tenantKey();
        if (tenant != null && !columns.contains(tenant)) {
            all.add(tenant);
        }
        all.addAll(columns);
        return all;
    }
}
