package dev.holdfast.jdbi.event;

import static dev.holdfast.event.StreamId.stream;
import static dev.holdfast.jdbi.event.Newsroom.A;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.error.InvalidValueException;
import dev.holdfast.event.Checkpoint;
import dev.holdfast.event.Events;
import dev.holdfast.event.ExpectedVersion;
import dev.holdfast.event.LogRead;
import dev.holdfast.event.RecordedEvent;
import dev.holdfast.event.UnknownEventTypeException;
import dev.holdfast.event.UnreadableEventException;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which events of all streams a reader gets, by their types. */
@PostgresTest(template = Newsroom.class)
class ReadAllTypesTest {

    record Unregistered(String text) {}

    private final TestDatabase database;
    private final Events events;
    private final Checkpoint start;

    ReadAllTypesTest(TestDatabase database) {
        this.database = database;
        this.events = Newsroom.holdfast(database).tenant(A).events();
        this.start = events.lastCheckpoint();
        events.append(
                stream("article", start.token()),
                ExpectedVersion.none(),
                new ArticleEvent.Drafted("A", 5),
                new ArticleEvent.Renamed("B"),
                new ArticleEvent.Published(1));
    }

    private static List<String> types(LogRead<?> read) {
        return read.stream().<String>map(RecordedEvent::type).toList();
    }

    @Test
    void namesNarrowAReadOfAClass() {
        LogRead<ArticleEvent> all = events.readAll(start, ArticleEvent.class);
        assertThat(types(all)).containsExactly("article-drafted", "article-renamed", "article-published");
        assertThat(types(all.ofTypeNames("article-renamed"))).containsExactly("article-renamed");
        assertThat(types(all.ofTypes(ArticleEvent.Drafted.class))).containsExactly("article-drafted");
        assertThat(types(all.ofTypes(ArticleEvent.Drafted.class).ofTypeNames("article-published")))
                .containsExactly("article-drafted", "article-published");
    }

    /** They stand in the SQL's text. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "it's",
                "a\\",
                "a\\'",
                "order:placed",
                "::text",
                "a?",
                "$1",
                "$$",
                "{d 'x'}",
                "--",
                "/*",
                "é\u20ac\n",
                "x') or true --"
            })
    void aNameIsTakenAsItIs(String name) {
        Sql.run(
                database.superuserDataSource(),
                "begin; select set_config('holdfast.tenant_id', '" + A + "', true),"
                        + " holdfast.append_event('article', 'odd', null, $name$" + name + "$name$, '{}'); commit");
        assertThat(events.readAll(start).ofTypeNames(name).page(10).failed())
                .singleElement()
                .satisfies(failed -> assertThat(failed.type()).isEqualTo(name));
        assertThat(events.readAll(start).ofTypeNames(name + "x").page(10).failed())
                .isEmpty();
    }

    @Test
    void aNameThatPostgresqlCantKeepIsRefused() {
        assertThatThrownBy(() -> events.readAll(start).ofTypeNames("a\u0000").page(10))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("NUL");
    }

    @Test
    void aClassThatIsNoEventsIsRefusedInsteadOfPassedBy() {
        assertThatThrownBy(() -> events.readAll(start, Unregistered.class).page(10))
                .isInstanceOf(UnknownEventTypeException.class)
                .hasMessageContainingAll("Unregistered", "can't be read", "EventTypes");
        assertThatThrownBy(() -> events.readAll(start)
                        .ofTypes(ArticleEvent.Drafted.class, Unregistered.class)
                        .page(10))
                .isInstanceOf(UnknownEventTypeException.class);
    }

    @Test
    void anEventThatIsNotOfTheClassIsRefused() {
        assertThatThrownBy(() -> events.readAll(start, ArticleEvent.Drafted.class)
                        .ofTypeNames("article-published")
                        .page(10)
                        .orThrow())
                .isInstanceOf(UnreadableEventException.class)
                .cause()
                .isInstanceOf(UnknownEventTypeException.class)
                .hasMessageContaining("the reader wants");
    }
}
