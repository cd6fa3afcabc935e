package dev.holdfast.changelog;

import dev.holdfast.doctor.Renaming;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.table.Table;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a database lacks of a schema. Immutable.
 *
 * @param tables the tables that aren't there
 * @param columns of tables that are there, the columns that aren't
 * @param keys of tables that are there, the unique keys and indexes that aren't, those over missing columns too
 * @param types the names of the PostgreSQL types that are there
 * @param renamings what has another name there; it isn't among the missing
 * @param ids of change sets that have run
 * @param withoutHoldfast whether Holdfast's own changelog hasn't run there yet
 */
public record Missing(
        Set<Table> tables,
        Map<Table, List<AnyColumn<?>>> columns,
        Map<Table, List<Table.Key>> keys,
        Set<String> types,
        List<Renaming> renamings,
        Set<String> ids,
        boolean withoutHoldfast) {

    public Missing {
        tables = Set.copyOf(tables);
        columns = Map.copyOf(columns);
        keys = Map.copyOf(keys);
        types = Set.copyOf(types);
        renamings = List.copyOf(renamings);
        ids = Set.copyOf(ids);
    }
}
