package dev.holdfast.jdbi.internal.event.doctor;

import dev.holdfast.doctor.Check;
import dev.holdfast.doctor.Finding;
import dev.holdfast.event.EventCheck;
import dev.holdfast.jdbi.internal.doctor.Connections;
import dev.holdfast.jdbi.internal.doctor.Examination;
import dev.holdfast.jdbi.internal.doctor.Facts;
import dev.holdfast.table.Schema;
import java.util.List;
import java.util.stream.Stream;

/** Examines the event store of a Holdfast that has one. */
public final class EventExamination implements Examination {

    /** A transaction that has appended and stays open for so long holds every reader. */
    private static final long LONG_SECONDS = 10;

    private final long holdersFrom;

    /** For what is usual. */
    public EventExamination() {
        this(LONG_SECONDS);
    }

    /**
     * With another age from which on an appender's transaction is told of.
     *
     * @param holdersFrom in seconds
     */
    EventExamination(long holdersFrom) {
        this.holdersFrom = holdersFrom;
    }

    @Override
    public List<? extends Check> checks() {
        return List.of(EventCheck.values());
    }

    @Override
    public boolean looksAcrossTenants(Schema schema) {
        return true;
    }

    @Override
    public Stream<Finding> findings(Facts facts, Connections connections) {
        return EventChecks.of(facts, EventFacts.read(facts, connections, holdersFrom));
    }
}
