package dev.holdfast.table;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What a table must be like so that its changes can be recorded, as entries of the audit log and as versions. */
final class RecordingRules {

    /** As enableAudit and enableHistory have it. */
    private static final int LONGEST_NAME = 45;

    private static final int LONGEST_LOGICAL_NAME = 200;

    private RecordingRules() {}

    static void check(Table table, Consumer<String> problem) {
        if (table.isAudited() || table.isHistorical()) {
            checkTable(table, table.isHistorical() ? "Historical" : "Audited", problem);
        }
        if (table instanceof Audited audited) {
            checkOptions(table, audited.auditing(), problem);
        }
    }

    /** What is made for it has columns of its own, and names that are made from the table's. */
    private static void checkTable(Table table, String declared, Consumer<String> problem) {
        String subject = "table " + table.qualifiedName() + " is " + declared;
        if (bytes(table.name()) > LONGEST_NAME) {
            problem.accept(subject + ", and has a name of more than " + LONGEST_NAME
                    + " bytes, so that names that are made of it would be cut: give it a shorter one");
        }
        if (table.primaryKey().isEmpty()) {
            problem.accept(subject + ", and has no primary key by which "
                    + (table.isHistorical() ? "its rows' versions" : "the rows that entries tell of")
                    + " are told apart: declare one");
        }
        for (AnyColumn<?> column : table.columns()) {
            if (column.name().startsWith("holdfast_")) {
                problem.accept("column " + column.qualifiedName()
                        + " begins with holdfast_, as the columns that the versions of a row have besides: rename it");
            }
        }
    }

    private static void checkOptions(Table table, Auditing auditing, Consumer<String> problem) {
        String subject = "the auditing of table " + table.qualifiedName();
        List<AnyColumn<?>> named = new ArrayList<>(auditing.excluded());
        List<AnyColumn<?>> included = auditing.included();
        if (included != null) {
            named.addAll(included);
            if (!auditing.excluded().isEmpty()) {
                problem.accept(
                        subject + " has columns that are included, and others that are excluded: say one of them");
            }
            if (included.isEmpty()) {
                problem.accept(subject + " includes no column: leave including(…) out for all of them");
            }
        }
        for (AnyColumn<?> column : named) {
            if (!table.columns().contains(column)) {
                problem.accept(
                        subject + " names " + column.qualifiedName() + ", which is no column of its: leave it out");
            }
        }
        String name = auditing.logicalName();
        if (name != null && (name.isBlank() || bytes(name) > LONGEST_LOGICAL_NAME)) {
            problem.accept(subject + " is called \"" + name + "\": give it a name of at most " + LONGEST_LOGICAL_NAME
                    + " bytes");
        }
    }

    private static int bytes(String name) {
        return name.getBytes(StandardCharsets.UTF_8).length;
    }
}
