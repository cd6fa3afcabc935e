package dev.holdfast.jdbi.internal.projection;

import dev.holdfast.internal.Identifiers;
import dev.holdfast.jdbi.internal.event.DerivedRows;
import dev.holdfast.projection.Projection;
import dev.holdfast.table.Table;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** A tenant's rows in read models, what is parked of it, and how far projections are with it. Thread-safe. */
public final class ProjectedRows implements DerivedRows {

    private static final List<String> PLACES = List.of("holdfast.parked_streams", "holdfast.projection_tenants");

    /** Batches that are under way, which may have read its events, fail; from here to the commit none ends. */
    private static final String LOCK = """
            select l.projection from (select distinct projection from holdfast.projection_positions order by 1) p
            cross join lateral holdfast.lock_projection(p.projection) l
            """;

    private final Set<Table> readModels = new LinkedHashSet<>();

    /** Those of these projections that say which tables they write. One that is soft-deletable is left to its own purge. */
    public ProjectedRows(List<Projection> declared) {
        declared.stream()
                .flatMap(projection -> projection.readModel().stream())
                .filter(table -> table.tenantKey() != null && !table.isSoftDeletable())
                .forEach(readModels::add);
    }

    /**
     * The rows go before the partitions are locked, so that a batch that waits for a row doesn't hold what this waits for; and
     * once more, for what batches have committed until then.
     */
    @Override
    public void delete(Handle handle, Object tenant) {
        deleteRows(handle, tenant);
        handle.createQuery(LOCK).mapTo(String.class).list();
        deleteRows(handle, tenant);
        PLACES.forEach(place -> delete(handle, place, "tenant_id", tenant));
    }

    private void deleteRows(Handle handle, Object tenant) {
        readModels.forEach(table -> delete(
                handle,
                Identifiers.quoted(table.schemaName(), table.name()),
                Identifiers.quoted(Objects.requireNonNull(table.tenantKey()).name()),
                tenant));
    }

    private static void delete(Handle handle, String table, String column, Object tenant) {
        handle.createUpdate("delete from " + table + " where " + column + " = :tenant")
                .bind("tenant", tenant)
                .execute();
    }
}
