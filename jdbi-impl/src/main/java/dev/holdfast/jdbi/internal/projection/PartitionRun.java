package dev.holdfast.jdbi.internal.projection;

import dev.holdfast.RetryPolicy;
import dev.holdfast.error.HoldfastException;
import dev.holdfast.event.Checkpoint;
import dev.holdfast.event.CheckpointMismatchException;
import dev.holdfast.event.EventPage;
import dev.holdfast.event.Events;
import dev.holdfast.event.Position;
import dev.holdfast.event.RecordedEvent;
import dev.holdfast.jdbi.internal.outbox.PublisherFailure;
import dev.holdfast.jdbi.internal.session.SharedTransaction;
import dev.holdfast.outbox.Outbox;
import dev.holdfast.projection.ParkedStream;
import dev.holdfast.projection.Projection;
import dev.holdfast.projection.ProjectionSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A partition in this process. One thread at a time steps it; what the database says about it is read at the beginning of a
 * step, when nothing of it is under way. Where the events of a tenant pile up, the tenant gets a place of its own, so that the
 * others needn't wait for it; once it has caught up, it goes on with them.
 */
final class PartitionRun {

    /** A failure that may pass is taken for the events' after so many times. */
    private static final int PATIENCE = 5;

    private static final int SUSPICION = 2;
    private static final int MOST_SKIPPED = 100;
    private static final RetryPolicy PAUSES =
            new RetryPolicy(Integer.MAX_VALUE, Duration.ofMillis(100), Duration.ofSeconds(10));
    private static final Duration LONGEST_RETRY = Duration.ofMinutes(1);

    private final PartitionId id;
    private final ProjectionSettings settings;
    private final Coordination coordination;
    private final Scopes scopes;
    private final EventSource source;
    private final Handling handling;
    private final Batch batch;
    private final Marks marks;
    private final Told told;
    private final RetryClock clock;
    private final String node;
    private final Pages pages;

    private final Map<Object, TenantPlace> places = new LinkedHashMap<>();
    private final Map<StreamKey, ParkedStream> parked = new HashMap<>();
    private final Map<Position, Integer> suspicions = new HashMap<>();
    private Set<StreamKey> due = Set.of();
    private Checkpoint checkpoint = Checkpoint.START;
    private boolean verified;
    private boolean stopped;
    private boolean live;
    private int failures;
    private int lost;
    private long retryAt;

    private final BooleanSupplier leased;

    private volatile @Nullable UUID token;
    private volatile @Nullable UUID seen;
    private volatile Known known = new Known(null, false, 0, 0);
    private volatile boolean refresh = true;
    private volatile long busySince;

    PartitionRun(
            Held held,
            Projection projection,
            EventSource source,
            ProjectionSettings settings,
            Coordination coordination,
            Scopes scopes,
            Told told,
            String node,
            @Nullable Outbox outbox,
            RetryClock clock,
            BooleanSupplier leased,
            Executor reading) {
        this.id = held.id();
        this.token = held.token();
        this.seen = held.token();
        this.leased = leased;
        this.clock = clock;
        this.settings = settings;
        this.coordination = coordination;
        this.scopes = scopes;
        this.source = source;
        this.handling = new Handling(projection);
        this.batch = outbox == null
                ? new Batch(scopes, projection, settings.lease())
                : new OutboxBatch(scopes, outbox, settings.lease(), this::token, this::requireMine);
        this.marks = new Marks(id, clock);
        this.told = told;
        this.node = node;
        this.pages = new Pages(source, this::log, settings.batchSize(), reading);
    }

    PartitionId id() {
        return id;
    }

    /** Has the next step ask the database what has become of it, where that seems to be another thing than is known here. */
    void refreshIfOther(Held seen) {
        this.seen = seen.token();
        Known mine = known;
        if (!seen.token().equals(mine.token())
                || mine.stopped() != seen.stopped()
                || mine.places()
                        != seen.tenants().stream()
                                .filter(place -> !place.paused())
                                .count()
                || mine.parked() != seen.parked().size()
                || !seen.due().isEmpty()) {
            refresh = true;
        }
    }

    /** It isn't this process's any more: what is under way tells others nothing more. */
    void lose() {
        seen = null;
    }

    /** Ends what is under way of a partition that may be another process's by now, as far as can be told without asking. */
    private void requireMine() {
        if (!Objects.equals(seen, token)) {
            throw new LostPartitionException(id);
        }
        if (!leased.getAsBoolean()) {
            throw new HoldfastException("The lease of " + id
                    + " has run out, since this process couldn't tell the database in time that it is alive");
        }
    }

    /** What is known of a partition at the end of a step. */
    private record Known(@Nullable UUID token, boolean stopped, long places, int parked) {}

