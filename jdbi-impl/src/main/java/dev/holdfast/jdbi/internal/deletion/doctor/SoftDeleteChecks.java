package dev.holdfast.jdbi.internal.deletion.doctor;

import dev.holdfast.deletion.DeletionCheck;
import dev.holdfast.doctor.Finding;
import dev.holdfast.internal.Identifiers;
import dev.holdfast.jdbi.internal.deletion.doctor.DeletionRows.SoftTableRow;
import dev.holdfast.jdbi.internal.deletion.doctor.DeletionRows.TriggerRow;
import dev.holdfast.jdbi.internal.doctor.CatalogRows.ColumnRow;
import dev.holdfast.jdbi.internal.doctor.ExaminedTable;
import dev.holdfast.jdbi.internal.doctor.Facts;
import dev.holdfast.jdbi.internal.doctor.SqlLiteral;
import dev.holdfast.jdbi.internal.doctor.SqlScan;
import dev.holdfast.table.AnyColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether a soft-deletable table has what completes and protects its deletions, and nobody may delete for good. */
final class SoftDeleteChecks {

    private static final String CHECK = SqlScan.squeezed("check deleted_at is null = deletion_id is null"
            + " and deleted_at is not null or deleted_by is null and delete_reason is null");
    private static final String GUARDED = " BEFORE UPDATE OF deleted_at, deleted_by, delete_reason, deletion_id ON ";
    private static final String INCOMPLETE = SqlScan.squeezed("when case when new.deleted_at is null"
            + " then new.deletion_id is not null or new.deleted_by is not null or new.delete_reason is not null"
            + " when old.deleted_at is null then new.deletion_id is null or new.deleted_at is distinct from now() else "
            + SoftTables.COLUMNS.keySet().stream()
                    .filter(name -> !name.equals("live"))
                    .map(name -> "new." + name + " is distinct from old." + name)
                    .collect(Collectors.joining(" or "))
            + " end");

    private final ExaminedTable table;
    private final DeletionFacts deletions;

    private SoftDeleteChecks(ExaminedTable table, DeletionFacts deletions) {
        this.table = table;
        this.deletions = deletions;
    }

    static Stream<Finding> of(DeletionFacts deletions) {
        return deletions.softDeletable().stream().flatMap(table -> new SoftDeleteChecks(table, deletions).findings());
    }

    /** Tables whose rows PostgreSQL deletes softly, and whose table objects don't know it. */
    static Stream<Finding> undeclared(Facts facts) {
        return facts.registered()
                .filter(table -> table.isTable() && !table.isSoftDeletable() && SoftTables.isReady(table))
                .map(table -> table.finding(
                        DeletionCheck.SOFT_DELETE_NOT_DECLARED,
                        "it has the columns of soft deletes, and the table object isn't soft-deletable: its statements"
                                + " read and count deleted rows as well, and the rest wasn't looked at",
                        "let " + table.declared().getClass().getSimpleName() + " implement SoftDeletable"));
    }

    private Stream<Finding> findings() {
        Optional<ColumnRow> wrong = table.columns().stream()
                .filter(column -> SoftTables.COLUMNS.containsKey(column.name())
                        && !column.type().equals(SoftTables.COLUMNS.get(column.name())))
                .findFirst();
        if (wrong.isPresent()) {
            return Stream.of(wrongType(wrong.get()));
        }
        Optional<ColumnRow> foreign = table.column("live").filter(column -> !SoftTables.isLive(column)).stream()
                .findFirst();
        if (foreign.isPresent()) {
            return Stream.of(foreignLive(foreign.get()));
        }
        List<String> missing = SoftTables.COLUMNS.keySet().stream()
                .filter(name -> table.column(name).isEmpty())
                .toList();
        if (!missing.isEmpty()) {
            return Stream.of(
                    missing("it is soft-deletable and lacks " + String.join(", ", missing) + ", so a deletion fails"));
        }
        return Stream.concat(parts().stream().map(this::missing), deleteGranted());
    }

