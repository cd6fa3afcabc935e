package dev.holdfast.jdbi.cqrs;

import static dev.holdfast.cqrs.AtLeast.atLeast;
import static dev.holdfast.cqrs.Reads.reads;
import static dev.holdfast.jdbi.fixture.Authors.AUTHORS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.Isolation;
import dev.holdfast.TransactionOptions;
import dev.holdfast.cqrs.Answer;
import dev.holdfast.cqrs.Cqrs;
import dev.holdfast.cqrs.PositionTokens;
import dev.holdfast.cqrs.QueryWritesException;
import dev.holdfast.error.ReadOnlyException;
import dev.holdfast.event.Position;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.JdbiTransaction;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.jdbi.cqrs.Desk.AuthorCount;
import dev.holdfast.jdbi.cqrs.Desk.AuthorNames;
import dev.holdfast.jdbi.cqrs.Desk.Enlist;
import dev.holdfast.jdbi.cqrs.Desk.Publish;
import dev.holdfast.jdbi.cqrs.Desk.Published;
import dev.holdfast.jdbi.event.Newsroom;
import dev.holdfast.projection.ProjectionTimeoutException;
import dev.holdfast.projection.StreamParkedException;
import dev.holdfast.testkit.Background;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Queries: what they wait for, and that they only read. */
@PostgresTest(template = Newsroom.class)
class AskTest {

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(150);

    private final TestDatabase database;
    private final JdbiHoldfast holdfast;
    private final Shelf shelf = new Shelf();
    private final Cqrs cqrs;

    AskTest(TestDatabase database) {
        this.database = database;
        this.holdfast = Newsroom.holdfast(database);
        this.cqrs = Cqrs.builder(holdfast)
                .command(Publish.class, Desk::publish)
                .command(Enlist.class, Desk::enlist)
                .query(AuthorCount.class, Desk::authorCount)
                .query(AuthorNames.class, reads("names", "faces"), Desk::authorNames)
                .awaitBy(shelf)
                .build();
    }

    @BeforeEach
    void nobody() {
        Sql.run(database.acrossTenantsDataSource(), "delete from authors");
    }

    private Answer<Published> publish() {
        return cqrs.tenant(Newsroom.A).send(new Publish(UUID.randomUUID(), 1));
    }

    @Test
    @DisplayName(
            "EV-29 a query waits for the projections that it reads, and no others, and answers from an empty read model, too")
    void waits() throws Exception {
        Position position = publish().position();
        shelf.put("stopped", Position.START); // and nobody asks for it
        shelf.put("faces", position);
        CompletableFuture<List<String>> asked =
                Background.call(() -> cqrs.tenant(Newsroom.A).ask(new AuthorNames(), atLeast(position, LONG)));
        assertThatThrownBy(() -> asked.get(100, TimeUnit.MILLISECONDS))
                .as("not there yet")
                .isNotNull();
        cqrs.tenant(Newsroom.A).send(new Enlist("late")); // what is written meanwhile is seen
        shelf.put("names", position);
        assertThat(asked.get(20, TimeUnit.SECONDS)).containsExactly("late");

        assertThat(cqrs.tenant(Newsroom.B).ask(new AuthorNames(), atLeast(position, LONG)))
                .isEmpty();
        assertThat(shelf.asked).containsExactly("1 [names, faces]", "2 [names, faces]");
    }

    @Test
    @DisplayName("EV-29 after the time-out it throws typed, with how far the projections are that aren't there")
    void timesOut() {
        Position position = publish().position();
        shelf.put("names", new Position(position.value() - 1));
        shelf.put("faces", position);
        assertThatThrownBy(() -> cqrs.tenant(Newsroom.A).ask(new AuthorNames(), atLeast(position, SHORT)))
                .isInstanceOfSatisfying(ProjectionTimeoutException.class, late -> {
                    assertThat(late.reached()).containsOnlyKeys("names");
                    assertThat(late.wanted()).isEqualTo(position);
                });
    }

    @Test
    @DisplayName("EV-29 where its stream is parked it throws typed at once, not after the time-out")
    void parked() {
        Position position = publish().position();
        shelf.put("names", position);
        shelf.park("faces", Desk.stream(UUID.randomUUID()));
        long begun = System.nanoTime();
        assertThatThrownBy(() -> cqrs.tenant(Newsroom.A).ask(new AuthorNames(), atLeast(position, LONG)))
                .isInstanceOf(StreamParkedException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(LONG);
    }

    @Test
    @DisplayName("nobody waits for what appended nothing, for a query that reads no projection, nor without atLeast")
    void doesNotWait() {
        Answer<UUID> nothing = cqrs.tenant(Newsroom.A).send(new Enlist("ann"));
        assertThat(cqrs.tenant(Newsroom.A).ask(new AuthorNames(), atLeast(nothing.position(), LONG)))
                .containsExactly("ann");
        assertThat(cqrs.tenant(Newsroom.A)
                        .ask(new AuthorCount(), atLeast(publish().position(), LONG)))
                .isEqualTo(1);
        assertThat(cqrs.tenant(Newsroom.A).ask(new AuthorNames())).containsExactly("ann");
        assertThat(cqrs.tenant(Newsroom.B).ask(new AuthorCount()))
                .as("another tenant")
                .isZero();
        assertThat(shelf.asked).isEmpty();
    }

    @Test
    @DisplayName("a position comes back from the text that a client was given")
    void token() {
        PositionTokens tokens = PositionTokens.withKey(new byte[32]);
        String header = tokens.text(Newsroom.A, publish().position());
        Position position = tokens.position(Newsroom.A, header);
        shelf.put("names", position);
        shelf.put("faces", position);
        assertThat(cqrs.tenant(Newsroom.A).ask(new AuthorNames(), atLeast(position, SHORT)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "insert into authors (id, tenant_id, name, email) values (gen_random_uuid(), 1, 'x', 'x')",
                "select * from holdfast.append_event('article', 'x', null, 'article-published', '{}')",
                "select * from holdfast.begin_command(gen_random_uuid(), 'x', '{}')"
            })
    @DisplayName("a query's handler that writes is refused by name, whatever it writes with")
    void readOnly(String sql) {
        Cqrs writing = Cqrs.builder(holdfast)
                .query(AuthorCount.class, (query, session) -> {
                    JdbiTransaction.handleOf(session).execute(sql);
                    return 1L;
                })
                .build();
        assertThatThrownBy(() -> writing.tenant(Newsroom.A).ask(new AuthorCount()))
                .isInstanceOfSatisfying(QueryWritesException.class, refused -> assertThat(refused.type())
                        .isEqualTo(AuthorCount.class))
                .hasMessageContaining(AuthorCount.class.getName())
                .hasCauseInstanceOf(ReadOnlyException.class);
        assertThat(cqrs.tenant(Newsroom.A).ask(new AuthorCount())).isZero();
    }

    @Test
    @DisplayName("a query's statements see one moment, where the options say so")
    void oneMoment() {
        Cqrs steady = Cqrs.builder(holdfast)
                .query(AuthorCount.class, (query, session) -> {
                    long before = session.from(AUTHORS).count();
                    Background.run(() -> cqrs.tenant(Newsroom.A).send(new Enlist("late")))
                            .join();
                    return session.from(AUTHORS).count() - before;
                })
                .queryTransactions(TransactionOptions.defaults().isolation(Isolation.REPEATABLE_READ))
                .build();
        assertThat(steady.tenant(Newsroom.A).ask(new AuthorCount())).isZero();
    }
}
