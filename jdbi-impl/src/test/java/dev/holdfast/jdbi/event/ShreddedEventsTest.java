package dev.holdfast.jdbi.event;

import static dev.holdfast.event.StreamId.stream;
import static dev.holdfast.jdbi.event.Newsroom.A;
import static dev.holdfast.jdbi.event.Newsroom.B;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.crypto.KeyInUseException;
import dev.holdfast.crypto.KeyState;
import dev.holdfast.crypto.ShreddedException;
import dev.holdfast.error.TenantRequiredException;
import dev.holdfast.event.Aggregate;
import dev.holdfast.event.Checkpoint;
import dev.holdfast.event.Decider;
import dev.holdfast.event.ExpectedVersion;
import dev.holdfast.event.Personal;
import dev.holdfast.event.RecordedEvent;
import dev.holdfast.event.Snapshots;
import dev.holdfast.event.StreamId;
import dev.holdfast.jdbi.JdbiAcrossTenants;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.testkit.Background;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is left of a person in events and snapshots once the person's keys are gone. */
@PostgresTest(template = Newsroom.class)
class ShreddedEventsTest {

    /** Without a mark: what went into it stands there in the clear. */
    record Thread(List<String> texts) {}

    /** With marks, of its own. */
    record Last(
            @Nullable String readerId,
            @Personal(subject = "readerId") @Nullable String text) {}

    private static final AtomicInteger IDS = new AtomicInteger();

    private static final Aggregate<ArticleEvent, Thread, ArticleEvent> THREADS = Aggregate.of(
                    "thread",
                    ArticleEvent.class,
                    Decider.<ArticleEvent, Thread, ArticleEvent>of(
                            () -> new Thread(List.of()),
                            (event, thread) -> List.of(event),
                            (thread, event) -> event instanceof ArticleEvent.Commented commented
                                    ? new Thread(java.util.stream.Stream.concat(
                                                    thread.texts().stream(),
                                                    java.util.stream.Stream.of(commented.text()))
                                            .toList())
                                    : thread))
            .snapshots(Snapshots.every(1, "thread", Thread.class));

    private static final Aggregate<ArticleEvent, Last, ArticleEvent> LASTS = Aggregate.of(
                    "last",
                    ArticleEvent.class,
                    Decider.<ArticleEvent, Last, ArticleEvent>of(
                            () -> new Last(null, null),
                            (event, last) -> List.of(event),
                            (last, event) -> event instanceof ArticleEvent.Commented commented
                                    ? new Last(commented.readerId(), commented.text())
                                    : last))
            .snapshots(Snapshots.every(1, "last", Last.class));

    private final TestDatabase database;
    private final JdbiHoldfast holdfast;
    private final JdbiTenantScope acme;
    private final Ledger ledger;
    private String reader = "";
    private String editor = "";
    private String secret = "";

    ShreddedEventsTest(TestDatabase database) {
        this.database = database;
        this.holdfast = Newsroom.holdfast(database);
        this.acme = holdfast.tenant(A);
        this.ledger = new Ledger(database);
    }

    @BeforeEach
    void otherPeople() {
        int id = IDS.incrementAndGet();
        reader = "reader-" + id;
        editor = "editor-" + id;
        secret = "s3cr3t-" + id + "-x";
    }

    private ArticleEvent.Commented comment() {
        return new ArticleEvent.Commented(reader, secret + "@example.org", secret, editor, "note of " + editor);
    }

    private void absent(String text) {
        assertThat(ledger.dump())
                .contains(reader)
                .doesNotContain(text)
                .doesNotContain(HexFormat.of().formatHex(text.getBytes(UTF_8)));
    }

    private static ArticleEvent.Commented only(JdbiTenantScope scope, StreamId stream) {
        return scope.events()
                .read(stream, ArticleEvent.Commented.class)
                .limit(1)
                .list()
                .get(0)
                .data();
    }

