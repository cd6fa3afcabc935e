package dev.holdfast.jdbi.internal.doctor;

import dev.holdfast.doctor.Check;
import dev.holdfast.doctor.Finding;
import dev.holdfast.jdbi.internal.doctor.Rows.ColumnRow;
import dev.holdfast.jdbi.internal.doctor.Rows.SoftTableRow;
import dev.holdfast.jdbi.internal.doctor.Rows.TriggerRow;
import dev.holdfast.sql.Identifiers;
import dev.holdfast.table.AnyColumn;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether a soft-deletable table has what completes and protects its deletions, and nobody may delete for good. */
final class SoftDeleteChecks {

    /** The columns of a deletion, and their types as PostgreSQL prints them. */
    static final Map<String, String> COLUMNS = columns();

    private static final String CHECK = squeezed("check deleted_at is null = deletion_id is null"
            + " and deleted_at is not null or deleted_by is null and delete_reason is null");
    private static final String GUARDED = " BEFORE UPDATE OF deleted_at, deleted_by, delete_reason, deletion_id ON ";
    private static final String INCOMPLETE = squeezed("when case when new.deleted_at is null"
            + " then new.deletion_id is not null or new.deleted_by is not null or new.delete_reason is not null"
            + " when old.deleted_at is null then new.deletion_id is null or new.deleted_at is distinct from now() else "
            + COLUMNS.keySet().stream()
                    .filter(name -> !name.equals("live"))
                    .map(name -> "new." + name + " is distinct from old." + name)
                    .collect(Collectors.joining(" or "))
            + " end");

    private final Fenced table;
    private final Facts facts;

    private SoftDeleteChecks(Fenced table, Facts facts) {
        this.table = table;
        this.facts = facts;
    }

    private static Map<String, String> columns() {
        Map<String, String> columns = new LinkedHashMap<>();
        columns.put("deleted_at", "timestamp with time zone");
        columns.put("deleted_by", "text");
        columns.put("delete_reason", "text");
        columns.put("deletion_id", "uuid");
        columns.put("live", "boolean");
        return columns;
    }

    static Stream<Finding> of(Facts facts) {
        return facts.softDeletable().stream().flatMap(table -> new SoftDeleteChecks(table, facts).findings());
    }

    private Stream<Finding> findings() {
        Optional<ColumnRow> wrong = table.columns().stream()
                .filter(column ->
                        COLUMNS.containsKey(column.name()) && !column.type().equals(COLUMNS.get(column.name())))
                .findFirst();
        if (wrong.isPresent()) {
            return Stream.of(wrongType(wrong.get()));
        }
        Optional<ColumnRow> foreign =
                table.column("live").filter(column -> !isLive(column)).stream().findFirst();
        if (foreign.isPresent()) {
            return Stream.of(foreignLive(foreign.get()));
        }
        List<String> missing = COLUMNS.keySet().stream()
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
        SoftTableRow row = Objects.requireNonNull(
                facts.deletions().tables().get(table.row().oid()));
        if (row.checks().stream().noneMatch(check -> squeezed(check).equals(CHECK))) {
            parts.add("no check constraint keeps the stamps of a deletion together");
        }
        String version = Optional.ofNullable(table.declared().versionColumn())
                .map(AnyColumn::name)
                .orElse(null);
        List<TriggerRow> guards =
                facts.deletions().triggers(table, "guard_deletion").toList();
        if (guards.stream().noneMatch(SoftDeleteChecks::guards)) {
            parts.add("no trigger of holdfast.guard_deletion completes and protects the stamps that plain SQL writes");
        } else if (version != null && guards.stream().noneMatch(guard -> counts(guard, version))) {
            parts.add("the trigger of holdfast.guard_deletion doesn't count " + version
                    + " up when a row is deleted or restored");
        }
        if (guards.stream().noneMatch(guard -> guard.definition().contains(" BEFORE INSERT ON "))) {
            parts.add("no trigger of holdfast.guard_deletion stamps rows that are inserted as deleted");
        }
        if (facts.deletions()
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
                && (!definition.contains(" WHEN (") || squeezed(definition).contains(INCOMPLETE));
    }

    private static boolean counts(TriggerRow trigger, String version) {
        String column = Identifiers.quoted(version);
        return trigger.definition().endsWith("(" + SqlLiteral.of(version) + ")")
                && (!trigger.definition().contains(" WHEN (")
                        || squeezed(trigger.definition())
                                .contains(squeezed("end or new.deleted_at is null <> old.deleted_at is null and new."
                                        + column + " = old." + column + " execute")));
    }

    /** Without blanks and parentheses, which PostgreSQL prints as it likes. */
    static String squeezed(String sql) {
        return SqlScan.plain(sql).toLowerCase(java.util.Locale.ROOT).replaceAll("[\\s()]", "");
    }

    static boolean isLive(ColumnRow column) {
        return column.generated()
                && column.expression() != null
                && squeezed(column.expression()).startsWith(squeezed("case when deleted_at is null then true"));
    }

    private Finding missing(String cause) {
        return table.finding(Check.SOFT_DELETE_MISSING, cause, Fixes.enableSoftDelete(table, facts));
    }

    private Finding wrongType(ColumnRow column) {
        String type = COLUMNS.get(column.name());
        return table.finding(
                Check.SOFT_DELETE_MISSING,
                "column " + column.name() + " is " + column.type() + ", and a deletion writes " + type,
                ColumnChecks.alter(table, column.name()) + " type " + type + " using "
                        + Identifiers.quoted(column.name()) + "::" + type + " -- and look again");
    }

    private Finding foreignLive(ColumnRow column) {
        return table.finding(
                Check.SOFT_DELETE_MISSING,
                "column live is " + (column.generated() ? "generated as " + column.expression() : "an ordinary one")
                        + ", and foreign keys to live rows need it to be true or null as deleted_at says",
                "alter table " + table.sql() + " drop column live cascade -- and look again for what went with it");
    }

    private Stream<Finding> deleteGranted() {
        List<String> deleters = Objects.requireNonNull(
                        facts.deletions().tables().get(table.row().oid()))
                .deleters();
        return deleters.isEmpty()
                ? Stream.empty()
                : Stream.of(table.finding(
                        Check.DELETE_GRANTED,
                        "DELETE is granted to " + String.join(", ", deleters)
                                + ": a client that sets holdfast.purge deletes rows for good, live ones and those on"
                                + " hold as well",
                        "revoke delete on " + table.sql() + " from " + String.join(", ", deleters)));
    }
}
