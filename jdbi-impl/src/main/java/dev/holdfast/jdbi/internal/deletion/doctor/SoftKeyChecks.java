package dev.holdfast.jdbi.internal.deletion.doctor;

import dev.holdfast.changelog.Change;
import dev.holdfast.deletion.DeletionCheck;
import dev.holdfast.doctor.Finding;
import dev.holdfast.internal.Identifiers;
import dev.holdfast.jdbi.internal.deletion.doctor.DeletionRows.SoftKeyRow;
import dev.holdfast.jdbi.internal.deletion.doctor.DeletionRows.TriggerRow;
import dev.holdfast.jdbi.internal.doctor.ExaminedTable;
import dev.holdfast.jdbi.internal.doctor.Fixes;
import dev.holdfast.jdbi.internal.doctor.SqlScan;
import dev.holdfast.table.OnDelete;
import dev.holdfast.table.Reference;
import dev.holdfast.table.Table;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether PostgreSQL does for each reference to a soft-deletable table what it declares, and knows of no other one. */
public final class SoftKeyChecks {

    /** What a restoration asks of the other parents that a row went with. */
    private static final Pattern OTHER_PARENTS = Pattern.compile(
            " and not exists \\(select from \\S+ as other where [^)]* and other\\.deletion_id = old\\.deletion_id\\)");

    private static final String COMMENT = "holdfast:";

    private final ExaminedTable from;
    private final ExaminedTable to;
    private final Reference reference;
    private final DeletionFacts deletions;
    private final List<SoftKeyRow> keys;

    private SoftKeyChecks(ExaminedTable from, ExaminedTable to, Reference reference, DeletionFacts deletions) {
        this.from = from;
        this.to = to;
        this.reference = reference;
        this.deletions = deletions;
        keys = deletions
                .keysOf(from.row().oid())
                .filter(key -> key.target() == to.row().oid())
                .toList();
    }

    static Stream<Finding> of(DeletionFacts deletions) {
        Stream<Finding> relations = deletions.facts().relations().stream()
                .filter(from -> !from.row().inherits() && (!from.isSoftDeletable() || SoftTables.isReady(from)))
                .flatMap(from -> references(from)
                        .flatMap(reference -> deletions
                                .facts()
                                .relation((Table) reference.to().source())
                                .stream()
                                .filter(to -> to.isTable() && SoftTables.isReady(to))
                                .flatMap(to -> new SoftKeyChecks(from, to, reference, deletions).finding().stream())));
        return Stream.concat(relations, strangers(deletions));
    }

    /** The references of a table to soft-deletable ones, as far as the columns are there. */
    public static Stream<Reference> references(ExaminedTable from) {
        return from.declared().columns().stream()
                .map(column -> column.metadata().reference())
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .filter(reference -> from.isTable()
                        && from.column(reference.from().name()).isPresent()
                        && reference.to().source() instanceof Table target
                        && target.isSoftDeletable());
    }

    private Optional<Finding> finding() {
        if (hasTenants() && key(Set.of(pair())).isPresent()) {
            return Optional.empty(); // found as a foreign key without the tenant
        }
        List<String> faults = faults();
        return faults.isEmpty()
                ? Optional.empty()
                : Optional.of(from.finding(
                        DeletionCheck.SOFT_KEY_MISSING,
                        reference.from().name() + " refers to " + to.subject() + " with " + reference.onDelete()
                                + ", but " + String.join(", and ", faults),
                        fix()));
    }

    private boolean hasTenants() {
        return to.declared().tenantKey() != null;
    }

    /** The columns that a foreign key compares. */
    private record Pair(String from, String to) {}

    private Pair pair() {
        return new Pair(reference.from().name(), reference.to().name());
    }

    private Set<Pair> pairs() {
        return hasTenants() ? Set.of(tenants(), pair()) : Set.of(pair());
    }

