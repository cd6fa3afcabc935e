package dev.holdfast.jdbi.cqrs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.Isolation;
import dev.holdfast.RetryPolicy;
import dev.holdfast.TransactionOptions;
import dev.holdfast.cqrs.Answer;
import dev.holdfast.cqrs.Command;
import dev.holdfast.cqrs.CommandIdReusedException;
import dev.holdfast.cqrs.Cqrs;
import dev.holdfast.cqrs.NotAuthorizedException;
import dev.holdfast.crypto.Encryption;
import dev.holdfast.error.DatabaseException;
import dev.holdfast.error.HoldfastException;
import dev.holdfast.error.InvalidValueException;
import dev.holdfast.error.LockNotAvailableException;
import dev.holdfast.error.MappingException;
import dev.holdfast.event.EventSettings;
import dev.holdfast.event.Position;
import dev.holdfast.jdbi.Jackson3Json;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.attack.Pools;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.jdbi.cqrs.Desk.Enlist;
import dev.holdfast.jdbi.cqrs.Desk.Leave;
import dev.holdfast.jdbi.cqrs.Desk.Publish;
import dev.holdfast.jdbi.cqrs.Desk.Published;
import dev.holdfast.jdbi.event.Newsroom;
import dev.holdfast.jdbi.fixture.Press;
import dev.holdfast.testkit.Background;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.Race;
import dev.holdfast.testkit.Role;
import dev.holdfast.testkit.RoundTrips;
import dev.holdfast.testkit.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands with an id, which are handled once. */
@PostgresTest(template = Newsroom.class)
class SendOnceTest {

    private final TestDatabase database;
    private final JdbiHoldfast holdfast;
    private final AtomicInteger handled = new AtomicInteger();

    SendOnceTest(TestDatabase database) {
        this.database = database;
        this.holdfast = Newsroom.holdfast(database);
    }

    private Cqrs.Builder desk() {
        return Cqrs.builder(holdfast)
                .command(Publish.class, (command, tx) -> {
                    handled.incrementAndGet();
                    return Desk.publish(command, tx);
                })
                .command(Enlist.class, Desk::enlist);
    }

    private int events(UUID article) {
        return holdfast.tenant(Newsroom.A)
                .events()
                .read(Desk.stream(article))
                .list()
                .size();
    }

    private String kept() {
        return String.valueOf(
                Sql.one(database.superuserDataSource(), "select count(*) from holdfast.handled_commands"));
    }

    @Test
    @DisplayName(
            "whoever sends a command again gets the first one's answer, from another process too, and nothing is done")
    void again() {
        UUID id = UUID.randomUUID();
        UUID article = UUID.randomUUID();
        Answer<Published> first = desk().build().tenant(Newsroom.A).sendOnce(id, new Publish(article, 1));
        Answer<Published> second =
                desk().build().tenant(Newsroom.A).actor("bob").sendOnce(id, new Publish(article, 1));

        assertThat(second).isEqualTo(new Answer<>(first.result(), first.position(), true));
        assertThat(first.repeated()).isFalse();
        assertThat(first.position()).isNotEqualTo(Position.START);
        assertThat(handled).hasValue(1);
        assertThat(events(article)).isEqualTo(1);
    }

