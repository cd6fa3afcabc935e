package dev.holdfast.jdbi.internal.deletion.doctor;

import dev.holdfast.changelog.DeletionChanges;
import dev.holdfast.jdbi.internal.doctor.ExaminedTable;
import dev.holdfast.jdbi.internal.doctor.Facts;
import dev.holdfast.jdbi.internal.doctor.Fixes;
import dev.holdfast.table.Reference;

/** Fixes that are Liquibase changes of soft deletes. */
public final class DeletionFixes {

    private DeletionFixes() {}

    /** For a soft-deletable table; it goes over what is there already. */
    static String enableSoftDelete(ExaminedTable table, Facts facts) {
        String across = facts.acrossRole(table);
        return Fixes.withAppRole(DeletionChanges.enableSoftDelete(table.declared()), table)
                .with("acrossRole", across.equals("holdfast_across") ? null : across)
                .with("version", "2")
                .toXmlFragment();
    }

    /**
     * For a reference to a soft-deletable table; it goes over what is there already.
     *
     * @param name the constraint's
     */
    public static String softForeignKey(ExaminedTable from, Reference reference, ExaminedTable to, String name) {
        return Fixes.between(DeletionChanges.addSoftForeignKey(reference), from, to)
                .with("constraintName", name)
                .with("version", "2")
                .toXmlFragment();
    }
}
