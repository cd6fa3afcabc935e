package dev.holdfast.examples.quickstart;

import static dev.holdfast.event.StreamId.stream;
import static dev.holdfast.examples.quickstart.QuickstartMain.counted;

import dev.holdfast.TenantScope;
import dev.holdfast.event.Aggregate;
import dev.holdfast.event.AppendResult;
import dev.holdfast.event.Checkpoint;
import dev.holdfast.event.ExpectedVersion;
import dev.holdfast.event.Loaded;
import dev.holdfast.event.RecordedEvent;
import dev.holdfast.event.Snapshots;
import dev.holdfast.event.StreamId;
import dev.holdfast.event.StreamInfo;
import dev.holdfast.event.VersionConflictException;
import dev.holdfast.examples.quickstart.AuthorEvent.CommitMade;
import dev.holdfast.examples.quickstart.AuthorEvent.Joined;
import dev.holdfast.examples.quickstart.AuthorEvent.Thanked;
import dev.holdfast.examples.quickstart.AuthorState.Thank;
import dev.holdfast.examples.quickstart.GitHistory.UnreadableException;
import dev.holdfast.jdbi.JdbiTenantScope;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/** The history as events: replays it, loses a race, loads a state from a snapshot, reads on while others append. */
final class AuthorStreams {

    private final JdbiTenantScope tenant;
    private final TenantScope neighbour;
    private final GitHistory history;
    private final Replay replay;
    private final Screen screen;

    AuthorStreams(JdbiTenantScope tenant, TenantScope neighbour, GitHistory history, Replay replay, Screen screen) {
        this.tenant = tenant;
        this.neighbour = neighbour;
        this.history = history;
        this.replay = replay;
        this.screen = screen;
    }

    /** Shows everything; true where all of it was as promised. */
    boolean show(NewestAuthor author) throws Exception {
        StreamId stream = stream("author", author.id());
        return replayed(stream) & conflict(stream) & snapshot(author) & followed();
    }

    private boolean replayed(StreamId stream) throws UnreadableException {
        screen.heading("10. The history once more, as events");
        long start = System.nanoTime();
        replay.run(history);
        screen.line(counted(replay.events(), "event") + " in " + counted(replay.streams(), "stream") + " in "
                + Screen.since(start));
        // region:read
        List<RecordedEvent<AuthorEvent>> first =
                tenant.events().read(stream, AuthorEvent.class).limit(2).list();
        long all = tenant.events().readAll(Checkpoint.START).stream().count();
        long others = neighbour.events().readAll(Checkpoint.START).stream().count();
        // endregion:read
        for (RecordedEvent<AuthorEvent> event : first) {
            screen.line(event.version() + "  " + event.type() + "  " + shown(event.data()));
        }
        screen.line(
                String.format(Locale.ROOT, "Read again, in the order of all: %,d; by the neighbour: %d", all, others));
        screen.proof("A stream for each author. A batch of events for many streams is one statement, all or nothing."
                + " The application's role can append, and neither change nor delete what is there.");
        return all == replay.events() && others == 0;
    }

    private static String shown(AuthorEvent event) {
        if (event instanceof Joined joined) {
            return joined.name() + ", " + joined.email();
        }
        return event instanceof CommitMade made
                ? String.format("%.7s %s", made.sha(), made.subject())
                : event.toString();
    }

    private boolean conflict(StreamId stream) {
        screen.heading("11. Two people thank the author at once");
        // region:conflict
        long version = tenant.events().info(stream).map(StreamInfo::version).orElse(0L);
        tenant.events().append(stream, ExpectedVersion.exactly(version), new Thanked("Ada"));
        try {
            tenant.events().append(stream, ExpectedVersion.exactly(version), new Thanked("Bob"));
        } catch (VersionConflictException conflict) {
            List<RecordedEvent<AuthorEvent>> between = tenant.events().between(conflict, AuthorEvent.class);
            // endregion:conflict
            AppendResult again = tenant.events()
                    .append(stream, ExpectedVersion.exactly(conflict.actual().orElseThrow()), new Thanked("Bob"));
            screen.line("Both had read version " + version + ". The first one's event is number " + (version + 1));
            screen.line("The second one is told: expected " + version + ", is at "
                    + conflict.actual().orElseThrow() + "; in between: "
                    + between.stream().map(RecordedEvent::data).toList());
            screen.line("That is no obstacle here. Appended behind it, as number " + again.lastVersion());
            screen.proof("An append says which version it saw. The loser gets the events in between, to decide anew;"
                    + " nothing of it was stored, and no position used up.");
            return between.size() == 1 && again.lastVersion() == version + 2;
        }
        screen.line("Both were stored as the same version!");
        return false;
    }

    private boolean snapshot(NewestAuthor author) {
        AtomicInteger read = new AtomicInteger();
        // region:snapshot
        var authors = tenant.events()
                .repository(Aggregate.of("author", AuthorEvent.class, AuthorState.decider(read))
                        .snapshots(Snapshots.every(2, "author", AuthorState.class)));
        Loaded<AuthorState> before = authors.load(author.id());
        int withoutSnapshot = read.getAndSet(0);
        authors.execute(author.id(), new Thank("Cy")); // and stores what it loaded as a snapshot
        read.set(0);
        Loaded<AuthorState> after = authors.load(author.id());
        // endregion:snapshot
        screen.heading("12. The author's state, from events and from a snapshot");
        screen.line("From " + counted(withoutSnapshot, "event") + ": " + before.state());
        screen.line("Cy says thank you, too. From a snapshot and the " + counted(read.get(), "event") + " behind it: "
                + after.state());
        screen.proof(
                "A snapshot makes loading faster and nothing else: it is stored after the commit, and read together"
                        + " with the events behind it in one round trip.");
        return withoutSnapshot == before.version()
                && read.get() == 1
                && after.state().commits() == before.state().commits()
                && snapshots(author) == 1;
    }

    private boolean followed() throws Exception {
        Rush rush = new Rush(tenant);
        rush.run();
        screen.heading("13. " + Rush.WRITERS + " writers append at once, and a reader follows");
        screen.line(counted(rush.committed(), "event") + " committed, " + rush.rolledBack() + " rolled back, in "
                + rush.took());
        screen.line("Read meanwhile, in " + counted(rush.pages(), "page") + ": " + rush.read() + "; skipped: "
                + rush.skipped() + ", out of order: " + rush.outOfOrder());
        screen.proof(
                "A later event may be committed before an earlier one. Readers get an event only once none before it"
                        + " can still come, so that who goes on from a position misses nothing. No writer waits for that.");
        return rush.read() == rush.committed() && rush.skipped() == 0 && rush.outOfOrder() == 0;
    }

    /** The address in an author's first event. */
    String joinedAs(NewestAuthor author) {
        return tenant.events().read(stream("author", author.id()), Joined.class).limit(1).list().stream()
                .map(event -> event.data().email())
                .findFirst()
                .orElse("");
    }

    /** How many snapshots there are of an author. */
    long snapshots(NewestAuthor author) {
        return tenant.withHandle(handle ->
                handle.select("""
                                select count(*) from holdfast.snapshots join holdfast.streams using (tenant_id, stream_no)
                                where category = 'author' and stream_id = ?
                                """, author.id().toString()).mapTo(long.class).one());
    }
}