    @Test
    @DisplayName(
            "an id is refused for other content and for another command, by type and without the content; each tenant has its own")
    void reused() {
        UUID id = UUID.randomUUID();
        Cqrs cqrs = desk().build();
        UUID article = UUID.randomUUID();
        cqrs.tenant(Newsroom.A).sendOnce(id, new Publish(article, 1));

        assertThatThrownBy(() -> cqrs.tenant(Newsroom.A).sendOnce(id, new Publish(article, 2)))
                .isInstanceOfSatisfying(CommandIdReusedException.class, refused -> {
                    assertThat(refused.commandId()).isEqualTo(id);
                    assertThat(refused.type()).isEqualTo(Publish.class);
                })
                .hasMessageNotContaining(article.toString());
        assertThatThrownBy(() -> cqrs.tenant(Newsroom.A).sendOnce(id, new Enlist("x")))
                .isInstanceOf(CommandIdReusedException.class);
        assertThat(cqrs.tenant(Newsroom.B).sendOnce(id, new Publish(article, 3)).repeated())
                .isFalse();
        assertThat(events(article)).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(Isolation.class)
    @DisplayName("of equal commands at the same time exactly one is handled, and all get its answer")
    void race(Isolation isolation) {
        UUID article = UUID.randomUUID();
        Cqrs cqrs = desk().commandTransactions(
                        TransactionOptions.defaults().isolation(isolation).retry(RetryPolicy.attempts(20)))
                .build();
        for (int round = 0; round < 10; round++) {
            UUID id = UUID.randomUUID();
            int edition = round;
            handled.set(0);
            Race.Outcomes<Answer<Published>> outcomes =
                    Race.of(6).run(i -> cqrs.tenant(Newsroom.A).sendOnce(id, new Publish(article, edition)));
            assertThat(outcomes.errors()).isEmpty();
            List<Answer<Published>> answers = outcomes.values();
            assertThat(answers.stream().map(Answer::result).distinct()).hasSize(1);
            assertThat(answers.stream().map(Answer::position).distinct()).hasSize(1);
            assertThat(answers).filteredOn(each -> !each.repeated()).hasSize(1);
            assertThat(events(article)).isEqualTo(round + 1);
            if (isolation == Isolation.READ_COMMITTED) {
                assertThat(handled).hasValue(1);
            }
        }
    }

    @Test
    @DisplayName("where the first one fails, its id is free, and who waited for it handles the command")
    void failed() throws Exception {
        UUID id = UUID.randomUUID();
        UUID article = UUID.randomUUID();
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        Cqrs failing = Cqrs.builder(holdfast)
                .command(Publish.class, (command, tx) -> {
                    Desk.publish(command, tx);
                    entered.countDown();
                    leave.await();
                    throw new IllegalStateException("no paper");
                })
                .build();
        CompletableFuture<?> first =
                Background.run(() -> failing.tenant(Newsroom.A).sendOnce(id, new Publish(article, 1)));
        assertThat(entered.await(20, TimeUnit.SECONDS)).isTrue();
        CompletableFuture<Answer<Published>> second =
                Background.call(() -> desk().build().tenant(Newsroom.A).sendOnce(id, new Publish(article, 1)));
        awaitWaiter();
        leave.countDown();

        assertThat(second.get(20, TimeUnit.SECONDS).repeated()).isFalse();
        assertThat(first).failsWithin(Duration.ofSeconds(20));
        assertThat(events(article)).isEqualTo(1);
    }

    private void awaitWaiter() {
        Sql.await(
                database,
                "select count(*) > 0 from pg_stat_activity where datname = current_database()"
                        + " and wait_event_type = 'Lock' and query ~ 'begin_command'");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName(
            "a connection that is cut between handler and commit leaves nothing: sent again, or waiting, the command is handled once")
    void killed(boolean waiting) throws Exception {
        UUID id = UUID.randomUUID();
        UUID article = UUID.randomUUID();
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(waiting ? 1 : 0);
        Cqrs cut = Cqrs.builder(holdfast)
                .command(Publish.class, (command, tx) -> {
                    Published result = Desk.publish(command, tx);
                    int pid = Desk.pid(tx);
                    entered.countDown();
                    leave.await();
                    Sql.kill(database, pid);
                    return result;
                })
                .build();
        CompletableFuture<?> first = Background.run(() -> cut.tenant(Newsroom.A).sendOnce(id, new Publish(article, 1)));
        assertThat(entered.await(20, TimeUnit.SECONDS)).isTrue();
        Cqrs cqrs = desk().build();
        CompletableFuture<Answer<Published>> second = null;
        if (waiting) {
            second = Background.call(() -> cqrs.tenant(Newsroom.A).sendOnce(id, new Publish(article, 1)));
            awaitWaiter();
            leave.countDown();
        }
        assertThat(first)
                .failsWithin(Duration.ofSeconds(20))
                .withThrowableThat()
                .withCauseInstanceOf(DatabaseException.class);
        Answer<Published> answer = second == null
                ? cqrs.tenant(Newsroom.A).sendOnce(id, new Publish(article, 1))
                : second.get(20, TimeUnit.SECONDS);
        assertThat(answer.repeated()).isFalse();
        assertThat(cqrs.tenant(Newsroom.A).sendOnce(id, new Publish(article, 1)).repeated())
                .isTrue();
        assertThat(events(article)).isEqualTo(1);
        assertThat(handled).hasValue(1);
    }

    @Test
    @DisplayName("who waits for the one that is first does so for the lock time-out at most")
    void lockTimeout() throws Exception {
        UUID id = UUID.randomUUID();
        Cqrs cqrs = desk().commandTransactions(TransactionOptions.defaults().lockTimeout(Duration.ofMillis(50)))
                .build();
        UUID article = UUID.randomUUID();
        Cqrs slow = Cqrs.builder(holdfast)
                .command(Publish.class, (command, tx) -> {
                    assertThatThrownBy(() -> Background.call(
                                            () -> cqrs.tenant(Newsroom.A).sendOnce(id, command))
                                    .get(20, TimeUnit.SECONDS))
                            .hasCauseInstanceOf(LockNotAvailableException.class);
                    return Desk.publish(command, tx);
                })
                .build();
        assertThat(slow.tenant(Newsroom.A).sendOnce(id, new Publish(article, 1)).repeated())
                .isFalse();
    }

    @Test
    @DisplayName("whoever may not send a command doesn't get the result that it had for another one")
    void authorizedFirst() {
        UUID id = UUID.randomUUID();
        Publish command = new Publish(UUID.randomUUID(), 1);
        Cqrs cqrs = desk().authorize(Command.class, (any, caller) -> "ann".equals(caller.actor()))
                .build();
        cqrs.tenant(Newsroom.A).actor("ann").sendOnce(id, command);
        assertThatThrownBy(() -> cqrs.tenant(Newsroom.A).actor("eve").sendOnce(id, command))
                .isInstanceOf(NotAuthorizedException.class);
    }

    @Test
    @DisplayName("a result of any type comes back, none as none")
    void results() {
        UUID id = UUID.randomUUID();
        UUID other = UUID.randomUUID();
        Cqrs cqrs = desk().command(Leave.class, (command, tx) -> null).build();
        Answer<UUID> first = cqrs.tenant(Newsroom.A).sendOnce(id, new Enlist("zoe"));
        assertThat(cqrs.tenant(Newsroom.A).sendOnce(id, new Enlist("zoe")).result())
                .isEqualTo(first.result());
        assertThat(cqrs.tenant(Newsroom.A).sendOnce(other, new Leave("zoe")).result())
                .isNull();
        Answer<@Nullable Void> again = cqrs.tenant(Newsroom.A).sendOnce(other, new Leave("zoe"));
        assertThat(again.result()).isNull();
        assertThat(again.repeated()).isTrue();
        assertThat(again.position()).isEqualTo(Position.START);
    }

    /** Can be written, and not read: its constructor refuses it. */
    record Fragile(boolean fresh) {
        Fragile {
            if (!fresh) {
                throw new IllegalArgumentException("stale");
            }
        }

        @Override
        public boolean fresh() {
            return false;
        }
    }

    record Break(UUID article) implements Command<Fragile> {}

    record Vague<R>(UUID article) implements Command<R> {}

    @Test
    @DisplayName("a result that doesn't come back from JSON is refused before anything is done for good")
    void unreadable() {
        UUID article = UUID.randomUUID();
        Cqrs cqrs = desk().command(Break.class, (command, tx) -> {
                    Desk.publish(new Publish(command.article(), 1), tx);
                    return new Fragile(true);
                })
                .command(Vague.class, (command, tx) -> 1L)
                .build();
        String before = kept();
        assertThatThrownBy(() -> cqrs.tenant(Newsroom.A).sendOnce(UUID.randomUUID(), new Break(article)))
                .isInstanceOf(MappingException.class);
        assertThat(events(article)).isZero();
        assertThat(kept()).isEqualTo(before);
        assertThatThrownBy(() -> cqrs.tenant(Newsroom.A).sendOnce(UUID.randomUUID(), new Vague<Long>(article)))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("doesn't say what its result is");
        assertThat(cqrs.tenant(Newsroom.A).<Long>send(new Vague<>(article)).result())
                .isEqualTo(1L);
    }

    /** What is done through a tap, once its connection is there. */
    private void through(BiConsumer<RoundTrips, Cqrs> test, Consumer<? super RoundTrips> atFinish) {
        try (RoundTrips tap = RoundTrips.before(database);
                HikariDataSource pool = Pools.pool(tap.url(Role.APPLICATION), 1, true)) {
            JdbiHoldfast tapped = JdbiHoldfast.builder(pool)
                    .schema(Press.SCHEMA)
                    .json(new Jackson3Json())
                    .encryption(Encryption.with(Newsroom.KEYRING))
                    .events(EventSettings.with(Newsroom.TYPES))
                    .listener(statement -> {
                        if (statement.sql().contains("finish_command")) {
                            atFinish.accept(tap);
                        }
                    })
                    .build();
            tapped.tenant(Newsroom.A).events().lastCheckpoint();
            test.accept(
                    tap,
                    Cqrs.builder(tapped).command(Publish.class, Desk::publish).build());
        }
    }

    @Test
    @DisplayName("a command whose commit's answer was lost is sent again, and gets the answer that it would have had")
    void lostCommit() {
        UUID id = UUID.randomUUID();
        UUID article = UUID.randomUUID();
        through(
                (tap, cqrs) -> {
                    assertThatThrownBy(() -> cqrs.tenant(Newsroom.A).sendOnce(id, new Publish(article, 1)))
                            .isInstanceOf(HoldfastException.class)
                            .hasMessageContaining("whether a commit");
                    Answer<Published> again = cqrs.tenant(Newsroom.A).sendOnce(id, new Publish(article, 1));
                    assertThat(again.repeated()).isTrue();
                    assertThat(again.result()).isEqualTo(new Published(1, List.of("printed")));
                },
                RoundTrips::dropReplies);
        assertThat(events(article)).isEqualTo(1);
    }

    @Test
    @DisplayName(
            "an id costs one round trip before the handler's and takes the position along behind; the transaction begins with it")
    void roundTrips() {
        UUID id = UUID.randomUUID();
        UUID article = UUID.randomUUID();
        through(
                (tap, cqrs) -> {
                    tap.reset();
                    cqrs.tenant(Newsroom.A).send(new Publish(article, 1));
                    assertThat(tap.count()).as("append, position, commit").isEqualTo(3);
                    tap.reset();
                    cqrs.tenant(Newsroom.A).sendOnce(id, new Publish(article, 2));
                    assertThat(tap.count()).as("begin, append, finish, commit").isEqualTo(4);
                    tap.reset();
                    cqrs.tenant(Newsroom.A).sendOnce(id, new Publish(article, 2));
                    assertThat(tap.count()).as("begin, commit").isEqualTo(2);
                },
                tap -> {});
    }

    @Test
    @DisplayName("what was forgotten is handled anew")
    void forgotten() {
        UUID id = UUID.randomUUID();
        UUID article = UUID.randomUUID();
        Cqrs cqrs = desk().build();
        cqrs.tenant(Newsroom.A).sendOnce(id, new Publish(article, 1));
        assertThat(cqrs.forgetCommands(Instant.now().minusSeconds(3600))).isZero();
        assertThat(cqrs.tenant(Newsroom.A).sendOnce(id, new Publish(article, 1)).repeated())
                .isTrue();
        assertThat(cqrs.forgetCommands(Instant.now().plusSeconds(3600))).isPositive();
        assertThat(kept()).isEqualTo("0");
        assertThat(cqrs.tenant(Newsroom.A).sendOnce(id, new Publish(article, 1)).repeated())
                .isFalse();
        assertThat(events(article)).isEqualTo(2);
    }
}
