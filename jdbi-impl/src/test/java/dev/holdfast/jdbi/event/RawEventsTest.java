package dev.holdfast.jdbi.event;

import static dev.holdfast.event.ExpectedVersion.any;
import static dev.holdfast.event.ExpectedVersion.none;
import static dev.holdfast.event.StreamId.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.holdfast.error.TenantRequiredException;
import dev.holdfast.event.Checkpoint;
import dev.holdfast.event.EventPage;
import dev.holdfast.event.EventSettings;
import dev.holdfast.event.EventTypes;
import dev.holdfast.event.FailedEvent;
import dev.holdfast.event.OpenedEvent;
import dev.holdfast.event.RawEvent;
import dev.holdfast.event.RecordedEvent;
import dev.holdfast.event.StreamId;
import dev.holdfast.event.UnknownEventTypeException;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Events as they are stored, read by who has no class of them. */
@PostgresTest(template = Newsroom.class)
class RawEventsTest {

    private static final AtomicInteger IDS = new AtomicInteger();
    private static final String APPEND =
            "select event_version from holdfast.append_event(?, ?, null, ?, ?::jsonb, schema_version => 7)";

    private final TestDatabase database;
    private final JdbiTenantScope writer;
    private final JdbiHoldfast blank;
    private final JdbiTenantScope reader;
    private StreamId article = stream("article", "none");
    private Checkpoint start = Checkpoint.START;

    RawEventsTest(TestDatabase database) {
        this.database = database;
        this.writer = Newsroom.holdfast(database).tenant(Newsroom.A);
        this.blank = Newsroom.holdfast(
                database,
                EventSettings.with(
                        EventTypes.builder().ignore("article-renamed").build()));
        this.reader = blank.tenant(Newsroom.A);
    }

    @BeforeEach
    void anotherStream() {
        article = stream("article", "raw" + IDS.incrementAndGet());
        start = writer.events().lastCheckpoint();
    }

    private void odd() {
        writer.useHandle(handle -> handle.select(APPEND, article.category(), article.id(), "odd", "[1.50, \"s3cr3t\"]")
                .mapTo(Long.class)
                .one());
    }

    private void three() {
        writer.because("spring").events().append(article, none(), new ArticleEvent.Drafted("Oh, \u00e4", 3));
        writer.events().append(article, any(), new ArticleEvent.Renamed("Ah"));
        odd();
    }

    @Test
    void aStreamIsReadWithoutAClassIgnoredTypesTooAndInPostgresOwnText() {
        three();
        List<RecordedEvent<RawEvent>> raw = reader.events().read(article).raw().list();
        assertThat(raw)
                .extracting(
                        RecordedEvent::version, RecordedEvent::type, RecordedEvent::schemaVersion, event -> event.data()
                                .json())
                .containsExactly(
                        tuple(1L, "article-drafted", 1, "{\"title\": \"Oh, \u00e4\", \"words\": 3}"),
                        tuple(2L, "article-renamed", 1, "{\"title\": \"Ah\"}"),
                        tuple(3L, "odd", 7, "[1.50, \"s3cr3t\"]"));
        assertThat(raw.get(0).data().metadata()).isEqualTo("{\"reason\": \"spring\"}");
        assertThat(raw.get(0).metadata().reason()).isEqualTo("spring");
        assertThat(raw.get(0).tenantId()).isEqualTo(Newsroom.A);
        assertThat(raw.toString() + raw.get(2).data()).doesNotContain("s3cr3t");
        assertThat(reader.events().read(article, RawEvent.class).backwards().limit(2).stream()
                        .map(RecordedEvent::version))
                .containsExactly(3L, 2L);
        assertThat(reader.events()
                        .read(article)
                        .raw()
                        .fromVersion(3)
                        .first()
                        .orElseThrow()
                        .schemaVersion())
                .isEqualTo(7);
        assertThatThrownBy(() -> reader.events().read(article).list()).isInstanceOf(UnknownEventTypeException.class);
    }

    @Test
    void allStreamsAreReadSoOfOneTenantAndOfAllAndNothingFails() {
        three();
        for (var events : List.of(reader.events(), blank.acrossTenants("export").events())) {
            EventPage<RawEvent> page = events.readAll(start).raw().page(100);
            assertThat(page.failed()).isEmpty();
            assertThat(page.events())
                    .extracting(RecordedEvent::type, RecordedEvent::stream)
                    .containsExactly(
                            tuple("article-drafted", article),
                            tuple("article-renamed", article),
                            tuple("odd", article));
            assertThat(page.checkpoint().position())
                    .isEqualTo(page.events().get(2).position());
            assertThat(events.readAll(start).raw().ofTypeNames("odd").stream().count())
                    .isEqualTo(1);
            assertThat(events.readAll(start).ofTypeNames("article-renamed").raw().stream()
                            .map(event -> event.data().json()))
                    .containsExactly("{\"title\": \"Ah\"}");
        }
    }