    /** Null where it isn't this process's any more. */
    @Nullable
    UUID token() {
        return token;
    }

    /** Since when its handlers have been running, by {@code System.nanoTime}; 0 where they aren't. */
    long busySince() {
        return busySince;
    }

    /**
     * Does some of what there is to do.
     *
     * @param end up to which events may be read
     * @return whether there is more
     */
    boolean step(Checkpoint end) {
        busySince = System.nanoTime() | 1;
        try {
            if (refresh) {
                refresh = false;
                adopt();
            }
            UUID mine = token;
            if (mine == null || stopped || (failures > 0 && clock.nanos() - retryAt < 0)) {
                return false;
            }
            boolean more = replayDue(mine);
            more |= catchUp(mine);
            more |= shared(mine, end);
            failures = 0;
            lost = 0;
            return more;
        } catch (CheckpointMismatchException mismatch) {
            stopped = true;
            failed(mismatch, true);
            return false;
        } catch (Throwable failure) {
            refresh = true;
            if (Faults.isLost(failure) && ++lost < PATIENCE) {
                return true;
            }
            failures++;
            retryAt = clock.nanos() + PAUSES.delayBefore(failures + 1).toNanos();
            failed(failure, false);
            return false;
        } finally {
            known = new Known(
                    token,
                    stopped,
                    places.values().stream().filter(place -> !place.paused()).count(),
                    parked.size());
            busySince = 0;
        }
    }

    private void failed(Throwable failure, boolean mismatch) {
        told.failed(id, failure);
        UUID mine = token;
        if (mine == null) {
            return;
        }
        try {
            coordination.report(mine, Faults.text(failure), null, mismatch);
        } catch (RuntimeException unreported) {
            failure.addSuppressed(unreported);
        }
    }

    private void adopt() {
        Held held = coordination.held(node).stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElse(null);
        token = held == null ? null : held.token();
        seen = token;
        pages.forget();
        if (held == null) {
            return;
        }
        verified &= checkpoint.equals(held.checkpoint());
        checkpoint = held.checkpoint();
        stopped = held.stopped();
        due = held.due();
        places.clear();
        held.tenants().forEach(place -> places.put(place.tenantId(), place));
        parked.clear();
        held.parked().forEach(stream -> parked.put(Coordination.key(stream), stream));
    }

    /** The events of all tenants that have no place of their own. */
    private boolean shared(UUID mine, Checkpoint end) {
        if (end.position().compareTo(checkpoint.position()) <= 0) {
            live |= !end.equals(Checkpoint.START); // else nobody has looked yet
            if (!verified && !end.equals(checkpoint)) {
                source.page(log(), checkpoint, end, 1); // refused where it is of another store, or of a later time
            }
            verified = true;
            return false;
        }
        Checkpoint from = checkpoint;
        Pages.Page page = pages.after(from, end);
        List<EventGroup> wanted = ofOthers(page.events());
        // what others have, or wait for, is passed by quickly: nobody behind it should wait for a batch each
        for (int skipped = 0; wanted.isEmpty() && !page.events().caughtUp() && skipped < MOST_SKIPPED; skipped++) {
            page = pages.after(page.events().checkpoint(), end);
            wanted = ofOthers(page.events());
        }
        return handleShared(mine, from, page.events(), wanted) || !page.end().equals(end);
    }

    private Events log() {
        return scopes.acrossTenants().apply("projection " + id.projection()).events();
    }

    private List<EventGroup> ofOthers(EventPage<Object> page) {
        return wanted(page).stream()
                .filter(event -> !places.containsKey(event.stream().tenantId()))
                .toList();
    }

    private boolean handleShared(UUID mine, Checkpoint from, EventPage<Object> page, List<EventGroup> found) {
        Object crowding = live && !page.caughtUp() ? crowding(page) : null;
        live |= page.caughtUp();
        List<EventGroup> wanted = found.stream()
                .filter(event -> !event.stream().tenantId().equals(crowding))
                .toList();
        Checkpoint to = page.checkpoint();
        handle(wanted, shared -> {
            marks.advance(shared.handle(), mine, from, to);
            if (crowding != null) {
                batch.within(crowding, shared, inside -> marks.place(inside, crowding, from));
            }
        });
        if (crowding != null) {
            places.put(crowding, new TenantPlace(crowding, from, false));
        }
        checkpoint = to;
        return !page.caughtUp() || crowding != null;
    }

    /** The tenant to which most of a full page belongs, where it isn't alone; null for none. */
    private @Nullable Object crowding(EventPage<Object> page) {
        Map<Object, Long> counts =
                page.events().stream().collect(Collectors.groupingBy(RecordedEvent::tenantId, Collectors.counting()));
        counts.keySet().removeAll(places.keySet());
        return counts.entrySet().stream()
                .filter(count -> count.getValue() * 2 > settings.batchSize())
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(null);
    }