    @Test
    @DisplayName("EV-28 After shredding, the clear text is nowhere, snapshots are gone, and others can still be read")
    void afterShreddingTheClearTextIsNowhere() {
        StreamId article = stream("article", reader);
        acme.events().append(article, ExpectedVersion.none(), comment());
        absent(secret);
        var threads = acme.events().repository(THREADS);
        threads.execute(reader, comment());
        threads.execute(reader, new ArticleEvent.Published(1));
        assertThat(ledger.one("select state from holdfast.snapshots where " + Ledger.of("thread", reader)))
                .as("a state without marks")
                .contains(secret);
        acme.keys().shredSubject(reader);
        absent(secret);
        assertThat(ledger.column("select type from holdfast.snapshots where " + Ledger.of("thread", reader)))
                .isEmpty();
        for (JdbiTenantScope scope : List.of(acme, Newsroom.holdfast(database).tenant(A))) {
            assertThat(only(scope, article))
                    .isEqualTo(new ArticleEvent.Commented(reader, null, "(erased)", editor, "note of " + editor));
        }
        RecordedEvent<Object> event = acme.events().read(article).list().get(0);
        assertThat(event.shredded()).isEqualTo(Set.of("email", "text"));
        assertThat(event.keyIds()).as("the editor's").hasSize(1);
        assertThat(acme.events().readAll(Checkpoint.START).inCategories("article").stream()
                        .filter(found -> found.stream().equals(article))
                        .map(RecordedEvent::data))
                .containsExactly(only(acme, article));
        assertThat(threads.load(reader).state()).isEqualTo(new Thread(List.of("(erased)")));
        threads.execute(reader, new ArticleEvent.Published(2));
        absent(secret);
        assertThat(ledger.one("select version || ' ' || state::text from holdfast.snapshots where "
                        + Ledger.of("thread", reader)))
                .as("what was erased before it was loaded keeps nobody from taking snapshots")
                .startsWith("2 ")
                .contains("(erased)");
        acme.keys().shredSubject(editor);
        assertThat(ledger.column("select type from holdfast.snapshots where " + Ledger.of("thread", reader)))
                .as("the editor's note went into it")
                .isEmpty();
    }

    @Test
    @DisplayName("EV-28 A snapshot with marks holds no clear text, and goes with the key all the same")
    void snapshotsWithMarks() {
        var lasts = acme.events().repository(LASTS);
        lasts.execute(reader, comment());
        lasts.execute(reader, new ArticleEvent.Published(1));
        lasts.execute(reader, new ArticleEvent.Published(2));
        absent(secret);
        assertThat(ledger.one("select version || ' ' || cardinality(cells) from holdfast.snapshots where "
                        + Ledger.of("last", reader)))
                .isEqualTo("2 1");
        assertThat(lasts.load(reader).state()).isEqualTo(new Last(reader, secret));
        acme.keys().shredSubject(reader);
        assertThat(ledger.column("select type from holdfast.snapshots where " + Ledger.of("last", reader)))
                .isEmpty();
        assertThat(lasts.load(reader).state()).isEqualTo(new Last(reader, "(erased)"));
    }

    @Test
    @DisplayName("EV-28 A snapshot of what was loaded before the shredding isn't stored after it")
    void aSnapshotThatComesTooLate() {
        var threads = acme.events().repository(THREADS);
        threads.execute(reader, comment());
        acme.useTransaction(tx -> {
            tx.events().repository(THREADS).execute(reader, new ArticleEvent.Published(1));
            Background.run(() -> acme.keys().shredSubject(reader))
                    .orTimeout(20, TimeUnit.SECONDS)
                    .join();
        });
        absent(secret);
        assertThat(ledger.column("select type from holdfast.snapshots where " + Ledger.of("thread", reader)))
                .isEmpty();
        assertThat(threads.load(reader).version()).isEqualTo(2);
    }

