package dev.holdfast.jdbi.event;

import static dev.holdfast.event.ExpectedVersion.any;
import static dev.holdfast.event.StreamId.stream;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.event.Checkpoint;
import dev.holdfast.event.EventPage;
import dev.holdfast.event.Events;
import dev.holdfast.event.LogRead;
import dev.holdfast.event.RecordedEvent;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.jdbi.event.ArticleEvent.Commented;
import dev.holdfast.jdbi.event.ArticleEvent.Drafted;
import dev.holdfast.jdbi.event.ArticleEvent.Published;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@DisplayName("EV-40 pages are bounded by bytes, not by a number of events alone")
@PostgresTest(template = Newsroom.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PageBytesTest {

    /** A stream of small events and 200 of 900 KB, of which every second one is stored in a few kilobytes. */
    static final String LARGE = "large";

    private static final long PAGE = 16 << 20;
    private static final int COUNT = 200;
    private static final int SIZE = 900_000;
    /** More than go into a page. */
    private static final int FEW = 22;

    private static final String OF_TENANT = "select set_config('holdfast.tenant_id', '" + Newsroom.A + "', true); ";

    private final JdbiHoldfast holdfast;
    private final TestDatabase database;
    private final Events events;

    PageBytesTest(TestDatabase database) {
        this.database = database;
        this.holdfast = Newsroom.holdfast(database);
        this.events = holdfast.tenant(Newsroom.A).events();
    }

    @BeforeAll
    void filled() {
        append(50, "'x'");
        append(
                COUNT,
                "case n %% 2 when 0 then repeat('x', %1$s) else (select left(string_agg(md5(n::text || m), ''), %1$s)"
                                .formatted(SIZE)
                        + " from generate_series(1, " + (SIZE / 32 + 1) + ") m) end");
        append(50, "'x'");
    }

    private void append(int count, String title) {
        Sql.run(
                database.superuserDataSource(),
                "begin; " + OF_TENANT + "select count(holdfast.append_event('article', '" + LARGE
                        + "', null, 'article-drafted', jsonb_build_object('title', " + title
                        + ", 'words', 1))) from generate_series(1, " + count + ") n; commit");
    }

    private static long titles(List<RecordedEvent<Drafted>> read) {
        return read.stream().mapToLong(event -> event.data().title().length()).sum();
    }

    /** All pages to the end, each of which is bounded. */
    private static <E> List<RecordedEvent<E>> pages(
            Function<Checkpoint, LogRead<E>> read,
            Checkpoint start,
            int limit,
            ToLongFunction<RecordedEvent<E>> bytes) {
        List<RecordedEvent<E>> all = new ArrayList<>();
        EventPage<E> page = new EventPage<>(List.of(), List.of(), start, false);
        while (!page.caughtUp()) {
            page = read.apply(page.checkpoint()).page(limit).orThrow();
            assertThat(page.events()).hasSizeBetween(page.caughtUp() ? 0 : 1, limit);
            assertThat(page.events().stream().mapToLong(bytes).sum()).isLessThanOrEqualTo(PAGE + SIZE);
            all.addAll(page.events());
        }
        return all;
    }

    @Test
    @DisplayName("all events are read, whatever the limit, and the end is told at the end only")
    void bounded() {
        for (int limit : new int[] {1_000_000, 20, 1}) {
            List<RecordedEvent<Drafted>> all =
                    pages(after -> events.readAll(after, Drafted.class), Checkpoint.START, limit, event -> event.data()
                            .title()
                            .length());
            assertThat(all).as("by " + limit).hasSize(COUNT + 100);
            assertThat(titles(all)).isEqualTo((long) COUNT * SIZE + 100);
        }
    }

    @Test
    @DisplayName("a stream, a state and all events are read in a heap of 256 MB")
    void smallHeap() throws Exception {
        long all = (long) COUNT * SIZE + 100;
        assertThat(SmallHeap.read(database, "256m").lines())
                .containsExactly("forwards " + all, "backwards " + all, "all " + all, "across " + all, "state " + all);
    }

    @Test
    @DisplayName("archived events, large metadata and large personal members too")
    void others() {
        Checkpoint start = events.lastCheckpoint();
        Sql.run(
                database.superuserDataSource(),
                "begin; " + OF_TENANT + "select count(holdfast.append_event('told', 'a', null, 'article-published',"
                        + " '{\"edition\": 1}', jsonb_build_object('told', repeat('y', " + SIZE
                        + ")))) from generate_series(1, " + FEW + ") n; commit");
        for (int i = 0; i < FEW; i++) {
            events.append(stream("comment", "a"), any(), new Commented("r", null, "z".repeat(SIZE), "e", null));
        }
        assertThat(pages(after -> events.readAll(after, Published.class), start, 1_000, event -> event.metadata()
                        .own()
                        .get("told")
                        .length()))
                .hasSize(FEW);
        assertThat(pages(after -> events.readAll(after, Commented.class), start, 1_000, event -> event.data()
                        .text()
                        .length()))
                .hasSize(FEW);
        assertThat(events.read(stream("comment", "a"), Commented.class).stream())
                .hasSize(FEW);
        events.archive(stream("comment", "a"), any());
        assertThat(pages(
                        after -> holdfast.acrossTenants("test").events().readAll(after, Commented.class),
                        start,
                        1_000,
                        event -> event.data().text().length()))
                .hasSize(FEW);
        assertThat(events.read(stream("comment", "a"), Commented.class).stream())
                .hasSize(FEW);
    }
}
