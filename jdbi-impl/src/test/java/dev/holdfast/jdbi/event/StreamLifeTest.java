package dev.holdfast.jdbi.event;

import static dev.holdfast.event.ExpectedVersion.any;
import static dev.holdfast.event.ExpectedVersion.exactly;
import static dev.holdfast.event.ExpectedVersion.exists;
import static dev.holdfast.event.ExpectedVersion.none;
import static dev.holdfast.event.StreamId.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.error.InvalidValueException;
import dev.holdfast.error.TenantRequiredException;
import dev.holdfast.event.Checkpoint;
import dev.holdfast.event.Events;
import dev.holdfast.event.RecordedEvent;
import dev.holdfast.event.StreamClosedException;
import dev.holdfast.event.StreamId;
import dev.holdfast.event.StreamInfo;
import dev.holdfast.event.StreamMissingException;
import dev.holdfast.event.StreamState;
import dev.holdfast.event.StreamsRead;
import dev.holdfast.event.VersionConflictException;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.jdbi.event.ArticleEvent.Commented;
import dev.holdfast.jdbi.event.ArticleEvent.Published;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What becomes of a stream: closed, archived, truncated, gone. */
@PostgresTest(template = Newsroom.class)
class StreamLifeTest {

    private final TestDatabase database;
    private final JdbiHoldfast holdfast;
    private final JdbiTenantScope a;
    private final Events events;

    StreamLifeTest(TestDatabase database) {
        this.database = database;
        this.holdfast = Newsroom.holdfast(database);
        this.a = holdfast.tenant(Newsroom.A);
        this.events = a.events();
    }

    private StreamId withEvents(long count) {
        StreamId article = stream("article", UUID.randomUUID());
        for (int i = 1; i <= count; i++) {
            events.append(article, exactly(i - 1L), new Published(i));
        }
        return article;
    }

    private StreamInfo info(StreamId stream) {
        return events.info(stream).orElseThrow();
    }

    private List<Long> versions(StreamId stream) {
        return events.read(stream).stream().map(RecordedEvent::version).toList();
    }

    @Test
    @DisplayName("a stream's info follows its last event")
    void infoFollows() {
        StreamId article = withEvents(2);
        List<RecordedEvent<Object>> stored = events.read(article).list();
        StreamInfo info = info(article);
        assertThat(info.stream()).isEqualTo(article);
        assertThat(info.version()).isEqualTo(2);
        assertThat(info.firstVersion()).isEqualTo(1);
        assertThat(info.state()).isEqualTo(StreamState.OPEN);
        assertThat(info.recordedAt()).isEqualTo(stored.get(1).recordedAt());
        assertThat(info.createdAt()).isBeforeOrEqualTo(stored.get(0).recordedAt());
    }

    @Test
    @DisplayName("the streams of a category are listed in the order of their ids, the tenant's only, page by page")
    void listed() {
        List<String> ids = List.of("B", "a", "a-1", "b", "\u00e4", "\uff5e", "\ud83d\ude00");
        for (String id : ids) {
            events.append(stream("listed", id), any(), new Published(1));
            holdfast.tenant(Newsroom.B).events().append(stream("listed", id + "x"), any(), new Published(1));
        }
        events.append(stream("listed-2", "a"), any(), new Published(1));
        events.append(stream("listed", "b"), any(), new Published(2));
        events.close(stream("listed", "b"), any());
        events.archive(stream("listed", "a"), any());
        StreamsRead read = events.streams("listed");
        assertThat(read.stream().map(info -> info.stream().id())).isEqualTo(ids);
        assertThat(read.page(100))
                .isEqualTo(ids.stream().map(id -> info(stream("listed", id))).toList());
        assertThat(read.page(2)).isEqualTo(read.page(100).subList(0, 2));
        assertThat(read.after("a").page(2)).isEqualTo(read.page(100).subList(2, 4));
        assertThat(read.after("a0").page(100)).isEqualTo(read.page(100).subList(3, 7));
        assertThat(read.after("\ud83d\ude00").page(2)).isEmpty();
        assertThat(events.streams("none").page(2)).isEmpty();
    }