    private List<String> parts() {
        List<String> parts = new ArrayList<>();
        SoftTableRow row =
                Objects.requireNonNull(deletions.tables().get(table.row().oid()));
        if (row.checks().stream().noneMatch(check -> SqlScan.squeezed(check).equals(CHECK))) {
            parts.add("no check constraint keeps the stamps of a deletion together");
        }
        String version = Optional.ofNullable(table.declared().versionColumn())
                .map(AnyColumn::name)
                .orElse(null);
        List<TriggerRow> guards = deletions.triggers(table, "guard_deletion").toList();
        if (guards.stream().noneMatch(SoftDeleteChecks::guards)) {
            parts.add("no trigger of holdfast.guard_deletion completes and protects the stamps that plain SQL writes");
        } else if (version != null && guards.stream().noneMatch(guard -> counts(guard, version))) {
            parts.add("the trigger of holdfast.guard_deletion doesn't count " + version
                    + " up when a row is deleted or restored");
        }
        if (guards.stream().noneMatch(guard -> guard.definition().contains(" BEFORE INSERT ON "))) {
            parts.add("no trigger of holdfast.guard_deletion stamps rows that are inserted as deleted");
        }
        if (deletions
                .triggers(table, "refuse_delete")
                .noneMatch(trigger -> trigger.definition().contains(" BEFORE DELETE ON ")
                        && trigger.definition().contains(" FOR EACH STATEMENT "))) {
            parts.add("no trigger of holdfast.refuse_delete keeps rows from being deleted for good");
        }
        return parts;
    }

    /** It may be called more often than Holdfast's own, never less: the condition has to ask for the same things. */
    private static boolean guards(TriggerRow trigger) {
        String definition = trigger.definition();
        return definition.contains(GUARDED)
                && definition.contains(" FOR EACH ROW ")
                && (!definition.contains(" WHEN (")
                        || SqlScan.squeezed(definition).contains(INCOMPLETE));
    }

    private static boolean counts(TriggerRow trigger, String version) {
        String column = Identifiers.quoted(version);
        return trigger.definition().endsWith("(" + SqlLiteral.of(version) + ")")
                && (!trigger.definition().contains(" WHEN (")
                        || SqlScan.squeezed(trigger.definition())
                                .contains(SqlScan.squeezed(
                                        "end or new.deleted_at is null <> old.deleted_at is null and new." + column
                                                + " = old." + column + " execute")));
    }

    private Finding missing(String cause) {
        return table.finding(
                DeletionCheck.SOFT_DELETE_MISSING, cause, DeletionFixes.enableSoftDelete(table, deletions.facts()));
    }

    private Finding wrongType(ColumnRow column) {
        String type = SoftTables.COLUMNS.get(column.name());
        return table.finding(
                DeletionCheck.SOFT_DELETE_MISSING,
                "column " + column.name() + " is " + column.type() + ", and a deletion writes " + type,
                table.alter(column.name()) + " type " + type + " using " + Identifiers.quoted(column.name()) + "::"
                        + type + " -- and look again");
    }

    private Finding foreignLive(ColumnRow column) {
        return table.finding(
                DeletionCheck.SOFT_DELETE_MISSING,
                "column live is " + (column.generated() ? "generated as " + column.expression() : "an ordinary one")
                        + ", and foreign keys to live rows need it to be true or null as deleted_at says",
                "alter table " + table.sql() + " drop column live cascade -- and look again for what went with it");
    }

    private Stream<Finding> deleteGranted() {
        List<String> deleters = Objects.requireNonNull(
                        deletions.tables().get(table.row().oid()))
                .deleters();
        return deleters.isEmpty()
                ? Stream.empty()
                : Stream.of(table.finding(
                        DeletionCheck.DELETE_GRANTED,
                        "DELETE is granted to " + String.join(", ", deleters)
                                + ": a client that sets holdfast.purge deletes rows for good, live ones and those on"
                                + " hold as well",
                        "revoke delete on " + table.sql() + " from " + String.join(", ", deleters)));
    }
}