    private Pair tenants() {
        return new Pair(from.tenant(), to.tenant());
    }

    private Optional<SoftKeyRow> plain() {
        return key(pairs());
    }

    private Optional<SoftKeyRow> live() {
        Set<Pair> pairs = new HashSet<>(pairs());
        pairs.add(new Pair("live", "live"));
        return key(pairs);
    }

    private Optional<SoftKeyRow> key(Set<Pair> pairs) {
        return keys.stream().filter(key -> pairsOf(key).equals(pairs)).findFirst();
    }

    private static Set<Pair> pairsOf(SoftKeyRow key) {
        Set<Pair> pairs = new HashSet<>();
        for (int i = 0; i < key.fromColumns().size(); i++) {
            pairs.add(new Pair(key.fromColumns().get(i), key.toColumns().get(i)));
        }
        return pairs;
    }

    private List<String> faults() {
        List<String> faults = new ArrayList<>();
        Optional<SoftKeyRow> plain = plain();
        if (plain.isEmpty()) {
            faults.add("no foreign key does");
        }
        plain.ifPresent(key -> {
            String said = Objects.requireNonNullElse(key.comment(), "");
            if (!said.equals(COMMENT + action())) {
                faults.add(
                        "foreign key " + key.name() + (said.startsWith(COMMENT) ? " says " + said : " doesn't say so"));
            }
        });
        Stream.of(plain, live())
                .flatMap(Optional::stream)
                .filter(key -> !key.validated() || "cnd".contains(key.onDelete()))
                .forEach(key -> faults.add("foreign key " + key.name()
                        + (key.validated() ? " changes rows when one is purged" : " isn't validated")));
        boolean live = reference.onDelete() == OnDelete.RESTRICT || reference.onDelete() == OnDelete.CASCADE;
        if (live && live().isEmpty()) {
            faults.add("no foreign key over live keeps a live row from referring to a deleted one");
        } else if (!live && live().isPresent()) {
            faults.add("foreign key " + live().get().name() + " refuses the deletion");
        }
        boolean cascade = reference.onDelete() == OnDelete.CASCADE;
        if (cascade && triggers().noneMatch(trigger -> fires(trigger) && isComplete(trigger))) {
            faults.add("no trigger on " + to.subject() + " hides the rows with theirs");
        } else if (!cascade) {
            triggers().forEach(trigger -> faults.add("trigger " + trigger.name() + " cascades"));
        }
        return faults;
    }

    private String action() {
        return reference.onDelete().name().toLowerCase(Locale.ROOT);
    }

    /** The triggers on the parent that cascade to this reference's rows. */
    private Stream<TriggerRow> triggers() {
        return deletions
                .cascades(to)
                .filter(trigger -> hides(trigger, from.sql())
                        && plainText(trigger).contains(" where " + matched() + " and own.deleted_at is null;"));
    }

    /** Which rows belong to the parent's, as the trigger's function has it. */
    private String matched() {
        String matched = condition(pair());
        return SqlScan.plain(hasTenants() ? condition(tenants()) + " and " + matched : matched);
    }

    private static String condition(Pair pair) {
        return "own." + Identifiers.quoted(pair.from()) + " = new." + Identifiers.quoted(pair.to());
    }

    private static boolean hides(TriggerRow trigger, String table) {
        return plainText(trigger)
                .contains(" update " + SqlScan.plain(table) + " as own set deleted_at = new.deleted_at,");
    }

    private static String plainText(TriggerRow trigger) {
        return SqlScan.plain(trigger.source()).replaceAll("\\s+", " ");
    }

