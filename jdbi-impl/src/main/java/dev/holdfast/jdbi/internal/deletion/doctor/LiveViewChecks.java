package dev.holdfast.jdbi.internal.deletion.doctor;

import dev.holdfast.deletion.DeletionCheck;
import dev.holdfast.doctor.Finding;
import dev.holdfast.internal.Identifiers;
import dev.holdfast.jdbi.internal.deletion.doctor.DeletionRows.LiveViewRow;
import dev.holdfast.jdbi.internal.deletion.doctor.DeletionRows.SoftKeyRow;
import dev.holdfast.jdbi.internal.doctor.Fenced;
import dev.holdfast.jdbi.internal.doctor.Rows.IndexRow;
import dev.holdfast.jdbi.internal.doctor.SqlLiteral;
import dev.holdfast.jdbi.internal.doctor.SqlScan;
import dev.holdfast.table.Reference;
import dev.holdfast.table.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Whether a table's live view is what {@code holdfast.make_live_view} would make of the table today. */
final class LiveViewChecks {

    /** Comparing varchars PostgreSQL casts both to text. */
    private static final Pattern CAST =
            Pattern.compile("\\(([^()\\s]+)\\)::(\"[^\"]+\"|character varying|[\\w.]+)(\\([\\d,]+\\))?");

    private final Fenced table;
    private final LiveViewRow row;
    private final DeletionFacts deletions;

    private LiveViewChecks(Fenced table, DeletionFacts deletions) {
        this.table = table;
        this.deletions = deletions;
        row = Objects.requireNonNull(deletions.views().get(table.row().oid()));
    }

    static Stream<Finding> of(DeletionFacts deletions) {
        return deletions.facts().relations().stream()
                .filter(table -> deletions.views().containsKey(table.row().oid()))
                .filter(table -> !table.row().inherits())
                .filter(table -> !table.isSoftDeletable() || SoftTables.isReady(table))
                .filter(table -> isDerivedAsDeclared(table, deletions))
                .flatMap(table -> new LiveViewChecks(table, deletions).finding().stream());
    }

    /** What a key doesn't say the view can't know: that is the key's finding. */
    private static boolean isDerivedAsDeclared(Fenced table, DeletionFacts deletions) {
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

    private static Stream<SoftKeyRow> derivingKeys(Fenced table, DeletionFacts deletions) {
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
        if (!Objects.equals(row.kind(), "v") || !row.made()) {
            return List.of("it isn't Holdfast's");
        }
        List<String> faults = new ArrayList<>();
        columns().ifPresent(faults::add);
        if (faults.isEmpty() && !SqlScan.plain(expected()).equals(normal(Objects.requireNonNull(row.definition())))) {
            faults.add("it shows other rows or values than the live ones");
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

    private Optional<String> columns() {
        List<String> wanted = shown().mapToObj(
                        i -> row.names().get(i) + " " + row.types().get(i))
                .toList();
        List<String> actual = IntStream.range(0, row.viewNames().size())
                .mapToObj(i -> row.viewNames().get(i) + " " + row.viewTypes().get(i))
                .toList();
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

    /** The columns that the view has, by their places in the table. */
    private IntStream shown() {
        return IntStream.range(0, row.names().size())
                .filter(i -> !isHidden(row.names().get(i)));
    }

    private boolean isHidden(String name) {
        return name.equals("live")
                ? table.column(name).orElseThrow().generated()
                : table.isSoftDeletable() && SoftTables.COLUMNS.containsKey(name);
    }

    /** As PostgreSQL prints it: parentheses around every operation. */
    private String expected() {
        String columns = shown().mapToObj(i -> row.quoted().get(i)).collect(Collectors.joining(", "));
        return "SELECT " + columns + " FROM " + row.tableSql() + " own WHERE " + all(conditions(table, "own", 1));
    }

    private static String all(List<String> conditions) {
        return conditions.size() == 1 ? conditions.get(0) : "(" + String.join(" AND ", conditions) + ")";
    }

    private List<String> conditions(Fenced of, String alias, int depth) {
        List<String> conditions = new ArrayList<>();
        if (of.isSoftDeletable()) {
            conditions.add("(" + column(alias, "deleted_at") + " IS NULL)");
        }
        derivingKeys(of, deletions).forEach(key -> conditions.add(parent(of, alias, key, depth)));
        return conditions;
    }

    private String parent(Fenced child, String alias, SoftKeyRow key, int depth) {
        Fenced parent = deletions.softDeletable().stream()
                .filter(candidate -> candidate.row().oid() == key.target())
                .findFirst()
                .orElseThrow();
        String parentAlias = "parent" + depth;
        List<String> matched = new ArrayList<>();
        List<String> ways = new ArrayList<>();
        for (int i = 0; i < key.fromColumns().size(); i++) {
            String ours = quoted(child, key.fromColumns().get(i));
            String theirs = quoted(parent, key.toColumns().get(i));
            matched.add("(" + column(parentAlias, theirs) + " = " + column(alias, ours) + ")");
            if (!child.column(key.fromColumns().get(i)).orElseThrow().notNull()) {
                ways.add("(" + column(alias, ours) + " IS NULL)");
            }
        }
        matched.addAll(conditions(parent, parentAlias, depth + 1));
        ways.add("(EXISTS (SELECT FROM " + view(parent).tableSql() + " " + parentAlias + " WHERE " + all(matched)
                + "))");
        return ways.size() == 1 ? ways.get(0) : "(" + String.join(" OR ", ways) + ")";
    }

    private LiveViewRow view(Fenced of) {
        return Objects.requireNonNull(deletions.views().get(of.row().oid()));
    }

    private String quoted(Fenced of, String column) {
        LiveViewRow names = view(of);
        return names.quoted().get(names.names().indexOf(column));
    }

    /** From PostgreSQL 16 on the only table's columns stand without its name. */
    private static String column(String alias, String column) {
        return alias.equals("own") ? column : alias + "." + column;
    }

    private static String normal(String definition) {
        String line = SqlScan.plain(definition)
                .replaceAll("\\s+", " ")
                .replace("( ", "(")
                .replaceAll("\\bown\\.", "")
                .strip();
        String uncast = CAST.matcher(line).replaceAll("$1");
        return uncast.endsWith(";") ? uncast.substring(0, uncast.length() - 1) : uncast;
    }

    private boolean deletes() {
        String keys = table.indexes().stream()
                .filter(index -> Objects.equals(index.row().constraintKind(), "p"))
                .flatMap(index -> index.columns().stream())
                .map(IndexRow::columnName)
                .map(name -> "'" + name.replace("'", "''") + "'")
                .collect(Collectors.joining(", "));
        return row.deleteTrigger() != null && row.deleteTrigger().endsWith("(" + keys + ")");
    }

    private String fix() {
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