    @Test
    void whichOnesIsSaidAsBeforeByTheRegisteredClassToo() {
        three();
        var all = writer.events().readAll(start, ArticleEvent.Renamed.class).raw();
        assertThat(all.stream().map(RecordedEvent::type)).containsExactly("article-renamed");
        assertThat(all.raw().opened().stream().map(RecordedEvent::type)).containsExactly("article-renamed");
        assertThat(writer.events().readAll(start, ArticleEvent.Renamed.class).ofTypeNames("odd").raw().stream()
                        .map(RecordedEvent::type))
                .containsExactly("odd");
        assertThat(writer.events().readAll(start).raw().ofTypes(ArticleEvent.class).stream()
                        .map(RecordedEvent::type))
                .containsExactly("article-drafted", "article-renamed");
    }

    @Test
    void personalMembersAreNamedAndOpenedOnlyWhereThatIsAskedFor() {
        writer.events()
                .append(article, none(), new ArticleEvent.Commented("r1", "s3cr3t@x", "it's \"s3cr3t\"", "e1", null));
        RecordedEvent<RawEvent> raw =
                reader.events().read(article).raw().first().orElseThrow();
        assertThat(raw.data().json()).isEqualTo("{\"note\": null, \"editorId\": \"e1\", \"readerId\": \"r1\"}");
        assertThat(raw.data().personal()).isEqualTo(Map.of("email", "r1", "text", "r1"));
        assertThat(raw.keyIds()).isEmpty();

        RecordedEvent<OpenedEvent> opened =
                reader.events().read(article).opened().first().orElseThrow();
        assertThat(opened.data().json())
                .isEqualTo("{\"note\":null,\"editorId\":\"e1\",\"readerId\":\"r1\",\"email\":\"s3cr3t@x\","
                        + "\"text\":\"it's \\\"s3cr3t\\\"\"}");
        assertThat(opened.data().raw()).isEqualTo(raw.data());
        assertThat(opened.keyIds()).hasSize(1);
        assertThat(opened.toString() + opened.data()).doesNotContain("s3cr3t");
        assertThat(reader.events().readAll(start).opened().stream()
                        .map(event -> event.data().json()))
                .containsExactly(opened.data().json());

        writer.because("asked").keys().shredSubject("r1");
        RecordedEvent<OpenedEvent> shredded =
                writer.events().read(article).opened().first().orElseThrow();
        assertThat(shredded.data().json()).doesNotContain("email").doesNotContain("text");
        assertThat(shredded.shredded()).containsExactlyInAnyOrder("email", "text");
        assertThat(reader.events()
                        .read(article)
                        .raw()
                        .first()
                        .orElseThrow()
                        .data()
                        .personal())
                .containsOnlyKeys("email", "text");
    }

    @Test
    void rawReadsNeedNoKeyAndAMovedCiphertextFailsItsEventAlone() {
        writer.events().append(article, none(), new ArticleEvent.Commented("r2", "a", "b", "e2", null));
        writer.events().append(article, any(), new ArticleEvent.Renamed("Ah"));
        new Ledger(database)
                .run("update holdfast.personal_data set subject = 'r3' where member = 'text' and "
                        + Ledger.of("article", article.id()));
        assertThat(reader.events().readAll(start).raw().page(9).events()).hasSize(2);
        EventPage<OpenedEvent> page = reader.events().readAll(start).opened().page(9);
        assertThat(page.events()).extracting(RecordedEvent::version).containsExactly(2L);
        assertThat(page.failed()).extracting(FailedEvent::version).containsExactly(1L);
    }

    @Test
    void archivedStreamsAreAmongThemAndTruncatedOnesBeginBehindThat() {
        three();
        writer.events().truncateBefore(article, 2);
        assertThat(reader.events().read(article).raw().stream().map(RecordedEvent::version))
                .containsExactly(2L, 3L);
        writer.events().archive(article, any());
        assertThat(reader.events().read(article).raw().list()).hasSize(2);
        assertThat(reader.events().readAll(start).raw().page(9).events()).hasSize(3);
        assertThat(reader.events()
                        .readAll(start)
                        .withoutArchived()
                        .raw()
                        .page(9)
                        .events())
                .isEmpty();
    }

    @Test
    void anotherTenantsEventsAreNotAmongThemAndAStreamNeedsATenant() {
        three();
        assertThat(blank.tenant(Newsroom.B).events().read(article).raw().list()).isEmpty();
        assertThat(blank.tenant(Newsroom.B)
                        .events()
                        .readAll(start)
                        .raw()
                        .page(9)
                        .events())
                .isEmpty();
        assertThatThrownBy(() -> blank.acrossTenants("export")
                        .events()
                        .read(article)
                        .raw()
                        .list())
                .isInstanceOf(TenantRequiredException.class);
    }
}
