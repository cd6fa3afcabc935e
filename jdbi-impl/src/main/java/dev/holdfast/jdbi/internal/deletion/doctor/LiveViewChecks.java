package dev.holdfast.jdbi.internal.deletion.doctor;

import dev.holdfast.deletion.DeletionCheck;
import dev.holdfast.doctor.Finding;
import dev.holdfast.internal.Identifiers;
import dev.holdfast.jdbi.internal.deletion.doctor.DeletionRows.LiveViewRow;
import dev.holdfast.jdbi.internal.deletion.doctor.DeletionRows.SoftKeyRow;
import dev.holdfast.jdbi.internal.deletion.doctor.DeletionRows.WantedViewRow;
import dev.holdfast.jdbi.internal.doctor.CatalogRows.IndexColumnRow;
import dev.holdfast.jdbi.internal.doctor.ExaminedTable;
import dev.holdfast.jdbi.internal.doctor.SqlLiteral;
import dev.holdfast.table.Reference;
import dev.holdfast.table.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whether a table's live view is what {@code holdfast.make_live_view} would make of the table today. The function wrote down
 * of what it made the view, and as what PostgreSQL printed it, in a comment that only the view's owner can change: that is
 * compared with what is there now, and nothing is derived here.
 */
final class LiveViewChecks {

    private static final String ASKED = "holdfast.live_view_record(regclass), holdfast.live_query(regclass),"
            + " holdfast.live_columns(regclass), holdfast.live_condition(regclass, text, regclass[]),"
            + " holdfast.is_soft_deletable(regclass)";

    private final ExaminedTable table;
    private final LiveViewRow row;
    private final DeletionFacts deletions;

    private LiveViewChecks(ExaminedTable table, DeletionFacts deletions) {
        this.table = table;
        this.deletions = deletions;
        row = Objects.requireNonNull(deletions.views().get(table.row().oid()));
    }

    static Stream<Finding> of(DeletionFacts deletions) {
        return examined(deletions).flatMap(table -> new LiveViewChecks(table, deletions).finding().stream());
    }

    /** The tables whose views were made by Holdfast, and can be compared with what they should be. */
    static Stream<ExaminedTable> comparable(DeletionFacts deletions) {
        return examined(deletions).filter(table -> {
            LiveViewRow row =
                    Objects.requireNonNull(deletions.views().get(table.row().oid()));
            return isMade(row) && row.comparable();
        });
    }

    private static Stream<ExaminedTable> examined(DeletionFacts deletions) {
        return deletions.facts().relations().stream()
                .filter(table -> deletions.views().containsKey(table.row().oid()))
                .filter(table -> !table.row().inherits())
                .filter(table -> !table.isSoftDeletable() || SoftTables.isReady(table))
                .filter(table -> isDerivedAsDeclared(table, deletions));
    }

    private static boolean isMade(LiveViewRow row) {
        return Objects.equals(row.kind(), "v") && row.made();
    }

    /** What a key doesn't say the view can't know: that is the key's finding. */
    private static boolean isDerivedAsDeclared(ExaminedTable table, DeletionFacts deletions) {
        Set<String> declared = new TreeSet<>();
        boolean above = true;
        for (Reference reference : table.declared().derivedFrom()) {
            declared.add(reference.from().name());
            above &= deletions
                    .facts()
                    .relation((Table) reference.to().source())
                    .filter(parent -> SoftTables.isReady(parent) && isDerivedAsDeclared(parent, deletions))
                    .isPresent();
        }
        Set<String> actual = new TreeSet<>();
        derivingKeys(table, deletions).forEach(key -> actual.addAll(key.fromColumns()));
        if (table.isTenantOwned()) {
            actual.remove(table.tenant());
        }
        return above && declared.equals(actual);
    }

    private static Stream<SoftKeyRow> derivingKeys(ExaminedTable table, DeletionFacts deletions) {
        return deletions
                .keysOf(table.row().oid())
                .filter(key -> Objects.equals(key.comment(), "holdfast:derive"))
                .sorted(Comparator.comparing(SoftKeyRow::name));
    }

    private Optional<Finding> finding() {
        List<String> faults = row.view() == null ? List.of("it isn't there") : faults();
        return faults.isEmpty()
                ? Optional.empty()
                : Optional.of(table.finding(
                        DeletionCheck.LIVE_VIEW_STALE,
                        "the view " + table.row().name() + "_live: " + String.join("; ", faults),
                        fix()));
    }

