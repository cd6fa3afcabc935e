package dev.holdfast.jdbi.internal.deletion.doctor;

import dev.holdfast.jdbi.internal.deletion.doctor.DeletionRows.LiveViewRow;
import dev.holdfast.jdbi.internal.deletion.doctor.DeletionRows.PurgeRow;
import dev.holdfast.jdbi.internal.deletion.doctor.DeletionRows.SoftKeyRow;
import dev.holdfast.jdbi.internal.deletion.doctor.DeletionRows.SoftTableRow;
import dev.holdfast.jdbi.internal.deletion.doctor.DeletionRows.TriggerRow;
import dev.holdfast.jdbi.internal.deletion.doctor.DeletionRows.WantedViewRow;
import dev.holdfast.jdbi.internal.doctor.ExaminedTable;
import dev.holdfast.jdbi.internal.doctor.Facts;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What was read for soft deletes; nothing is asked where the schema has none.
 *
 * @param facts the tables
 * @param wantedViews what was asked of the views that can be compared
 * @param keys the foreign keys to soft-deletable tables, those of tables that aren't registered too
 */
record DeletionFacts(
        Facts facts,
        Map<Long, SoftTableRow> tables,
        List<TriggerRow> triggers,
        List<SoftKeyRow> keys,
        Map<Long, LiveViewRow> views,
        Map<Long, WantedViewRow> wantedViews,
        List<PurgeRow> purges) {

    static DeletionFacts read(DeletionCatalog catalog, Facts facts) {
        List<ExaminedTable> relations = facts.relations();
        Long[] soft = oids(relations.stream().filter(ExaminedTable::isSoftDeletable));
        if (soft.length == 0) {
            return new DeletionFacts(facts, Map.of(), List.of(), List.of(), Map.of(), Map.of(), List.of());
        }
        Long[] viewed = oids(relations.stream().filter(table -> table.isSoftDeletable() || isDerived(table)));
        DeletionFacts read = new DeletionFacts(
                facts,
                by(catalog.tables(soft, facts.acrossRoles().toArray(String[]::new)), SoftTableRow::relation),
                catalog.triggers(soft),
                catalog.keysTo(soft),
                by(catalog.liveViews(viewed, soft), LiveViewRow::relation),
                Map.of(),
                catalog.purges(soft));
        Long[] comparable = oids(LiveViewChecks.comparable(read));
        return comparable.length == 0 ? read : read.with(catalog.wantedViews(comparable));
    }

    private DeletionFacts with(List<WantedViewRow> wanted) {
        return new DeletionFacts(facts, tables, triggers, keys, views, by(wanted, WantedViewRow::relation), purges);
    }

    /** The soft-deletable tables that are there, without those that inherit. */
    List<ExaminedTable> softDeletable() {
        return facts.relations().stream()
                .filter(table -> table.isSoftDeletable() && !table.row().inherits())
                .toList();
    }

    /** The soft-deletable tables that have all columns of a deletion. */
    List<ExaminedTable> softReady() {
        return softDeletable().stream().filter(SoftTables::isReady).toList();
    }

    /** True where the rows' life depends on others'. */
    static boolean isDerived(ExaminedTable table) {
        return table.isTable() && !table.declared().derivedFrom().isEmpty();
    }

    private static Long[] oids(Stream<ExaminedTable> relations) {
        return relations
                .filter(relation -> !relation.row().inherits())
                .map(relation -> relation.row().oid())
                .toArray(Long[]::new);
    }

    private static <T> Map<Long, T> by(List<T> rows, Function<T, Long> relation) {
        return rows.stream().collect(Collectors.toMap(relation, Function.identity()));
    }

    /** The triggers of one function on a table. */
    Stream<TriggerRow> triggers(ExaminedTable table, String function) {
        return triggers.stream()
                .filter(trigger -> trigger.relation() == table.row().oid() && function.equals(trigger.function()));
    }

    /** The triggers on a table whose functions were made for them: each cascades to one child. */
    Stream<TriggerRow> cascades(ExaminedTable table) {
        return triggers.stream()
                .filter(trigger -> trigger.relation() == table.row().oid() && trigger.function() == null);
    }

    /** The foreign keys of one table, by its oid. */
    Stream<SoftKeyRow> keysOf(long relation) {
        return keys.stream().filter(key -> key.relation() == relation);
    }
}
