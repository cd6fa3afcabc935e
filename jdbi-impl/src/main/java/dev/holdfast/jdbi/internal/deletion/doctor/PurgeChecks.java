package dev.holdfast.jdbi.internal.deletion.doctor;

import dev.holdfast.deletion.DeletionCheck;
import dev.holdfast.doctor.Finding;
import dev.holdfast.internal.Identifiers;
import dev.holdfast.jdbi.internal.deletion.doctor.DeletionRows.PurgeRow;
import dev.holdfast.jdbi.internal.doctor.CatalogRows.ColumnRow;
import dev.holdfast.jdbi.internal.doctor.ExaminedTable;
import dev.holdfast.jdbi.internal.doctor.SqlLiteral;
import dev.holdfast.table.SoftDeletable;
import dev.holdfast.value.Interval;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PGInterval;

/**
 * Whether a table's purge function is guarded, and takes the rows that the table object lets go. What the function
 * does is read from its text, in the form that {@code holdfast.make_purge} gives it.
 */
final class PurgeChecks {

    private static final Pattern RETENTION = Pattern.compile("deleted_at <= now\\(\\) - interval '([^']*)'");
    private static final Pattern MODIFIER = Pattern.compile("\\([\\d,]+\\)");

    private final ExaminedTable table;
    private final SoftDeletable declared;
    private final DeletionFacts deletions;
    private final List<PurgeRow> functions;

    private PurgeChecks(ExaminedTable table, DeletionFacts deletions) {
        this.table = table;
        this.declared = (SoftDeletable) table.declared();
        this.deletions = deletions;
        functions = deletions.purges().stream()
                .filter(purge -> purge.relation() == table.row().oid())
                .toList();
    }

    static Stream<Finding> of(DeletionFacts deletions) {
        return deletions.softReady().stream().flatMap(table -> new PurgeChecks(table, deletions).findings());
    }

    private Stream<Finding> findings() {
        List<String> parameters = parameters();
        Optional<PurgeRow> purge = functions.stream()
                .filter(function -> function.parameters().equals(parameters))
                .findFirst();
        if (purge.isPresent() && !purge.get().owner().equals(table.row().owner())) {
            return Stream.of(foreign(purge.get()));
        }
        List<String> faults = purge.map(this::faults)
                .orElseGet(() -> List.of(
                        functions.isEmpty()
                                ? "it isn't there"
                                : "it takes other keys than " + String.join(", ", parameters)));
        return faults.isEmpty()
                ? Stream.empty()
                : Stream.of(table.finding(
                        DeletionCheck.PURGE_DIFFERS,
                        "the function " + table.row().name() + "_purge: " + String.join("; ", faults),
                        fix(parameters)));
    }

    /** Nothing else can be mended before. */
    private Finding foreign(PurgeRow purge) {
        return table.finding(
                DeletionCheck.PURGE_DIFFERS,
                "the function " + table.row().name() + "_purge: it belongs to " + purge.owner()
                        + ", and not to the table's owner",
                "alter function " + purge.signature() + " owner to "
                        + Identifiers.quoted(table.row().owner()));
    }

    /** An array of each of the primary key's columns. */
    private List<String> parameters() {
        return table.keyColumns().stream()
                .flatMap(key -> table.column(key).map(ColumnRow::type).stream())
                .map(type -> MODIFIER.matcher(type).replaceAll("") + "[]")
                .toList();
    }

    private List<String> faults(PurgeRow purge) {
        List<String> faults = new ArrayList<>();
        if (!purge.definer()) {
            faults.add("it runs with its caller's rights, who may not delete");
        }
        if (purge.open()) {
            faults.add("everybody may call it");
        }
        if (!purge.usable()) {
            faults.add("the application may not call it");
        }
        if (purge.settings().stream().noneMatch(PurgeChecks::isFixedPath)) {
            faults.add("its caller's search_path decides what its names mean");
        }
        if (table.isTenantOwned()) {
            tenants(purge, faults);
        }
        if (!purge.source().contains("deleted_at is not null")) {
            faults.add("it takes rows that aren't deleted");
        }
        hold(purge).ifPresent(faults::add);
        retention(purge).ifPresent(faults::add);
        return faults;
    }

    /** The schema for temporary objects comes first unless it is named. */
    private static boolean isFixedPath(String setting) {
        return setting.startsWith("search_path=") && setting.endsWith("pg_temp") && !setting.contains("$user");
    }

    private void tenants(PurgeRow purge, List<String> faults) {
        if (!purge.source().contains("'holdfast.tenant_id'")) {
            faults.add("it doesn't ask for the tenant");
        }
        if (table.policies().stream()
                .noneMatch(policy ->
                        policy.name().equals("holdfast_purge") && policy.permissive() && policy.covers("delete"))) {
            faults.add("no policy holdfast_purge shows its owner the deleted rows, so it takes none");
        }
    }

    private Optional<String> hold(PurgeRow purge) {
        String source = blanked(purge.source());
        String hold = declared.legalHold();
        boolean same = hold == null
                ? !source.contains(") is not true")
                : source.contains(" and (" + blanked(hold).strip() + " ) is not true");
        return same
                ? Optional.empty()
                : Optional.of(
                        hold == null
                                ? "it holds rows back that the table object doesn't"
                                : "it doesn't hold back what is legally held: " + hold);
    }

    private static String blanked(String sql) {
        return sql.replaceAll("\\s+", " ");
    }

    private Optional<String> retention(PurgeRow purge) {
        Matcher found = RETENTION.matcher(purge.source());
        @Nullable String actual = found.find() ? found.group(1) : null;
        Interval wanted = declared.purgeAfter();
        if (wanted == null ? actual == null : actual != null && wanted.equals(interval(actual))) {
            return Optional.empty();
        }
        return Optional.of("it takes rows " + (actual == null ? "at once" : "after " + actual)
                + ", and the table object says " + (wanted == null ? "nothing of that" : wanted.toSqlText()));
    }

    private static @Nullable Interval interval(String text) {
        try {
            PGInterval parsed = new PGInterval(text);
            return new Interval(
                    parsed.getYears() * 12 + parsed.getMonths(),
                    parsed.getDays(),
                    (parsed.getHours() * 3600L + parsed.getMinutes() * 60L + parsed.getWholeSeconds()) * 1_000_000
                            + parsed.getMicroSeconds());
        } catch (SQLException e) {
            return null;
        }
    }

    private String fix(List<String> parameters) {
        String strangers = functions.stream()
                .filter(function -> !function.made() && function.parameters().equals(parameters))
                .map(function -> "drop function " + function.signature() + "; ")
                .collect(Collectors.joining());
        Interval after = declared.purgeAfter();
        return strangers + "select holdfast.make_purge(" + SqlLiteral.of(table.sql()) + ", "
                + (table.isTenantOwned() ? SqlLiteral.of(table.tenant()) : "null") + ", array["
                + table.keyColumns().stream().map(SqlLiteral::of).collect(Collectors.joining(", ")) + "]::name[], "
                + orNull(declared.legalHold()) + ", " + orNull(after == null ? null : after.toSqlText()) + ", "
                + SqlLiteral.of(table.appRole()) + ", "
                + SqlLiteral.of(deletions.facts().acrossRole(table)) + ")";
    }

    private static String orNull(@Nullable String text) {
        return text == null ? "null" : SqlLiteral.of(Objects.requireNonNull(text));
    }
}