    private List<String> faults() {
        if (!isMade(row)) {
            return List.of("it isn't Holdfast's");
        }
        List<String> faults = new ArrayList<>();
        WantedViewRow wanted = deletions.wantedViews().get(table.row().oid());
        if (wanted == null) {
            faults.add("whether it shows the live rows can't be asked (no function holdfast.live_view_record that the"
                    + " application may call)");
        } else {
            columns(wanted.columns()).or(() -> difference(wanted.record())).ifPresent(faults::add);
        }
        if (!row.invoker() && !isFoundAsView()) {
            faults.add("it reads with the rights of its owner (no security_invoker)");
        }
        if (!row.checked()) {
            faults.add("it lets rows be written that it doesn't show (no check option)");
        }
        if (table.isSoftDeletable() && !deletes()) {
            faults.add("a delete from it doesn't become a soft one (no trigger of holdfast.delete_live_row)");
        }
        if (!row.lacking().isEmpty()) {
            faults.add("the application lacks " + String.join(", ", row.lacking()) + " on it");
        }
        return faults;
    }

    private boolean isFoundAsView() {
        return deletions.facts().views().stream()
                .anyMatch(view -> view.oid() == Objects.requireNonNull(row.view()) && view.granted() && !view.own());
    }

    /** A record is the MD5 of the query, PostgreSQL's major version, and the MD5 of what that printed of the view. */
    private Optional<String> difference(String wanted) {
        List<String> then = List.of(String.valueOf(row.recorded()).split(" "));
        List<String> now = List.of(wanted.split(" "));
        if (then.size() != now.size()) {
            return Optional.of("nobody wrote down of what it was made");
        }
        if (!then.get(0).equals(now.get(0))) {
            return Optional.of("what makes a row live has changed since it was made, or has another name");
        }
        if (then.get(2).equals(now.get(2))) {
            return Optional.empty();
        }
        return Optional.of(
                then.get(1).equals(now.get(1))
                        ? "it shows other rows or values than the live ones"
                        : "it was made on another version of PostgreSQL, which printed it otherwise, so that nobody can tell"
                                + " whether it still shows the live rows");
    }

    private Optional<String> columns(List<String> wanted) {
        List<String> actual = row.columns();
        if (wanted.equals(actual)) {
            return Optional.empty();
        }
        String lacking = without(wanted, actual);
        String foreign = without(actual, wanted);
        return Optional.of(
                lacking.isEmpty() && foreign.isEmpty()
                        ? "its columns are in another order"
                        : Stream.of(
                                        lacking.isEmpty() ? "" : "it lacks " + lacking,
                                        foreign.isEmpty() ? "" : "it has " + foreign)
                                .filter(part -> !part.isEmpty())
                                .collect(Collectors.joining(", and ")));
    }

    private static String without(List<String> all, List<String> others) {
        Set<String> rest = new TreeSet<>(all);
        others.forEach(rest::remove);
        return String.join(", ", rest);
    }

    private boolean deletes() {
        String keys = table.indexes().stream()
                .filter(index -> Objects.equals(index.row().constraintKind(), "p"))
                .flatMap(index -> index.columns().stream())
                .map(IndexColumnRow::columnName)
                .map(name -> "'" + name.replace("'", "''") + "'")
                .collect(Collectors.joining(", "));
        return row.deleteTrigger() != null && row.deleteTrigger().endsWith("(" + keys + ")");
    }

    private String fix() {
        if (isMade(row) && !row.comparable()) {
            String role = Identifiers.quoted(table.appRole());
            return "grant usage on schema holdfast to " + role
                    + "; grant execute on function " + ASKED + " to " + role
                    + " -- where that isn't there, include dev/holdfast/liquibase/changelog.xml, and look again";
        }
        String view = Identifiers.quoted(table.row().schema()) + "."
                + Identifiers.quoted(table.row().name() + "_live");
        String away = row.view() == null || row.made()
                ? ""
                : switch (String.valueOf(row.kind())) {
                    case "v" -> "drop view " + view + "; ";
                    case "m" -> "drop materialized view " + view + "; ";
                    default ->
                        "alter table " + view + " rename to "
                                + Identifiers.quoted(table.row().name() + "_live_before") + "; ";
                };
        return away + "select holdfast.make_live_view(" + SqlLiteral.of(table.sql()) + ")";
    }
}
