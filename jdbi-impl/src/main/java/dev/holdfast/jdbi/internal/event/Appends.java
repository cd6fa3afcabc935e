package dev.holdfast.jdbi.internal.event;

import dev.holdfast.error.InvalidValueException;
import dev.holdfast.error.SerializationFailureException;
import dev.holdfast.event.AppendResult;
import dev.holdfast.event.EventIdReusedException;
import dev.holdfast.event.EventMetadata;
import dev.holdfast.event.NewEvent;
import dev.holdfast.event.PartialDuplicateException;
import dev.holdfast.event.Position;
import dev.holdfast.event.StreamAppend;
import dev.holdfast.event.StreamClosedException;
import dev.holdfast.event.StreamId;
import dev.holdfast.event.VersionConflictException;
import dev.holdfast.internal.Parameter;
import dev.holdfast.jdbi.internal.session.ScopeSession;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Appends, and says why where one is refused.
 */
record Appends(EventSession events) {

    /** What refuse_stale_stream names. */
    private static final String STALE = "streams_snapshot";

    /**
     * What was stored, or had been.
     *
     * @param due what is to be run in the append's transaction
     */
    record Appended(List<AppendResult> results, List<Integer> due) {}

    Appended append(List<StreamAppend> appends, EventMetadata metadata) {
        Object tenant = events.requireTenant("An append");
        requireDistinct(appends);
        AppendBatch batch = new AppendBatch(events.store(), appends, metadata);
        AppendOutcome outcome;
        try {
            outcome = outcome(tenant, batch);
        } catch (SerializationFailureException lost) {
            throw conflicting(tenant, appends, lost);
        }
        return switch (outcome.outcome()) {
            case "appended" -> new Appended(results(appends, outcome, false), outcome.due());
            case "duplicate" -> new Appended(results(appends, outcome, true), List.of());
            case "conflict" -> {
                StreamAppend failed = appends.get(outcome.place());
                throw new VersionConflictException(tenant, failed.stream(), failed.expected(), outcome.actual(), null);
            }
            case "partial" -> throw partial(appends, outcome.known());
            case "reused" ->
                throw new EventIdReusedException(outcome.known().get(0), Objects.requireNonNull(outcome.knownStream()));
            default ->
                throw new StreamClosedException(
                        appends.get(outcome.place()).stream(), EventSession.state(outcome.outcome()));
        };
    }

    private AppendOutcome outcome(Object tenant, AppendBatch batch) {
        AppendQueue queue = events.store().queue();
        if (queue != null && batch.isOne() && events.session() instanceof ScopeSession scope && scope.isStandalone()) {
            OneAppend element = batch.element(tenant, scope.told());
            if (AppendQueue.takes(element)) {
                return queue.append(
                        element,
                        group -> scope.withoutTenant()
                                .list(CoalescedAppends.of(group))
                                .get(0),
                        () -> alone(batch));
            }
        }
        return alone(batch);
    }

    private AppendOutcome alone(AppendBatch batch) {
        Parameter tenant = events.tenantParameter();
        Optional<AppendOutcome> known =
                batch.isOne() ? events.list(batch.one(tenant)).get(0) : Optional.empty();
        return known.orElseGet(() -> events.list(batch.all(tenant)).get(0));
    }

    private static void requireDistinct(List<StreamAppend> appends) {
        if (appends.isEmpty()) {
            throw new InvalidValueException("An append", "names no stream", "give at least one");
        }
        if (appends.size() == 1) {
            return;
        }
        Set<StreamId> streams = new HashSet<>();
        Set<UUID> ids = new HashSet<>();
        for (StreamAppend append : appends) {
            if (!streams.add(append.stream())) {
                throw new InvalidValueException(
                        "An append", "names the stream " + append.stream() + " twice", "put its events together");
            }
            for (NewEvent event : append.events()) {
                if (!ids.add(event.id())) {
                    throw new InvalidValueException(
                            "An append", "has two events of the id " + event.id(), "give each its own");
                }
            }
        }
    }

    /**
     * In a stricter isolation the loser gets an error of PostgreSQL's, and the winner's version stays unseen; of several
     * streams also which one it was. Where what was seen didn't fit and has changed since, nobody knows whether there was a
     * conflict at all.
     */
    private static RuntimeException conflicting(
            Object tenant, List<StreamAppend> appends, SerializationFailureException lost) {
        if (STALE.equals(lost.constraint())) {
            return lost;
        }
        List<StreamAppend> expecting = appends.stream()
                .filter(append -> append.expected().code() != null)
                .toList();
        return expecting.size() == 1
                ? new VersionConflictException(
                        tenant, expecting.get(0).stream(), expecting.get(0).expected(), -1, lost)
                : lost;
    }

    private static List<AppendResult> results(List<StreamAppend> appends, AppendOutcome outcome, boolean duplicate) {
        List<Long> versions = outcome.versions();
        List<Long> positions = outcome.positions();
        List<AppendResult> results = new ArrayList<>(appends.size());
        int at = 0;
        for (StreamAppend append : appends) {
            int behind = at + append.events().size();
            results.add(new AppendResult(
                    append.stream(),
                    versions.subList(at, behind),
                    positions.subList(at, behind).stream().map(Position::new).toList(),
                    duplicate));
            at = behind;
        }
        return results;
    }

    private static PartialDuplicateException partial(List<StreamAppend> appends, List<UUID> known) {
        Set<UUID> there = new HashSet<>(known);
        List<UUID> unknown = appends.stream()
                .flatMap(append -> append.events().stream())
                .map(NewEvent::id)
                .filter(id -> !there.contains(id))
                .toList();
        return new PartialDuplicateException(
                appends.stream().map(StreamAppend::stream).toList(), known, unknown);
    }
}
