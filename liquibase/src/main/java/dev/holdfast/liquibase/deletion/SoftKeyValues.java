package dev.holdfast.liquibase.deletion;

import dev.holdfast.liquibase.internal.Names;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/** Finds the values of an {@code addSoftForeignKey} that can't work, before any SQL runs. */
final class SoftKeyValues {
    private static final Set<String> ACTIONS = Set.of("restrict", "cascade", "keep", "derive");

    private SoftKeyValues() {}

    static void check(AddSoftForeignKeyChange change, Consumer<String> error) {
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
    }
}
