package dev.holdfast.jdbi.internal.doctor;

import dev.holdfast.jdbi.internal.doctor.EventRows.EventFunctionRow;
import dev.holdfast.jdbi.internal.doctor.EventRows.EventTableRow;
import dev.holdfast.jdbi.internal.doctor.EventRows.HolderRow;
import dev.holdfast.jdbi.internal.doctor.EventRows.LongStreamsRow;
import dev.holdfast.jdbi.internal.doctor.EventRows.MissingIndexRow;
import dev.holdfast.jdbi.internal.doctor.EventRows.MissingTriggerRow;
import dev.holdfast.jdbi.internal.doctor.EventRows.PositionsRow;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * What was read for the event store; nothing is asked where a Holdfast has none.
 *
 * @param asked whether it has one
 * @param policies by the tables' oids
 * @param positions null where there is no sequence
 * @param holder who holds readers; null for nobody
 * @param holderTenants whose events they are, as far as that can be seen; null where nobody may look
 * @param behind whether positions would be drawn that are taken
 */
record EventFacts(
        boolean asked,
        List<EventTableRow> tables,
        Map<Long, List<Policy>> policies,
        List<MissingTriggerRow> missingTriggers,
        List<EventFunctionRow> functions,
        @Nullable PositionsRow positions,
        List<MissingIndexRow> missingIndexes,
        @Nullable HolderRow holder,
        @Nullable List<String> holderTenants,
        List<LongStreamsRow> longStreams,
        boolean behind) {

    static final int TABLES = 5;

    static EventFacts none() {
        return new EventFacts(
                false, List.of(), Map.of(), List.of(), List.of(), null, List.of(), null, null, List.of(), false);
    }

    /** Reads, as the application, and as the role for work across tenants where there is a connection of it. */
    static EventFacts read(
            Jdbi application,
            @Nullable Jdbi across,
            Catalog catalog,
            Collection<String> acrossRoles,
            long holdersFrom) {
        return application.withExtension(EventCatalog.class, questions -> {
            List<EventTableRow> tables = questions.tables(acrossRoles.toArray(String[]::new));
            if (tables.size() < TABLES) {
                return new EventFacts(
                        true, tables, Map.of(), List.of(), List.of(), null, List.of(), null, null, List.of(), false);
            }
            Map<Long, List<Policy>> policies =
                    catalog.policies(tables.stream().map(EventTableRow::oid).toArray(Long[]::new)).stream()
                            .collect(Collectors.groupingBy(
                                    Rows.PolicyRow::relation,
                                    Collectors.collectingAndThen(Collectors.toList(), Policy::of)));
            HolderRow holder = questions.holders().stream()
                    .filter(row -> row.seconds() == null || row.seconds() >= holdersFrom)
                    .findFirst()
                    .orElse(null);
            String xid = holder == null ? null : holder.xid();
            return new EventFacts(
                    true,
                    tables,
                    policies,
                    questions.missingTriggers(),
                    questions.functions(),
                    questions.positions().orElse(null),
                    questions.missingIndexes(),
                    holder,
                    xid == null || across == null
                            ? null
                            : across.withExtension(EventCatalog.class, seeing -> seeing.tenantsOf(xid)),
                    across == null
                            ? List.of()
                            : across.withExtension(
                                    EventCatalog.class, seeing -> seeing.longStreams(EventChecks.LONG_STREAM)),
                    across != null && across.withExtension(EventCatalog.class, EventCatalog::isBehind));
        });
    }
}
