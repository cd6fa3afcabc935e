package dev.holdfast.liquibase.deletion;

import dev.holdfast.liquibase.HoldfastChange;
import dev.holdfast.liquibase.Names;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/** Finds the values of an {@code addSoftForeignKey} that can't work, before any SQL runs. */
final class SoftKeyValues {
    private static final Set<String> ACTIONS = Set.of("restrict", "cascade", "keep", "derive");

    private SoftKeyValues() {}

    static void check(AddSoftForeignKeyChange change, Consumer<String> error) {
        String base = change.base();
        String referenced = change.referenced();
        if (Names.split(base).size() != Names.split(referenced).size()) {
            error.accept(
                    "baseColumnNames (" + base + ") and referencedColumnNames (" + referenced + ") differ in number");
        }
        for (String list : List.of(base, referenced)) {
            if (change.tenants() && Names.split(list).contains(change.column())) {
                error.accept(
                        "the tenant's column " + change.column() + " comes first by itself: leave it out of " + list);
            }
        }
        if (!ACTIONS.contains(change.action())) {
            error.accept("onDelete is \"" + change.getOnDelete() + "\"; it can be restrict, cascade, keep or derive");
        }
        if (change.action().equals("derive")
                && change.table().equals(change.parent())
                && Objects.equals(change.getBaseTableSchemaName(), change.getReferencedTableSchemaName())) {
            error.accept(
                    "onDelete is derive on a table that refers to itself: whether a row is live could never be told. "
                            + "Choose cascade");
        }
        String name = change.getConstraintName();
        if (name != null && Names.bytes(name) > AddSoftForeignKeyChange.LONGEST_NAME) {
            error.accept("constraintName is longer than " + AddSoftForeignKeyChange.LONGEST_NAME
                    + " bytes, which leaves no room for the _live behind it: " + name);
        }
        HoldfastChange.checkVersion(change.getVersion(), error);
    }
}
