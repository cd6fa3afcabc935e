package dev.holdfast.examples.quickstart;

import static dev.holdfast.event.StreamId.stream;
import static dev.holdfast.examples.quickstart.QuickstartMain.counted;

import dev.holdfast.event.Checkpoint;
import dev.holdfast.event.CheckpointMismatchException;
import dev.holdfast.event.EventPage;
import dev.holdfast.event.EventType;
import dev.holdfast.event.EventTypes;
import dev.holdfast.event.Events;
import dev.holdfast.event.ExpectedVersion;
import dev.holdfast.event.FailedEvent;
import dev.holdfast.event.RawEvent;
import dev.holdfast.event.RecordedEvent;
import dev.holdfast.event.StreamId;
import dev.holdfast.event.StreamInfo;
import dev.holdfast.event.StreamState;
import dev.holdfast.jdbi.JdbiTenantScope;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads what guests wrote: stops and goes on, in a later release too, past what can't be read, without what is archived. */
final class GuestBook {

    private static final String CATEGORY = "guest-book";
    private static final int PAGE = 100;

    // region:release
    /** The next release's: a thank-you says how. */
    @EventType(value = "author-thanked", version = 2)
    record ThankedSomehow(String by, String how) {}

    static final EventTypes NEXT_RELEASE = EventTypes.builder()
            .add(ThankedSomehow.class)
            .upcastJson("author-thanked", 1, json -> json.with("how", "in writing")) // what is stored stays as it is
            .build();
    // endregion:release

    private final JdbiTenantScope tenant;
    private final Events events;
    private final Events nextRelease;
    private final Screen screen;

    GuestBook(JdbiTenantScope tenant, Events nextRelease, Screen screen) {
        this.tenant = tenant;
        this.events = tenant.events();
        this.nextRelease = nextRelease;
        this.screen = screen;
    }

    /** Shows everything; true where all of it was as promised. */
    boolean show() {
        return goneOn() & upcast() & archived();
    }

    private boolean goneOn() {
        // region:checkpoint
        EventPage<Object> first =
                events.readAll(Checkpoint.START).inCategories(CATEGORY).page(PAGE);
        String kept = first.checkpoint().token(); // in a table of your own, beside what was made of the events
        EventPage<Object> next =
                events.readAll(Checkpoint.parse(kept)).inCategories(CATEGORY).page(PAGE);
        // endregion:checkpoint
        screen.heading("14. A reader stops after " + PAGE + " events, and goes on");
        screen.line("Read " + first.events().size() + ", and kept how far: " + kept);
        screen.line("Read " + next.events().size() + " more from there, and "
                + (next.caughtUp() ? "nothing is left" : "there is more"));
        CheckpointMismatchException.Reason refusal = refusal(first.checkpoint());
        screen.line("If another event stood there, as after a restore to an earlier time: "
                + (refusal == null ? "read on all the same!" : "refused, " + refusal));
        screen.proof(
                "A checkpoint is a short text that proves which event it is of. A reader whose database went back in time,"
                        + " or is another one, is told so, instead of missing events without a word.");
        return first.events().size() == PAGE
                && next.events().size() == Rush.KEPT - PAGE
                && next.caughtUp()
                && refusal == CheckpointMismatchException.Reason.OTHER_EVENT;
    }

    private CheckpointMismatchException.@Nullable Reason refusal(Checkpoint kept) {
        try {
            events.readAll(kept.at(kept.position(), UUID.randomUUID())).page(1);
            return null;
        } catch (CheckpointMismatchException refused) {
            return refused.reason();
        }
    }

    private boolean upcast() {
        StreamId book = stream(CATEGORY, 1);
        // region:raw
        RecordedEvent<RawEvent> stored = events.read(book).raw().first().orElseThrow();
        // endregion:raw
        tenant.useHandle(handle -> handle.select("""
                        select event_version from holdfast.append_event('guest-book', '1', null, 'author-thanked',
                            '{"by": ["not", "a", "name"]}')
                        """).mapTo(long.class).one());
        screen.heading("15. The next release reads older events, and comes to one that can't be read");
        // region:failed
        EventPage<ThankedSomehow> page = nextRelease
                .readAll(Checkpoint.START, ThankedSomehow.class)
                .inCategories(CATEGORY)
                .page(1000);
        List<FailedEvent> failed = page.failed(); // the checkpoint lies behind them; page.orThrow() is the strict way
        // endregion:failed
        screen.line("As it is stored: " + stored.type() + " v" + stored.schemaVersion() + ", "
                + stored.data().json());
        screen.line("As it is read:   " + page.events().get(0).data());
        screen.line("By SQL somebody has appended one that no release can read. Read: "
                + page.events().size() + ", and told apart:");
        for (FailedEvent event : failed) {
            screen.line("  " + event.category() + "/" + event.streamId() + ", event " + event.version() + ": "
                    + event.data());
        }
        screen.proof(
                "Events never change, and readers bring old ones to the shape of today, on JSON or by classes. One odd"
                        + " event stops nobody: a page gives it apart, with the cause.");
        return page.events().size() == Rush.KEPT && failed.size() == 1;
    }

    private boolean archived() {
        StreamId book = stream(CATEGORY, Rush.WRITERS);
        // region:streams
        events.archive(book, ExpectedVersion.any());
        List<StreamInfo> books = events.streams(CATEGORY).page(100);
        long read = events.read(book).stream().count(); // as before
        long left = events.readAll(Checkpoint.START).inCategories(CATEGORY).withoutArchived().raw().stream()
                .count();
        // endregion:streams
        screen.heading("16. The streams of a category, one of them archived");
        for (StreamInfo info : books) {
            screen.line(info.stream() + "  " + counted(info.version(), "event") + ", " + info.state());
        }
        screen.line("Read from the archived one: " + read + "; from all but the archived: " + left);
        screen.proof(
                "An archived stream takes no more events. They lie in a table of their own, where readers leave them"
                        + " out or take them in.");
        return books.size() == Rush.WRITERS
                && books.get(Rush.WRITERS - 1).state() == StreamState.ARCHIVED
                && read == Rush.KEPT / Rush.WRITERS
                && left == Rush.KEPT + 1 - read;
    }
}