    /** One page of one tenant that is behind the others, in turns. */
    private boolean catchUp(UUID mine) {
        List<TenantPlace> waiting =
                places.values().stream().filter(place -> !place.paused()).toList();
        if (waiting.isEmpty()) {
            return false;
        }
        TenantPlace place = waiting.get(0);
        Object tenant = place.tenantId();
        Events events = scopes.tenant().apply(tenant).events();
        Checkpoint here = checkpoint;
        EventPage<Object> page;
        try {
            page = source.page(events, place.checkpoint(), here, settings.batchSize());
        } catch (CheckpointMismatchException mismatch) { // by whoever wrote it: the tenant's own matter
            places.put(tenant, new TenantPlace(tenant, place.checkpoint(), true));
            told.failed(id, mismatch);
            return waiting.size() > 1;
        }
        handle(wanted(page), shared -> {
            marks.advance(shared.handle(), mine, here, here);
            batch.within(tenant, shared, inside -> {
                if (page.caughtUp()) {
                    marks.leave(inside, tenant);
                } else {
                    marks.place(inside, tenant, page.checkpoint());
                }
            });
        });
        places.remove(tenant);
        if (!page.caughtUp()) {
            places.put(tenant, new TenantPlace(tenant, page.checkpoint(), false)); // behind the others
        }
        return !page.caughtUp() || waiting.size() > 1;
    }

    /** What this partition handles of a page: not what waits in a parked stream. */
    private List<EventGroup> wanted(EventPage<Object> page) {
        List<EventGroup> wanted = new ArrayList<>();
        for (EventGroup event : EventGroup.of(page.events(), page.failed())) {
            EventGroup own = own(event);
            if (own != null && !parked.containsKey(event.stream())) {
                wanted.add(own);
            }
        }
        return wanted;
    }

    /** What is this partition's of a stored event; null where nothing is. What can't be read may be each one's. */
    private @Nullable EventGroup own(EventGroup event) {
        if (event.unreadable() != null) {
            return event;
        }
        try {
            List<RecordedEvent<Object>> own = event.events().stream()
                    .filter(part -> handling.isIn(id.partition(), part))
                    .toList();
            return own.isEmpty() ? null : event.of(own);
        } catch (RuntimeException keyless) {
            return event.unreadable(keyless);
        }
    }

    /** {@code end} locks the partition before what waits there is written, as all do that write both. */
    private void handle(List<EventGroup> events, Consumer<SharedTransaction> end) {
        long begun = System.nanoTime();
        if (!tried(events, end)) {
            List<Batch.Failed> failed = single(events, false, (shared, failures) -> {
                end.accept(shared);
                failures.forEach(each -> park(shared, each, 1));
            });
            failed.forEach(each -> parked(each, 1));
        }
        if (!events.isEmpty()) {
            told.handled(id, events.size(), Duration.ofNanos(System.nanoTime() - begun));
        }
        told.moved(id);
    }

    /** Whether all went well at once; where it didn't, and an event may be to blame, nothing was done. */
    private boolean tried(List<EventGroup> events, Consumer<SharedTransaction> end) {
        if (!batch.handlesSeveral()
                || events.stream()
                        .anyMatch(event -> event.unreadable() != null || suspicions.containsKey(event.position()))) {
            return false;
        }
        try {
            batch.whole(events, end);
            return true;
        } catch (Throwable failure) {
            boolean waits = Faults.isPassing(failure) && failures < PATIENCE && !Faults.isSuspect(failure);
            if (waits || (Faults.isOfAll(failure) && !Faults.isSuspect(failure)) || events.isEmpty()) {
                throw failure;
            }
            return false;
        }
    }

    private List<Batch.Failed> single(
            List<EventGroup> events, boolean stopping, BiConsumer<SharedTransaction, List<Batch.Failed>> end) {
        EventGroup suspect = events.stream()
                .filter(event -> suspicions.getOrDefault(event.position(), 0) >= SUSPICION)
                .findFirst()
                .orElse(null);
        List<Batch.Failed> failed = batch.single(
                events,
                suspect,
                stopping,
                event -> suspicions.merge(event.position(), 1, Integer::sum),
                (shared, all) -> {
                    List<Batch.Failed> more = all.stream()
                            .filter(each -> !parked.containsKey(each.event().stream()))
                            .toList();
                    if (!more.isEmpty() && parked.size() + more.size() > settings.maxParked()) {
                        throw tooMany(more.get(0));
                    }
                    end.accept(shared, all);
                });
        events.forEach(event -> suspicions.remove(event.position()));
        return failed;
    }