    @Test
    @DisplayName("EV-28 Archived events are shredded too")
    void archivedEvents() {
        StreamId article = stream("article", reader);
        acme.events().append(article, ExpectedVersion.none(), comment());
        acme.events().archive(article, ExpectedVersion.any());
        acme.keys().shredSubject(reader);
        absent(secret);
        assertThat(only(acme, article).text()).isEqualTo("(erased)");
        assertThat(only(acme, article).note()).isEqualTo("note of " + editor);
    }

    @Test
    @DisplayName("EV-28 A shredded tenant's events stay, without personal data; another tenant's are untouched")
    void aShreddedTenant() {
        JdbiTenantScope other = holdfast.tenant(B);
        StreamId article = stream("article", reader);
        other.events().append(article, ExpectedVersion.none(), comment());
        acme.events().append(article, ExpectedVersion.none(), comment());
        holdfast.acrossTenants("contract ended").keys().shredTenant(B);
        assertThat(only(other, article)).isEqualTo(new ArticleEvent.Commented(reader, null, "(erased)", editor, null));
        assertThat(only(acme, article)).isEqualTo(comment());
    }

    @Test
    @DisplayName("A tenant's id of another type is refused everywhere by the same words")
    void anIdOfAnotherType() {
        JdbiAcrossTenants across = holdfast.acrossTenants("typo");
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> holdfast.tenant("2"),
                () -> across.events().purgeTenant("2"),
                () -> across.keys().shredTenant("2"),
                () -> across.tenants().create("2", "Two"),
                () -> across.tenants().find("2"))) {
            assertThatThrownBy(call)
                    .isInstanceOf(TenantRequiredException.class)
                    .hasMessage(
                            "A tenant's id of type String was given, but the schema's tenant keys are bigint (Long):"
                                    + " give one of that type");
        }
    }

    @Test
    void oldEventsStayReadableWhenKeysAreRotatedAndTheirKeysAreNotRetired() {
        StreamId article = stream("article", reader);
        acme.events().append(article, ExpectedVersion.none(), comment());
        var fresh = acme.keys().promote(reader);
        acme.events().append(article, ExpectedVersion.exactly(1), comment());
        List<RecordedEvent<Object>> events = acme.events().read(article).list();
        assertThat(events).extracting(RecordedEvent::data).containsExactly(comment(), comment());
        assertThat(events.get(0).keyIds()).doesNotContain(fresh.id());
        assertThat(events.get(1).keyIds()).contains(fresh.id());
        var old = acme.keys().list().stream()
                .filter(key -> key.subject().equals(reader) && key.state() == KeyState.SUPERSEDED)
                .findFirst()
                .orElseThrow();
        assertThat(acme.keys().uses(old.id())).isEqualTo(2);
        ledger.run("update holdfast.data_keys set changed_at = changed_at - interval '1 hour' where id = " + old.id());
        assertThatThrownBy(() -> acme.keys().retire(old.id()))
                .isInstanceOf(KeyInUseException.class)
                .hasMessageContaining("holdfast.events");
        assertThat(acme.keys().reencryptStores(progress -> {}).left()).isZero();
        assertThat(acme.keys().uses(old.id()))
                .as("events stay as they were written")
                .isEqualTo(2);
        acme.keys().shredSubject(reader);
        assertThat(acme.events().read(article).list())
                .extracting(RecordedEvent::shredded)
                .containsOnly(Set.of("email", "text"));
    }

    @Test
    void aRepeatedAppendAfterTheShreddingIsRefused() {
        StreamId article = stream("article", reader);
        var event = dev.holdfast.event.NewEvent.of(comment());
        acme.events().append(article, ExpectedVersion.none(), event);
        acme.keys().shredSubject(reader);
        assertThatThrownBy(() -> acme.events().append(article, ExpectedVersion.none(), event))
                .isInstanceOf(ShreddedException.class);
        absent(secret);
        assertThat(only(acme, article).text()).isEqualTo("(erased)");
    }
}
