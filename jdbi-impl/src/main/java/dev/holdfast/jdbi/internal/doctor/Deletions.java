package dev.holdfast.jdbi.internal.doctor;

import dev.holdfast.jdbi.internal.doctor.Rows.LiveViewRow;
import dev.holdfast.jdbi.internal.doctor.Rows.PurgeRow;
import dev.holdfast.jdbi.internal.doctor.Rows.SoftKeyRow;
import dev.holdfast.jdbi.internal.doctor.Rows.SoftTableRow;
import dev.holdfast.jdbi.internal.doctor.Rows.TriggerRow;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What was read for soft deletes; nothing is asked where the schema has none.
 *
 * @param keys the foreign keys to soft-deletable tables, those of tables that aren't registered too
 */
record Deletions(
        Map<Long, SoftTableRow> tables,
        List<TriggerRow> triggers,
        List<SoftKeyRow> keys,
        Map<Long, LiveViewRow> views,
        List<PurgeRow> purges) {

    static Deletions read(DeletionCatalog catalog, List<Fenced> relations, Collection<String> across) {
        Long[] soft = oids(relations.stream().filter(Fenced::isSoftDeletable));
        if (soft.length == 0) {
            return new Deletions(Map.of(), List.of(), List.of(), Map.of(), List.of());
        }
        Long[] viewed = oids(relations.stream().filter(table -> table.isSoftDeletable() || isDerived(table)));
        return new Deletions(
                by(catalog.tables(soft, across.toArray(String[]::new)), SoftTableRow::relation),
                catalog.triggers(soft),
                catalog.keysTo(soft),
                by(catalog.liveViews(viewed, soft), LiveViewRow::relation),
                catalog.purges(soft));
    }

    /** True where the rows' life depends on others'. */
    static boolean isDerived(Fenced table) {
        return table.isTable() && !table.declared().derivedFrom().isEmpty();
    }

    private static Long[] oids(Stream<Fenced> relations) {
        return relations
                .filter(relation -> !relation.row().inherits())
                .map(relation -> relation.row().oid())
                .toArray(Long[]::new);
    }

    private static <T> Map<Long, T> by(List<T> rows, Function<T, Long> relation) {
        return rows.stream().collect(Collectors.toMap(relation, Function.identity()));
    }

    /** The triggers of one function on a table. */
    Stream<TriggerRow> triggers(Fenced table, String function) {
        return triggers.stream()
                .filter(trigger -> trigger.relation() == table.row().oid() && function.equals(trigger.function()));
    }

    /** The triggers on a table whose functions were made for them: each cascades to one child. */
    Stream<TriggerRow> cascades(Fenced table) {
        return triggers.stream()
                .filter(trigger -> trigger.relation() == table.row().oid() && trigger.function() == null);
    }

    /** The foreign keys of one table, by its oid. */
    Stream<SoftKeyRow> keysOf(long relation) {
        return keys.stream().filter(key -> key.relation() == relation);
    }
}