    private HoldfastException tooMany(Batch.Failed failed) {
        return new HoldfastException(
                "More than " + settings.maxParked() + " streams of " + id
                        + " would be parked, so the fault is hardly theirs: it"
                        + " waits instead. Mend the handler, or raise maxParked",
                failed.failure());
    }

    private void park(SharedTransaction shared, Batch.Failed failed, int attempts) {
        EventGroup event = failed.event();
        batch.within(
                event.stream().tenantId(),
                shared,
                inside -> marks.park(
                        inside, event, Faults.text(failed.failure()), attempts, delay(attempts, failed.failure())));
    }

    /** When a stream is tried again that was tried so often; null for by hand alone. What a publisher is to blame for passes. */
    private @Nullable Duration delay(int attempts, Throwable failure) {
        if (failure instanceof PublisherFailure && settings.retries().attempts() > 1) {
            Duration grown = settings.retries().delayBefore(attempts + 1);
            return grown.compareTo(LONGEST_RETRY) > 0 ? LONGEST_RETRY : grown;
        }
        return attempts >= settings.retries().attempts()
                ? null
                : settings.retries().delayBefore(attempts + 1);
    }

    private void parked(Batch.Failed failed, int attempts) {
        EventGroup event = failed.event();
        Duration delay = delay(attempts, failed.failure());
        Instant now = clock.instant();
        ParkedStream stream = new ParkedStream(
                id.projection(),
                id.version(),
                id.partition(),
                event.stream().tenantId(),
                event.stream().stream(),
                event.version(),
                event.position(),
                event.type(),
                Faults.text(failed.failure()),
                attempts,
                now,
                delay == null ? null : now.plus(delay));
        parked.put(event.stream(), stream);
        told.parked(stream, failed.failure());
    }

    /** Tries parked streams again whose time has come. */
    private boolean replayDue(UUID mine) {
        Set<StreamKey> now = due;
        due = Set.of();
        boolean more = false;
        for (StreamKey key : now) {
            ParkedStream stream = parked.get(key);
            TenantPlace place = places.get(key.tenantId());
            if (stream != null && (place == null || !place.paused())) {
                more |= replay(mine, key, stream, (place == null ? checkpoint : place.checkpoint()).position());
            }
        }
        if (more) {
            refresh = true;
        }
        return more;
    }

    private boolean replay(UUID mine, StreamKey key, ParkedStream stream, Position upTo) {
        Events events = scopes.tenant().apply(key.tenantId()).events();
        EventSource.Tail tail = source.tail(events, stream, settings.batchSize());
        List<EventGroup> wanted = new ArrayList<>();
        boolean truncated = tail.stored().isEmpty()
                ? stream.attempts() > 0 && events.info(key.stream()).isPresent()
                : tail.stored().get(0).version() > stream.version();
        if (truncated) {
            wanted.add(gone(key, stream));
        } else {
            tail.groups().stream()
                    .filter(event -> event.position().compareTo(upTo) <= 0)
                    .map(this::own)
                    .filter(Objects::nonNull)
                    .forEach(wanted::add);
        }
        boolean whole = tail.isWhole()
                || tail.stored().get(tail.stored().size() - 1).position().compareTo(upTo) > 0;
        Checkpoint here = checkpoint;
        List<Batch.Failed> failed = single(wanted, true, (shared, failures) -> {
            marks.advance(shared.handle(), mine, here, here);
            batch.within(key.tenantId(), shared, inside -> {
                if (!marks.isParked(inside, key, stream.version())) {
                    throw new LostPartitionException(id); // skipped meanwhile: what it is now is read anew
                }
            });
            if (!failures.isEmpty()) {
                park(shared, failures.get(0), attempts(stream, failures.get(0)));
            } else {
                batch.within(key.tenantId(), shared, inside -> {
                    if (whole) {
                        marks.unpark(inside, key);
                    } else {
                        RecordedEvent<?> last = tail.stored().get(tail.stored().size() - 1);
                        marks.move(inside, key, last.version() + 1, last.position());
                    }
                });
            }
        });
        if (!failed.isEmpty()) {
            parked(failed.get(0), attempts(stream, failed.get(0)));
        } else if (whole) {
            parked.remove(key);
            told.unparked(stream);
        }
        told.moved(id);
        return failed.isEmpty() && !whole;
    }

    private static EventGroup gone(StreamKey key, ParkedStream stream) {
        return new EventGroup(
                key,
                stream.version(),
                stream.position(),
                stream.type(),
                List.of(),
                new HoldfastException(
                        "The event " + stream.version() + " of " + stream.stream()
                                + " isn't there any more: it was truncated while the stream was parked. Skip it, or build a new version"));
    }

    private static int attempts(ParkedStream before, Batch.Failed failed) {
        return failed.event().version() == before.version() ? before.attempts() + 1 : 1;
    }
}