    /** All that the function does, for a reference of that condition. */
    private boolean isComplete(TriggerRow trigger) {
        String child = SqlScan.plain(from.sql());
        return SqlScan.squeezed(OTHER_PARENTS.matcher(plainText(trigger)).replaceAll(""))
                .equals(SqlScan.squeezed("begin if new.deleted_at is not null then"
                        + " update " + child + " as own set deleted_at = new.deleted_at, deleted_by = new.deleted_by,"
                        + " delete_reason = new.delete_reason, deletion_id = new.deletion_id where " + matched()
                        + " and own.deleted_at is null;"
                        + " elsif current_setting('holdfast.cascade', true) is distinct from 'off' then"
                        + " update " + child
                        + " as own set deleted_at = null, deleted_by = null, delete_reason = null,"
                        + " deletion_id = null where " + matched() + " and own.deletion_id = old.deletion_id;"
                        + " end if; return null; end"));
    }

    /** By its name it fires before PostgreSQL's own triggers, which would find live children. */
    private static boolean fires(TriggerRow trigger) {
        String definition = trigger.definition();
        return trigger.name().compareTo("RI_") < 0
                && definition.contains(" AFTER UPDATE OF deleted_at ON ")
                && definition.contains(" FOR EACH ROW ")
                && (!definition.contains(" WHEN (")
                        || SqlScan.squeezed(definition)
                                .contains("whenold.deleted_atisnull<>new.deleted_atisnullexecute"));
    }

    /** What has another name than the change would drop goes first. */
    private String fix() {
        String name = plain().map(SoftKeyRow::name).orElseGet(reference::constraintName);
        Stream<String> triggers = triggers()
                .filter(trigger -> !trigger.name().equals("AA_" + name))
                .map(trigger -> Change.sql(dropped(trigger, to)).toXmlFragment());
        Stream<String> keys = live().filter(key -> !key.name().equals(name + "_live")).stream()
                .map(key -> Fixes.dropForeignKey(from, key.name()));
        return Stream.of(triggers, keys, Stream.of(DeletionFixes.softForeignKey(from, reference, to, name)))
                .flatMap(changes -> changes)
                .collect(Collectors.joining("\n"));
    }

    private static String dropped(TriggerRow trigger, ExaminedTable parent) {
        return "drop trigger " + Identifiers.quoted(trigger.name()) + " on " + parent.sql() + "; drop function "
                + trigger.signature();
    }

    /** The foreign keys of tables that aren't registered. */
    private static Stream<Finding> strangers(DeletionFacts deletions) {
        Set<Long> registered = deletions.facts().relations().stream()
                .map(table -> table.row().oid())
                .collect(Collectors.toSet());
        Map<String, List<SoftKeyRow>> byTables = deletions.keys().stream()
                .filter(key -> !registered.contains(key.relation()))
                .collect(Collectors.groupingBy(
                        key -> key.relation() + " " + key.target(), LinkedHashMap::new, Collectors.toList()));
        return byTables.values().stream().map(keys -> stranger(keys, deletions));
    }

    private static Finding stranger(List<SoftKeyRow> keys, DeletionFacts deletions) {
        SoftKeyRow first = keys.get(0);
        ExaminedTable parent = deletions.softDeletable().stream()
                .filter(table -> table.row().oid() == first.target())
                .findFirst()
                .orElseThrow();
        String table = Identifiers.quoted(first.schema(), first.table());
        String drop = keys.stream()
                .map(key -> "drop constraint " + Identifiers.quoted(key.name()))
                .collect(Collectors.joining(", "));
        String triggers = deletions
                .cascades(parent)
                .filter(trigger -> hides(trigger, table))
                .map(trigger -> "; " + dropped(trigger, parent))
                .collect(Collectors.joining());
        return new Finding(
                DeletionCheck.UNREGISTERED_CHILD,
                first.schema() + "." + first.table(),
                "it refers to " + parent.subject() + " by "
                        + keys.stream().map(SoftKeyRow::name).collect(Collectors.joining(", "))
                        + " and isn't registered, so that deleting, restoring and purging a row don't know of its rows",
                "alter table " + table + " " + drop + triggers
                        + " -- or rather register it in the schema, with references(…) that says what a deletion does");
    }
}
