package dev.holdfast.jdbi.internal.doctor;

import dev.holdfast.changelog.Change;
import dev.holdfast.changelog.TableChanges;

/**
 * What fixes that are Liquibase changes have alike. They say what the schema's changelog says of a table, but for what the
 * catalogue knows better: schemas, names and roles.
 */
public final class Fixes {

    private Fixes() {}

    /** The change for the role that the table's policies are for. */
    public static Change withAppRole(Change change, ExaminedTable table) {
        return table.named(change).with("appRole", table.appRole().equals("holdfast_app") ? null : table.appRole());
    }

    /** A change between two tables, in their schemas and under their names. */
    public static Change between(Change change, ExaminedTable from, ExaminedTable to) {
        return ofReferring(change, from)
                .with("referencedTableSchemaName", to.row().schema())
                .with("referencedTableName", to.row().name());
    }

    /** For a foreign key that gives way to another. */
    public static String dropForeignKey(ExaminedTable from, String name) {
        return ofReferring(TableChanges.dropForeignKey(from.declared(), name), from)
                .toXmlFragment();
    }

    private static Change ofReferring(Change change, ExaminedTable from) {
        return change.with("baseTableSchemaName", from.row().schema())
                .with("baseTableName", from.row().name());
    }
}
