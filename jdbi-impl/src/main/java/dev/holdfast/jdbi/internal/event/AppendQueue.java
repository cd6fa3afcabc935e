package dev.holdfast.jdbi.internal.event;

import dev.holdfast.error.ConnectionUnavailableException;
import dev.holdfast.error.DatabaseException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Appends that are asked for at the same time. Whoever comes first appends for itself, as ever. Who comes meanwhile waits, and when
 * that one is done, the first of those takes the others along in one statement, and then hands over in its turn. So whoever leads
 * does it once, and nobody waits for others to come.
 *
 * <p>Nobody depends on who is stuck: who isn't taken along in time leads the others in its stead, so that the more are under way
 * the longer one takes. What the statement leaves out, and all of it where it is refused, is appended by each caller for itself,
 * which gives it its own result or error. Thread-safe.
 */
final class AppendQueue {

    private static final int MOST = 100;
    private static final int LONGEST = 10_000;
    private static final long PATIENCE = TimeUnit.MILLISECONDS.toNanos(1);
    /** How often whoever was taken along looks by itself whether that is over: an Error may have come before the wake-up call. */
    private static final long LOOK = TimeUnit.MILLISECONDS.toNanos(500);

    private static final Set<String> UNKNOWN_OUTCOME = Set.of("40003", "57P01", "57P02", "57P03", "?????");

    private final ReentrantLock lock = new ReentrantLock();
    private final Queue<Place> waiting = new ArrayDeque<>();
    /** Whoever hands over to the next; there is one as long as anybody waits. */
    private @Nullable Place leader;

    /** Sends several appends in one statement. */
    interface Together {

        /** What became of each; empty where it is to go by itself. */
        List<Optional<AppendOutcome>> send(List<OneAppend> appends);
    }

    /** Whether an append may go along with others. */
    static boolean takes(OneAppend append) {
        return append.characters() <= LONGEST;
    }

    /**
     * Appends, along with others or alone.
     *
     * @param alone what appends this one for itself
     */
    AppendOutcome append(OneAppend append, Together together, Supplier<AppendOutcome> alone) {
        Place mine = new Place(append);
        Group group = begins(mine) ? new Group(List.of(mine)) : awaitTurn(mine);
        if (group.places.get(0) == mine) {
            if (group.places.size() == 1) {
                try {
                    return alone.get();
                } finally {
                    handOver(mine);
                }
            }
            lead(mine, group, together);
        }
        Optional<AppendOutcome> outcome = group.outcomeOf(mine);
        return outcome.isPresent() ? outcome.get() : alone.get();
    }

    /** One caller's place in the queue. */
    private static final class Place {

        final OneAppend append;
        final Thread thread = Thread.currentThread();
        volatile boolean leads;
        volatile @Nullable Group group;

        Place(OneAppend append) {
            this.append = append;
        }
    }

    /** Those who go together, the leader first. Whoever sees that it is over sees what came of it. */
    private static final class Group {

        final List<Place> places;

        @Nullable
        List<Optional<AppendOutcome>> outcomes;

        boolean undone;

        @Nullable
        Throwable failure;

        volatile boolean over;

        Group(List<Place> places) {
            this.places = places;
        }

        Optional<AppendOutcome> outcomeOf(Place place) {
            List<Optional<AppendOutcome>> known = outcomes;
            if (known != null) {
                return known.get(places.indexOf(place));
            }
            if (undone) {
                return Optional.empty();
            }
            throw told(failure);
        }
    }

    private boolean begins(Place mine) {
        lock.lock();
        try {
            if (leader == null) {
                leader = mine;
                return true;
            }
            waiting.add(mine);
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** The group that was taken along, or that is to be led. What is sent for others can't be interrupted, as no statement can. */
    private Group awaitTurn(Place mine) {
        long begun = System.nanoTime();
        boolean interrupted = false;
        try {
            while (true) {
                Group group = mine.group;
                if (group != null && group.over) {
                    return group;
                }
                boolean impatient = group == null && System.nanoTime() - begun > PATIENCE;
                if (mine.leads || impatient) {
                    Group led = assemble(mine);
                    if (led != null) {
                        return led;
                    }
                }
                LockSupport.parkNanos(this, group == null ? PATIENCE : LOOK);
                interrupted |= Thread.interrupted();
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Those who wait, led by one of them; null where somebody else has taken it along. */
    private @Nullable Group assemble(Place mine) {
        lock.lock();
        try {
            if (!mine.leads) {
                if (!waiting.remove(mine)) {
                    return null;
                }
                leader = mine; // whoever takes so long hands over to nobody any more
            }
            List<Place> places = new ArrayList<>(MOST);
            places.add(mine);
            Group group = new Group(places);
            Class<?> tenants = mine.append.tenant().getClass();
            for (Place other : waiting) {
                if (places.size() < MOST && other.append.tenant().getClass() == tenants) {
                    places.add(other);
                }
            }
            try {
                for (Place each : places) {
                    each.group = group;
                }
                waiting.removeAll(places);
            } catch (Throwable failure) { // whoever was told of a group waits for it, and nothing is sent for this one
                group.undone = true;
                group.over = true;
                throw failure;
            }
            return group;
        } finally {
            lock.unlock();
        }
    }

    private void lead(Place mine, Group group, Together together) {
        try {
            group.outcomes = together.send(
                    group.places.stream().map(place -> place.append).toList());
        } catch (RuntimeException | Error failure) {
            if (!isRefusal(failure)) {
                group.failure = failure;
                throw failure;
            }
            group.undone = true;
        } finally {
            group.over = true; // first, and no call: the stack may be at its end
            handOver(mine);
            for (Place place : group.places) {
                if (place != mine) {
                    LockSupport.unpark(place.thread);
                }
            }
        }
    }

    private void handOver(Place mine) {
        Place next = null;
        lock.lock();
        try {
            if (leader == mine) {
                next = waiting.poll();
                leader = next;
                if (next != null) {
                    next.leads = true;
                }
            }
        } finally {
            lock.unlock();
        }
        if (next != null) {
            LockSupport.unpark(next.thread);
        }
    }

    /** Whether PostgreSQL has refused the whole. Where there was no connection, nobody needs to wait for one again. */
    private static boolean isRefusal(Throwable failure) {
        return failure instanceof DatabaseException refused
                && !(refused instanceof ConnectionUnavailableException)
                && !refused.sqlState().startsWith("08")
                && !UNKNOWN_OUTCOME.contains(refused.sqlState());
    }

    /** What each of those is told who were taken along: an exception of its own. */
    private static DatabaseException told(@Nullable Throwable failure) {
        if (failure instanceof DatabaseException refused) {
            String message = String.valueOf(refused.getMessage());
            DatabaseException.Refusal parts = new DatabaseException.Refusal(
                    refused.sqlState(),
                    refused.table(),
                    refused.column(),
                    refused.constraint(),
                    refused.serverMessage());
            return refused instanceof ConnectionUnavailableException
                    ? new ConnectionUnavailableException(message, parts, refused)
                    : new DatabaseException(message, parts, refused);
        }
        return new DatabaseException(
                "The thread that sent this append along with its own failed: whether it took effect, nobody knows. Repeat it with"
                        + " the same events, whose ids tell",
                new DatabaseException.Refusal("?????", null, null, null, null),
                failure);
    }
}
