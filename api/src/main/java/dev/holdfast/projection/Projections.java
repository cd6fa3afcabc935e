package dev.holdfast.projection;

import dev.holdfast.event.Position;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/**
 * The projections of a Holdfast: runs them, tells how they are, and waits for them. Thread-safe. What isn't about one tenant is
 * done through the data source for work across tenants.
 */
public interface Projections {

    /**
     * Runs all of them in this process, until what is returned is closed: together with other processes, each partition in one
     * of them. Events are looked for by one thread, whatever the number of projections and tenants.
     *
     * @throws dev.holdfast.error.SchemaException where a projection had another number of partitions in this version, or the
     *     tables aren't there
     * @throws dev.holdfast.error.TenantRequiredException where the Holdfast has no data source for work across tenants
     */
    RunningProjections start();

    /**
     * Tells other processes of this one's appends, until what is returned is closed: by {@code pg_notify('holdfast_events', …)}, on a thread and a
     * connection of the data source for work across tenants of its own, behind the appends' commits, and at most once each shortest poll. For
     * processes that append and run no projections; those that run some, and listen, do so by themselves.
     */
    RunningAnnouncements announce();

    /**
     * Runs all of them step by step on the caller's thread, for tests; in this process alone.
     *
     * @param clock by which parked streams are tried again, and partitions that failed. Leases stay by the server's clock
     * @param batchSize how many stored events a transaction handles at most, as in {@link ProjectionSettings#batchSize(int)}; 1 to 100,000
     * @throws dev.holdfast.error.HoldfastException where another process runs one of the partitions: close it before
     * @throws dev.holdfast.error.SchemaException as {@link #start}
     */
    SteppedProjections stepped(Clock clock, int batchSize);

    /** How each partition is that the database knows, in the order of names, versions and partitions. */
    List<ProjectionStatus> status();

    /**
     * Stops a projection, all versions of it, in all processes, within the longest poll. What it has under way is rolled back.
     *
     * @throws dev.holdfast.error.InvalidValueException where it isn't there, or is inline and in force
     */
    void pause(String projection);

    /** Lets a projection go on; also one whose checkpoint didn't fit, which is then tried once more. */
    void resume(String projection);

    /** Stops a projection for one tenant: its events wait, other tenants' don't. */
    void pause(String projection, Object tenantId);

    /** Lets a projection go on for a tenant, from where that was paused. */
    void resume(String projection, Object tenantId);

    /** The parked streams of a projection, the longest parked first; up to ten thousand. */
    List<ParkedStream> parked(String projection);

    /** Tries a parked stream again, from its failed event on, in the process that runs it, within the longest poll. */
    void unpark(ParkedStream stream);

    /**
     * Tries all parked streams of a projection again.
     *
     * @return how many
     */
    int unpark(String projection);

    /**
     * Leaves out the event that a parked stream waits at, for good, and tries those behind it. The read model is without that
     * event from then on.
     *
     * @param reason why; it is logged
     * @throws dev.holdfast.error.InvalidValueException where the stream isn't parked at that event any more
     */
    void skip(ParkedStream stream, String reason);

    /**
     * Has another version of a projection read: {@code holdfast.serving_version(name)} tells it from the commit on.
     *
     * <p>An inline one is put in force by it, and one that was in force isn't any more, in the same step: it goes on from there
     * as others do, as long as a process runs it. Appends wait meanwhile: this waits for those under way up to five seconds, and as
     * long for the last events to be handled, in the process that runs that version. What doesn't run it can't append from then on.
     *
     * @throws dev.holdfast.error.InvalidValueException where that version isn't there, or hasn't caught up with the one that is
     *     read now; of an inline one, where it hasn't caught up with the store, or appends are under way for too long
     */
    void serve(String projection, int version);

    /**
     * Forgets a version of a projection that no process runs: how far it is, what is parked, which tenants are behind. What it
     * wrote stays in its tables.
     *
     * @throws dev.holdfast.error.InvalidValueException where that version isn't there, is run, or is the one that is read while
     *     there is another one
     */
    void drop(String projection, int version);

    /**
     * Has an outbox publish again what is behind a position, with the keys that it had: its parked streams that stand there too. Where it
     * isn't as far as that, it stays where it is. Of a projection it is refused, since its read model would count events twice.
     *
     * @param after of an event, {@code Position.START} for all
     * @throws dev.holdfast.error.InvalidValueException where there is no such outbox
     */
    void replay(String outbox, Position after);

    /**
     * Waits until projections have handled a tenant's events up to a position; for no others. Asks the database after each
     * batch that this process commits, and at polls of 20 to 250 ms. An inline projection that is in force has handled whatever
     * is committed: it isn't waited for.
     *
     * @param position of an append, {@code result.position()}; of the same store
     * @param projections names, at least one; each in the version that is read
     * @throws ProjectionTimeoutException where they haven't by then, with how far they are
     * @throws StreamParkedException at once, where the position is an event of a stream that is parked there
     */
    void await(Object tenantId, Position position, Duration timeout, String... projections);
}
