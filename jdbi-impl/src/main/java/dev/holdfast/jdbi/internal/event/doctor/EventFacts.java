package dev.holdfast.jdbi.internal.event.doctor;

import dev.holdfast.jdbi.internal.doctor.Connections;
import dev.holdfast.jdbi.internal.doctor.Facts;
import dev.holdfast.jdbi.internal.doctor.OwnFunction;
import dev.holdfast.jdbi.internal.doctor.Policy;
import dev.holdfast.jdbi.internal.event.doctor.EventRows.BlockerRow;
import dev.holdfast.jdbi.internal.event.doctor.EventRows.CommitsRow;
import dev.holdfast.jdbi.internal.event.doctor.EventRows.EventTableRow;
import dev.holdfast.jdbi.internal.event.doctor.EventRows.HolderRow;
import dev.holdfast.jdbi.internal.event.doctor.EventRows.KeyHolderRow;
import dev.holdfast.jdbi.internal.event.doctor.EventRows.LongStreamsRow;
import dev.holdfast.jdbi.internal.event.doctor.EventRows.MissingIndexRow;
import dev.holdfast.jdbi.internal.event.doctor.EventRows.MissingTriggerRow;
import dev.holdfast.jdbi.internal.event.doctor.EventRows.PositionsRow;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * What was read for the event store; nothing is asked where a Holdfast has none.
 *
 * @param policies by the tables' oids
 * @param positions null where there is no sequence
 * @param holder who holds readers; null for nobody
 * @param holderTenants whose events they are, as far as that can be seen; null where nobody may look
 * @param keyHolders who holds keys of appenders
 * @param blockers whom appends wait for
 * @param commits where it is said that commits don't wait for the disk; null where it isn't
 * @param behind whether positions would be drawn that are taken
 */
record EventFacts(
        List<EventTableRow> tables,
        Map<Long, List<Policy>> policies,
        List<MissingTriggerRow> missingTriggers,
        List<OwnFunction> functions,
        @Nullable PositionsRow positions,
        List<MissingIndexRow> missingIndexes,
        @Nullable HolderRow holder,
        @Nullable List<String> holderTenants,
        List<KeyHolderRow> keyHolders,
        List<LongStreamsRow> longStreams,
        List<BlockerRow> blockers,
        @Nullable CommitsRow commits,
        boolean behind) {

    static final int TABLES = 6;

    /** Reads, as the application, and as the role for work across tenants where there is a connection of it. */
    static EventFacts read(Facts facts, Connections connections, long holdersFrom) {
        Jdbi across = connections.across();
        return connections.application().withExtension(EventCatalog.class, questions -> {
            List<EventTableRow> tables = questions.tables(facts.acrossRoles().toArray(String[]::new));
            if (tables.size() < TABLES) {
                return new EventFacts(
                        tables, Map.of(), List.of(), List.of(), null, List.of(), null, null, List.of(), List.of(),
                        List.of(), null, false);
            }
            Map<Long, List<Policy>> policies = Policy.read(
                    connections.application(),
                    tables.stream().map(EventTableRow::oid).toList());
            HolderRow holder = questions.holders().stream()
                    .filter(row -> row.seconds() == null || row.seconds() >= holdersFrom)
                    .findFirst()
                    .orElse(null);
            String xid = holder == null ? null : holder.xid();
            return new EventFacts(
                    tables,
                    policies,
                    questions.missingTriggers(),
                    questions.functions(EventCatalog.EVERY_POSITION),
                    questions.positions().orElse(null),
                    questions.missingIndexes(),
                    holder,
                    xid == null || across == null
                            ? null
                            : across.withExtension(EventCatalog.class, seeing -> seeing.tenantsOf(xid)),
                    questions.keyHolders(),
                    across == null
                            ? List.of()
                            : across.withExtension(
                                    EventCatalog.class, seeing -> seeing.longStreams(EventChecks.LONG_STREAM)),
                    questions.blockers().stream()
                            .filter(row -> row.waiting() >= holdersFrom)
                            .toList(),
                    questions.asynchronousCommits().orElse(null),
                    across != null && isBehind(across));
        });
    }

    /** Asked twice: an append that is committed between two looks seems to lie above what may be read. */
    private static boolean isBehind(Jdbi across) {
        return Stream.generate(() -> across.withExtension(EventCatalog.class, EventCatalog::isBehind))
                .limit(2)
                .allMatch(isBehind -> isBehind);
    }
}
