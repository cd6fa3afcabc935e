package dev.holdfast.jdbi.internal.projection;

import dev.holdfast.Transaction;
import dev.holdfast.event.AppendResult;
import dev.holdfast.event.Events;
import dev.holdfast.event.OpenedEvent;
import dev.holdfast.event.RawEvent;
import dev.holdfast.event.RecordedEvent;
import dev.holdfast.event.StreamAppend;
import dev.holdfast.event.StreamRead;
import dev.holdfast.jdbi.internal.event.AppendHandlers;
import dev.holdfast.projection.InlineProjectionException;
import dev.holdfast.projection.Projection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The inline projections of a Holdfast. What they handle is read from the store, in the append's transaction: so a handler is given
 * what it is given when the projection is built anew. Immutable and thread-safe.
 */
public final class InlineProjections implements AppendHandlers {

    private final List<Handling> handlings;
    private final List<String> names;

    /** Those of these that are inline. */
    public InlineProjections(List<Projection> declared) {
        this.handlings = declared.stream()
                .filter(Projection::isInline)
                .map(Handling::new)
                .toList();
        this.names = handlings.stream()
                .map(handling -> handling.projection().toString())
                .toList();
    }

    @Override
    public List<String> names() {
        return names;
    }

    @Override
    public void handle(List<Integer> due, List<StreamAppend> appends, List<AppendResult> results, Transaction tx) {
        for (int place : due) {
            if (place <= handlings.size()) {
                handle(handlings.get(place - 1), appends, results, tx);
            }
        }
    }

    private static void handle(
            Handling handling, List<StreamAppend> appends, List<AppendResult> results, Transaction tx) {
        List<RecordedEvent<Object>> wanted = new ArrayList<>();
        for (int i = 0; i < appends.size(); i++) {
            if (mayWant(handling.projection(), appends.get(i))) {
                read(handling.projection(), results.get(i), tx.events()).stream()
                        .filter(event -> handling.isIn(0, event))
                        .forEach(wanted::add);
            }
        }
        wanted.sort(Comparator.comparing(RecordedEvent::position));
        PendingWrites writes = new PendingWrites(tx);
        for (RecordedEvent<Object> event : wanted) {
            attempt(handling.projection(), event, () -> {
                handling.each(event, tx, writes);
                writes.send();
            });
        }
        writes.end();
        if (!wanted.isEmpty()) {
            attempt(handling.projection(), wanted.get(0), () -> handling.batch(wanted, tx));
        }
    }

    /** Whether it is worth reading what was stored. */
    private static boolean mayWant(Projection projection, StreamAppend append) {
        boolean inCategory = projection.categories().isEmpty()
                || projection.categories().contains(append.stream().category());
        return inCategory
                && (projection.isRaw()
                        || append.events().stream().anyMatch(event -> projection.handlers().stream()
                                .anyMatch(on -> on.type().isInstance(event.data()))));
    }

    private static List<RecordedEvent<Object>> read(Projection projection, AppendResult stored, Events events) {
        List<Long> versions = stored.versions();
        StreamRead<Object> read = events.read(stored.stream())
                .fromVersion(versions.get(0))
                .upToVersion(versions.get(versions.size() - 1));
        return EventSource.widened(list(projection, read)).stream()
                .filter(event -> projection.typeNames().isEmpty()
                        || projection.typeNames().contains(event.type()))
                .toList();
    }

    private static List<? extends RecordedEvent<?>> list(Projection projection, StreamRead<Object> read) {
        Class<?> first = projection.handlers().get(0).type();
        return first == RawEvent.class
                ? read.raw().list()
                : first == OpenedEvent.class ? read.opened().list() : read.list();
    }

    private interface Call {
        void run() throws Exception;
    }

    private static void attempt(Projection projection, RecordedEvent<?> event, Call call) {
        try {
            call.run();
        } catch (Exception failure) {
            if (failure instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            throw new InlineProjectionException(projection, event, failure);
        }
    }
}
