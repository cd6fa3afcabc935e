package dev.holdfast.jdbi.internal.audit.doctor;

import dev.holdfast.audit.AuditCheck;
import dev.holdfast.changelog.AuditChanges;
import dev.holdfast.changelog.Change;
import dev.holdfast.doctor.Finding;
import dev.holdfast.jdbi.internal.audit.doctor.RecordingRows.RecordedRow;
import dev.holdfast.jdbi.internal.doctor.ExaminedTable;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.table.Audited;
import dev.holdfast.table.Auditing;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What tables declare of their audit, and what is in the catalogue, compared both ways. */
public final class DeclaredAudit {

    private DeclaredAudit() {}

    /**
     * Compares those of a table.
     *
     * @param recorded what is recorded of it; null for nothing
     */
    public static Stream<Finding> of(ExaminedTable table, @Nullable RecordedRow recorded) {
        RecordedRow audited = recorded != null && recorded.audited() ? recorded : null;
        if (table.declared() instanceof Audited declared) {
            Change fix = table.named(AuditChanges.enableAudit(table.declared())).with("version", "2");
            if (audited == null) {
                return Stream.of(table.finding(
                        AuditCheck.AUDIT_MISSING,
                        "its table object implements Audited, and its changes leave no entries",
                        fix.toXmlFragment()));
            }
            return different(table, declared.auditing(), audited, fix);
        }
        return audited != null
                ? Stream.of(table.finding(
                        AuditCheck.AUDIT_UNDECLARED,
                        "it is audited, and its table object doesn't implement Audited: a changelog that is made of the schema"
                                + " would leave that out",
                        "let the class of its table object implement Audited, or roll enableAudit back"))
                : Stream.empty();
    }

    private static Stream<Finding> different(ExaminedTable table, Auditing declared, RecordedRow recorded, Change fix) {
        List<String> differences = new ArrayList<>();
        compare(
                "the columns that are included",
                names(declared.included()),
                set(recorded.includedColumns()),
                differences);
        compare(
                "the columns that are excluded",
                names(declared.excluded()),
                set(recorded.excludedColumns()),
                differences);
        compare("whole copies", declared.hasWholeCopies(), recorded.wholeCopies(), differences);
        compare("updates that change nothing", declared.hasNoOps(), recorded.noOps(), differences);
        compare("whether an actor is needed", declared.needsActor(), recorded.needsActor(), differences);
        String name = declared.logicalName();
        if (name != null) {
            compare("its name in the log", name, recorded.logicalName(), differences);
        }
        boolean isLax =
                recorded.needsActor() && !declared.needsActor(); // which the change leaves as it is, unless it says so
        return differences.isEmpty()
                ? Stream.empty()
                : Stream.of(table.finding(
                        AuditCheck.AUDIT_DIFFERENT,
                        "it is audited in another way than its table object says: " + String.join("; ", differences),
                        (isLax ? fix.with("requireActor", "false") : fix).toXmlFragment()));
    }

    private static void compare(
            String what, @Nullable Object declared, @Nullable Object there, List<String> differences) {
        if (declared == null ? there != null : !declared.equals(there)) {
            differences.add(what + ": declared " + told(declared) + ", there " + told(there));
        }
    }

    private static String told(@Nullable Object value) {
        return value == null ? "all" : value.toString();
    }

    private static @Nullable Set<String> names(@Nullable List<AnyColumn<?>> columns) {
        return columns == null
                ? null
                : columns.stream().map(AnyColumn::name).collect(Collectors.toCollection(TreeSet::new));
    }

    private static @Nullable Set<String> set(@Nullable List<String> names) {
        return names == null ? null : new TreeSet<>(names);
    }
}
