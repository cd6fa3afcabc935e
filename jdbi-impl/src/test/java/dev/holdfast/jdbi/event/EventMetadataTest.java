package dev.holdfast.jdbi.event;

import static dev.holdfast.event.StreamId.stream;
import static dev.holdfast.jdbi.event.Newsroom.A;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.error.InvalidValueException;
import dev.holdfast.event.EventMetadata;
import dev.holdfast.event.ExpectedVersion;
import dev.holdfast.event.NewEvent;
import dev.holdfast.event.RecordedEvent;
import dev.holdfast.event.StreamId;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is told beside events, by their session, by who appends them, and by PostgreSQL to everybody. */
@PostgresTest(template = Newsroom.class)
class EventMetadataTest {

    private static final AtomicInteger IDS = new AtomicInteger();
    private static final Object EVENT = new ArticleEvent.Published(1);

    private final TestDatabase database;
    private final JdbiTenantScope acme;
    private StreamId article = stream("article", "none");

    EventMetadataTest(TestDatabase database) {
        this.database = database;
        this.acme = Newsroom.holdfast(database).tenant(A);
    }

    @BeforeEach
    void anotherStream() {
        article = stream("article", "m" + IDS.incrementAndGet());
    }

    private EventMetadata stored() {
        return last().metadata();
    }

    private RecordedEvent<Object> last() {
        return acme.events().read(article).backwards().limit(1).list().get(0);
    }

    @Test
    void theSessionFillsIn() {
        acme.events().append(article, ExpectedVersion.any(), EVENT);
        assertThat(stored()).isEqualTo(EventMetadata.none());
        JdbiTenantScope told =
                acme.actor("user-7").because("asked to").requestId("r-1").metadata("via", "is not the event's");
        told.events().append(article, ExpectedVersion.any(), EVENT);
        EventMetadata expected = new EventMetadata("r-1", null, "user-7", "asked to", Map.of());
        assertThat(stored()).isEqualTo(expected);
        told.useTransaction(tx -> tx.events().append(article, ExpectedVersion.any(), EVENT));
        assertThat(stored()).isEqualTo(expected);
    }

    @Test
    void aCorrelationThatIsGivenGoesBeforeTheRequest() {
        JdbiTenantScope told = acme.requestId("r-1");
        told.events()
                .with(EventMetadata.none().correlation("c").causation("d").with("k \"ü\" 😀", "v\n"))
                .append(article, ExpectedVersion.any(), EVENT);
        assertThat(stored()).isEqualTo(new EventMetadata("c", "d", null, null, Map.of("k \"ü\" 😀", "v\n")));
    }

    @Test
    void aNulCharacterIsRefusedAndATransactionGoesOn() {
        EventMetadata told = new EventMetadata("a\0b", null, null, null, Map.of());
        acme.useTransaction(tx -> {
            assertThatThrownBy(() -> tx.events().with(told).append(article, ExpectedVersion.any(), EVENT))
                    .isInstanceOf(InvalidValueException.class)
                    .hasMessageContaining("metadata");
            tx.events().append(article, ExpectedVersion.none(), EVENT);
        });
        assertThat(last().version()).isOne();
    }

    @Test
    void anEventsOwnMetadataReplacesThatOfTheBatch() {
        acme.events()
                .with(EventMetadata.none().with("batch", "1"))
                .append(
                        article,
                        ExpectedVersion.any(),
                        NewEvent.of(EVENT).metadata(EventMetadata.none().with("own", "2")),
                        EVENT,
                        NewEvent.of(EVENT).metadata(EventMetadata.none()));
        assertThat(acme.events().read(article).list())
                .extracting(event -> event.metadata().own())
                .containsExactly(Map.of("own", "2"), Map.of("batch", "1"), Map.of());
        acme.events()
                .append(
                        article,
                        ExpectedVersion.any(),
                        EVENT,
                        NewEvent.of(EVENT).metadata(EventMetadata.none().with("own", "3")));
        assertThat(stored().own()).isEqualTo(Map.of("own", "3"));
    }

    @Test
    void whatFollowsIsCorrelated() {
        acme.requestId("r-9").events().append(article, ExpectedVersion.any(), EVENT);
        RecordedEvent<Object> first = last();
        acme.requestId("another")
                .events()
                .with(EventMetadata.causedBy(first))
                .append(article, ExpectedVersion.any(), EVENT);
        assertThat(stored().correlation()).isEqualTo("r-9");
        assertThat(stored().causation()).isEqualTo(first.id().toString());
    }

    @Test
    void theActorIsTheSessionsWhateverMetadataSays() {
        EventMetadata posing = new EventMetadata(null, null, "boss", "order", Map.of());
        acme.actor("user-7").events().with(posing).append(article, ExpectedVersion.any(), EVENT);
        assertThat(stored().actor()).isEqualTo("user-7");
        assertThat(stored().reason()).isNull();
    }

    @Test
    void whatOtherClientsTellIsReadAsText() {
        Sql.run(
                database.applicationDataSource(),
                "begin; select set_config('holdfast.tenant_id', '1', true), set_config('holdfast.actor', 'psql', true);"
                        + " select holdfast.append_event('article', '" + article.id()
                        + "', null, 'article-published', '{\"edition\": 1}',"
                        + " '{\"n\": 1.5, \"o\": {\"a\": [true]}, \"t\": \"x\", \"z\": null}'); commit");
        assertThat(stored())
                .isEqualTo(new EventMetadata(
                        null, null, "psql", null, Map.of("n", "1.5", "o", "{\"a\":[true]}", "t", "x", "z", "null")));
    }
}
