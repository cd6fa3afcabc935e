package dev.holdfast.jdbi.event;

import static dev.holdfast.event.ExpectedVersion.any;
import static dev.holdfast.event.StreamId.stream;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.event.Aggregate;
import dev.holdfast.event.Decider;
import dev.holdfast.event.EventSettings;
import dev.holdfast.event.EventType;
import dev.holdfast.event.EventTypes;
import dev.holdfast.event.Events;
import dev.holdfast.event.Loaded;
import dev.holdfast.event.Repository;
import dev.holdfast.event.Snapshots;
import dev.holdfast.jdbi.event.ArticleEvent.Commented;
import dev.holdfast.jdbi.event.ArticleEvent.Published;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.RoundTrips;
import dev.holdfast.testkit.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Loads of a Holdfast that knows of no personal members, of streams that have what such loads leave out at first. */
@PostgresTest(template = Newsroom.class)
class LeanLoadTest {

    /** As another application has it, which marks nothing. */
    @EventType("article-commented")
    record Remarked(
            String readerId,
            @Nullable String email,
            String text,
            String editorId,
            @Nullable String note) {}

    record Texts(List<String> all) {

        Texts and(String text) {
            List<String> more = new ArrayList<>(all);
            more.add(text);
            return new Texts(more);
        }
    }

    private static final Aggregate<String, Texts, Remarked> TEXTS = Aggregate.of(
            "comment",
            Remarked.class,
            Decider.<String, Texts, Remarked>of(
                    () -> new Texts(List.of()),
                    (text, texts) -> List.of(new Remarked("r", null, text, "e", null)),
                    (texts, remarked) -> texts.and(remarked.text())));

    private static final Aggregate<String, Texts, Remarked> WITH_SNAPSHOTS =
            TEXTS.snapshots(Snapshots.every(2, "texts", Texts.class));

    private static final EventSettings LEAN = EventSettings.with(EventTypes.of(Remarked.class));

    private final TestDatabase database;
    private final Ledger ledger;
    private final Events full;
    private final Events lean;
    private final String id = UUID.randomUUID().toString();

    LeanLoadTest(TestDatabase database) {
        this.database = database;
        this.ledger = new Ledger(database);
        this.full = Newsroom.holdfast(database).tenant(Newsroom.A).events();
        this.lean = Newsroom.holdfast(database, LEAN).tenant(Newsroom.A).events();
    }

    private void comment(String... texts) {
        for (String text : texts) {
            full.append(stream("comment", id), any(), new Commented("r", "mail", text, "e", null));
        }
    }

    private Loaded<Texts> loaded(String... texts) {
        return new Loaded<>(stream("comment", id), texts.length, new Texts(List.of(texts)));
    }

    @Test
    void personalMembersAreReadThoughNoEventIsKnownToHaveAny() {
        comment("one", "two");
        assertThat(lean.repository(TEXTS).load(id)).isEqualTo(loaded("one", "two"));
        assertThat(lean.repository(WITH_SNAPSHOTS).load(id)).isEqualTo(loaded("one", "two"));
    }

    @Test
    void aSnapshotKeepsTheKeysOfWhatWentIntoIt() {
        comment("one", "two");
        Repository<String, Texts, Remarked> texts = lean.repository(WITH_SNAPSHOTS);
        texts.execute(id, "three");
        String keys = "select version || ' ' || cardinality(key_ids) from holdfast.snapshots where "
                + Ledger.of("comment", id);
        assertThat(ledger.column(keys)).containsExactly("2 1");
        texts.execute(id, "four");
        texts.execute(id, "five");
        assertThat(ledger.column(keys))
                .as("of a state that began with a snapshot")
                .containsExactly("4 1");
        assertThat(texts.load(id)).isEqualTo(loaded("one", "two", "three", "four", "five"));
    }

    @Test
    void anArchivedStreamTakesAnotherRoundTrip() throws Exception {
        Repository<String, Texts, Remarked> texts = lean.repository(WITH_SNAPSHOTS);
        for (String text : List.of("one", "two", "three", "four")) {
            texts.execute(id, text);
        }
        try (RoundTrips tap = RoundTrips.before(database)) {
            Repository<String, Texts, Remarked> tapped = Newsroom.holdfast(database, tap.applicationDataSource(), LEAN)
                    .tenant(Newsroom.A)
                    .events()
                    .repository(WITH_SNAPSHOTS);
            tapped.load(id);
            tap.reset();
            assertThat(tapped.load(id)).isEqualTo(loaded("one", "two", "three", "four"));
            assertThat(tap.count()).isOne();
            lean.archive(stream("comment", id), any());
            tapped.load(id);
            tap.reset();
            assertThat(tapped.load(id)).isEqualTo(loaded("one", "two", "three", "four"));
            assertThat(tap.count()).isEqualTo(2);
        }
    }

    @Test
    void aSnapshotMayEndWithAnEventOfAnIgnoredType() {
        Events ignoring = Newsroom.holdfast(
                        database,
                        EventSettings.with(EventTypes.builder()
                                .add(Remarked.class)
                                .ignore("article-published")
                                .build()))
                .tenant(Newsroom.A)
                .events();
        Repository<String, Texts, Remarked> texts = ignoring.repository(WITH_SNAPSHOTS);
        texts.execute(id, "one");
        texts.execute(id, "two");
        full.append(stream("comment", id), any(), new Published(1));
        texts.execute(id, "three");
        assertThat(ledger.column("select version::text from holdfast.snapshots where " + Ledger.of("comment", id)))
                .containsExactly("3");
        ledger.run(
                "update holdfast.snapshots set state = '{\"all\": [\"believed\"]}' where " + Ledger.of("comment", id));
        assertThat(texts.load(id).state().all()).containsExactly("believed", "three");
        ledger.run("update holdfast.snapshots set event_id = gen_random_uuid() where " + Ledger.of("comment", id));
        assertThat(texts.load(id).state().all()).containsExactly("one", "two", "three");
    }
}
