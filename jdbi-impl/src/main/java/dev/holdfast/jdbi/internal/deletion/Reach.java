package dev.holdfast.jdbi.internal.deletion;

import dev.holdfast.query.Restoration;
import dev.holdfast.table.Schema;
import dev.holdfast.table.Table;
import java.util.List;

/** Whose rows a session sees. */
public enum Reach {
    ONE_TENANT,
    ALL_TENANTS,
    NO_TENANT;

    /** The tables in which rows of a deletion may lie, parents first. */
    List<Table> tables(Schema schema, Restoration asked) {
        return schema.inDependencyOrder().stream()
                .filter(Table::isSoftDeletable)
                .filter(table -> this != NO_TENANT || table.tenantKey() == null)
                .filter(table -> asked.tables().isEmpty() || asked.tables().contains(table.qualifiedName()))
                .toList();
    }
}