    @Test
    @DisplayName("a list of streams of more than a page is complete, and of one tenant")
    void manyListed() {
        Sql.run(
                database.superuserDataSource(),
                "set session_replication_role = replica; insert into holdfast.streams (tenant_id, category, stream_id, version)"
                        + " select " + Newsroom.A + ", 'many', 's' || n, 0 from generate_series(1, 2000) n");
        assertThat(events.streams("many").stream()
                        .map(info -> info.stream().id())
                        .distinct())
                .hasSize(2000);
        assertThatThrownBy(() ->
                        holdfast.acrossTenants("list").events().streams("many").page(1))
                .isInstanceOf(TenantRequiredException.class)
                .hasMessageStartingWith("A list of streams is one tenant's");
        assertThatThrownBy(() -> events.streams("a/b")).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> events.streams("many").after(" ")).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> events.streams("many").page(0)).isInstanceOf(InvalidValueException.class);
    }

    @Test
    @DisplayName("a closed stream is read as before, and is closed once")
    void closed() {
        StreamId article = withEvents(2);
        assertThatThrownBy(() -> events.close(article, exactly(1)))
                .isInstanceOfSatisfying(VersionConflictException.class, conflict -> assertThat(conflict.actual())
                        .hasValue(2));
        assertThatThrownBy(() -> events.close(article, none())).isInstanceOf(VersionConflictException.class);
        assertThat(info(article).state()).isEqualTo(StreamState.OPEN);
        events.close(article, exactly(2));
        assertThat(info(article).state()).isEqualTo(StreamState.CLOSED);
        assertThat(versions(article)).containsExactly(1L, 2L);
        assertThatThrownBy(() -> events.close(article, any()))
                .isInstanceOf(StreamClosedException.class)
                .hasMessageContaining(" is closed already: ");
    }

    @Test
    @DisplayName("an archived stream's events move out of the way, and are read as before")
    void archived() {
        Checkpoint begin = events.lastCheckpoint();
        StreamId article = withEvents(2);
        events.append(article, exactly(2), new Commented("r1", "r1@reader.test", "fine", "e1", null));
        List<RecordedEvent<Object>> before = events.read(article).list();
        assertThatThrownBy(() -> events.archive(article, exactly(1))).isInstanceOf(VersionConflictException.class);
        events.archive(article, exists());
        assertThat(info(article).state()).isEqualTo(StreamState.ARCHIVED);
        assertThat(events.read(article).list())
                .usingRecursiveComparison()
                .ignoringFields("readMetadata", "metadata")
                .isEqualTo(before);
        assertThat(events.readAll(begin).stream().map(RecordedEvent::id))
                .isEqualTo(before.stream().map(RecordedEvent::id).toList());
        assertThat(events.readAll(begin).withoutArchived().stream()).isEmpty();
        assertThat(Sql.one(
                        database.superuserDataSource(),
                        "select (select count(*) from holdfast.events join holdfast.streams using (tenant_id, stream_no)"
                                + " where stream_id = '" + article.id() + "') || ' ' || (select count(*) from"
                                + " holdfast.archived_events join holdfast.streams using (tenant_id, stream_no)"
                                + " where stream_id = '" + article.id() + "')"))
                .isEqualTo("0 3");
        assertThatThrownBy(() -> events.archive(article, any()))
                .isInstanceOfSatisfying(
                        StreamClosedException.class, e -> assertThat(e.state()).isEqualTo(StreamState.ARCHIVED));
        assertThatThrownBy(() -> events.close(article, any())).isInstanceOf(StreamClosedException.class);
    }

    @Test
    @DisplayName("a closed stream can be archived, and a transaction that rolls back archives nothing")
    void archivedInTransaction() {
        StreamId article = withEvents(2);
        events.close(article, any());
        a.useTransaction(tx -> {
            tx.events().archive(article, exactly(2));
            assertThat(tx.events().read(article).list()).hasSize(2);
            tx.rollbackOnly();
        });
        assertThat(info(article).state()).isEqualTo(StreamState.CLOSED);
        assertThat(versions(article)).containsExactly(1L, 2L);
        events.archive(article, exactly(2));
        assertThat(versions(article)).containsExactly(1L, 2L);
    }

    @Test
    @DisplayName(
            "a truncated stream begins behind that, goes on where it was, and is deleted by the role across tenants")
    void truncated() {
        Checkpoint begin = events.lastCheckpoint();
        StreamId article = withEvents(4);
        events.truncateBefore(article, 3);
        assertThat(versions(article)).containsExactly(3L, 4L);
        assertThat(info(article).firstVersion()).isEqualTo(3);
        assertThat(info(article).version()).isEqualTo(4);
        events.truncateBefore(article, 2);
        assertThat(info(article).firstVersion()).as("never back").isEqualTo(3);
        assertThatThrownBy(() -> events.truncateBefore(article, 6))
                .isInstanceOfSatisfying(VersionConflictException.class, beyond -> {
                    assertThat(beyond.tenantId()).isEqualTo(Newsroom.A);
                    assertThat(beyond.expected()).isEqualTo(exactly(5));
                    assertThat(beyond.actual()).hasValue(4);
                })
                .hasMessageContaining(" can't begin at version 6, since it is only at 4: ");
        assertThatThrownBy(() -> events.truncateBefore(article, 0)).isInstanceOf(InvalidValueException.class);
        assertThat(events.readAll(begin).stream()).hasSize(4);
        assertThat(holdfast.acrossTenants("test").events().purgeTruncated()).isEqualTo(2);
        assertThat(events.readAll(begin).stream().map(RecordedEvent::version)).containsExactly(3L, 4L);
        events.truncateBefore(article, 5);
        assertThat(versions(article)).isEmpty();
        assertThat(events.append(article, exactly(4), new Published(5)).lastVersion())
                .isEqualTo(5);
        assertThat(versions(article)).containsExactly(5L);
        assertThatThrownBy(() -> events.append(article, none(), new Published(6)))
                .isInstanceOf(VersionConflictException.class);
    }

    @Test
    @DisplayName("what isn't there can't be closed, archived or truncated, and a transaction goes on")
    void missing() {
        StreamId nowhere = stream("article", UUID.randomUUID());
        a.useTransaction(tx -> {
            assertThatThrownBy(() -> tx.events().close(nowhere, any())).isInstanceOf(StreamMissingException.class);
            assertThatThrownBy(() -> tx.events().archive(nowhere, any())).isInstanceOf(StreamMissingException.class);
            assertThatThrownBy(() -> tx.events().truncateBefore(nowhere, 1)).isInstanceOf(StreamMissingException.class);
            tx.events().append(nowhere, none(), new Published(1));
        });
        assertThat(versions(nowhere)).containsExactly(1L);
        assertThatThrownBy(() -> holdfast.tenant(Newsroom.B).events().close(nowhere, any()))
                .as("another tenant's")
                .isInstanceOf(StreamMissingException.class);
    }
}
