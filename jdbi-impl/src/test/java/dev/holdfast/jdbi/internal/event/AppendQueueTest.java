package dev.holdfast.jdbi.internal.event;

import static dev.holdfast.event.StreamId.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.error.ConnectionUnavailableException;
import dev.holdfast.error.DatabaseException;
import dev.holdfast.event.ExpectedVersion;
import dev.holdfast.event.StreamAppend;
import dev.holdfast.jdbi.internal.value.Bound;
import dev.holdfast.testkit.Race;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who goes along with whom, and what each is told, whatever becomes of whoever leads. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class AppendQueueTest {

    private static final int THREADS = 24;
    private static final int ROUNDS = 200;

    private final AppendQueue queue = new AppendQueue();
    private final Queue<List<OneAppend>> groups = new ConcurrentLinkedQueue<>();

    @SuppressWarnings("NullAway") // null makes whoever looks at it fail
    private static OneAppend append(@Nullable Object tenant, long number) {
        return new OneAppend(
                tenant,
                new Bound.Told("", "", ""),
                StreamAppend.to(stream("a", number), ExpectedVersion.any(), "event"),
                UUID.randomUUID(),
                "type",
                1,
                "{}",
                null);
    }

    private static long number(OneAppend append) {
        return Long.parseLong(append.append().stream().id());
    }

    /** The outcome of an append that went with others; alone it has the same version and a position below 0. */
    private static AppendOutcome outcome(long number, boolean together) {
        return AppendOutcome.ofMany(number, together ? number : -number).orElseThrow();
    }

    /** Odd ones are left out. */
    private List<Optional<AppendOutcome>> sent(List<OneAppend> appends) {
        groups.add(appends);
        takeTime();
        return appends.stream()
                .map(AppendQueueTest::number)
                .map(number -> number % 2 == 1 ? Optional.<AppendOutcome>empty() : Optional.of(outcome(number, true)))
                .toList();
    }

    private AppendOutcome ask(long number, AppendQueue.Together together) {
        return queue.append(append(1L, number), together, () -> alone(number));
    }

    private static AppendOutcome alone(long number) {
        takeTime();
        return outcome(number, false);
    }

    /** As a statement does: others come meanwhile. */
    private static void takeTime() {
        LockSupport.parkNanos(100_000);
    }

    @Test
    @DisplayName("each caller gets its own outcome, sent once: together, or alone where it is left out")
    void own() {
        AtomicInteger alone = new AtomicInteger();
        var outcomes = Race.of(THREADS).within(Duration.ofMinutes(1)).run(thread -> {
            for (int round = 0; round < ROUNDS; round++) {
                long number = 2 + 2L * (thread * ROUNDS + round) + round % 2;
                AppendOutcome outcome = queue.append(append(1L, number), this::sent, () -> {
                    alone.incrementAndGet();
                    return alone(number);
                });
                assertThat(outcome.versions()).containsExactly(number);
                if (number % 2 == 1) {
                    assertThat(outcome.positions()).containsExactly(-number);
                }
            }
            return true;
        });
        assertThat(outcomes.errors()).isEmpty();
        List<Long> sent = groups.stream()
                .flatMap(List::stream)
                .map(AppendQueueTest::number)
                .toList();
        assertThat(groups).isNotEmpty().allMatch(group -> group.size() > 1 && group.size() <= 100);
        assertThat(sent).doesNotHaveDuplicates();
        assertThat(sent.stream().filter(number -> number % 2 == 0).count() + alone.get())
                .isEqualTo((long) THREADS * ROUNDS);
    }

    @Test
    @DisplayName("who is the only one goes alone")
    void lone() {
        for (int number = 1; number < 100; number++) {
            assertThat(ask(number, this::sent).positions()).containsExactly(-(long) number);
        }
        assertThat(groups).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"40001", "40P01", "55P03", "57014", "42501", "22P02", "53300"})
    @DisplayName("where the statement is refused nothing was stored, and each goes alone")
    void refused(String state) {
        AtomicInteger refusals = new AtomicInteger();
        var outcomes = Race.of(THREADS).within(Duration.ofMinutes(1)).run(thread -> {
            for (int round = 0; round < ROUNDS; round++) {
                long number = 2L + thread * ROUNDS + round;
                assertThat(ask(number, group -> {
                                    refusals.incrementAndGet();
                                    throw refusal(state);
                                })
                                .positions())
                        .containsExactly(-number);
            }
            return true;
        });
        assertThat(outcomes.errors()).isEmpty();
        assertThat(refusals.get()).isPositive();
    }

    private static DatabaseException refusal(String state) {
        return new DatabaseException("refused", new DatabaseException.Refusal(state, "t", null, null, "words"), null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"08006", "57P01", "?????"})
    @DisplayName("EV-7 where nobody knows what became of it, each is told so, by an exception of its own")
    void unknown(String state) {
        Queue<Throwable> thrown = new ConcurrentLinkedQueue<>();
        failTogether(
                () -> {
                    throw refusal(state);
                },
                thrown);
        assertThat(thrown).doesNotHaveDuplicates().allSatisfy(each -> assertThat(each)
                .isInstanceOfSatisfying(DatabaseException.class, failure -> {
                    assertThat(failure.sqlState()).isEqualTo(state);
                    assertThat(failure.serverMessage()).isEqualTo("words");
                }));
    }

    @Test
    @DisplayName("an Error of the leader's hangs nobody, and no other is told that it was stored")
    void error() {
        Queue<Throwable> thrown = new ConcurrentLinkedQueue<>();
        failTogether(
                () -> {
                    throw new StackOverflowError("deep");
                },
                thrown);
        assertThat(thrown)
                .doesNotHaveDuplicates()
                .anyMatch(StackOverflowError.class::isInstance)
                .anySatisfy(each -> assertThat(each)
                        .isInstanceOf(DatabaseException.class)
                        .hasMessageContaining("nobody knows")
                        .hasCauseInstanceOf(StackOverflowError.class));
    }

    /** Every other group fails so; whose append was in one gets an error, the others their outcome. */
    private void failTogether(Runnable failure, Queue<Throwable> thrown) {
        AtomicInteger count = new AtomicInteger();
        Queue<Long> failed = new ConcurrentLinkedQueue<>();
        Queue<Long> told = new ConcurrentLinkedQueue<>();
        var outcomes = Race.of(THREADS).within(Duration.ofMinutes(1)).run(thread -> {
            for (int round = 0; round < ROUNDS; round++) {
                long number = 2L * (1 + thread * ROUNDS + round);
                try {
                    AppendOutcome outcome = ask(number, group -> {
                        if (count.incrementAndGet() % 2 == 0) {
                            group.forEach(each -> failed.add(number(each)));
                            failure.run();
                        }
                        return sent(group);
                    });
                    assertThat(outcome.versions()).containsExactly(number);
                } catch (DatabaseException | StackOverflowError expected) {
                    thrown.add(expected);
                    told.add(number);
                }
            }
            return true;
        });
        assertThat(outcomes.errors()).isEmpty();
        assertThat(failed).isNotEmpty();
        assertThat(told).containsExactlyInAnyOrderElementsOf(failed);
    }

    @Test
    @DisplayName("where whoever takes others along fails at that, none of them waits for it")
    void assembling() {
        Queue<Throwable> thrown = new ConcurrentLinkedQueue<>();
        var outcomes = Race.of(THREADS).within(Duration.ofMinutes(1)).run(thread -> {
            for (int round = 0; round < ROUNDS; round++) {
                long number = 2L * (1 + thread * ROUNDS + round);
                try {
                    AppendOutcome outcome =
                            queue.append(append(round % 10 == 0 ? null : 1L, number), this::sent, () -> alone(number));
                    assertThat(outcome.versions()).containsExactly(number);
                } catch (NullPointerException expected) {
                    thrown.add(expected);
                }
            }
            return true;
        });
        assertThat(outcomes.errors()).isEmpty();
        assertThat(thrown).isNotEmpty();
    }

    @Test
    @DisplayName("where there is no connection, each is told so at once, by an exception of its own")
    void unconnected() {
        Queue<Throwable> thrown = new ConcurrentLinkedQueue<>();
        failTogether(
                () -> {
                    throw new ConnectionUnavailableException(
                            "none", new DatabaseException.Refusal("08001", null, null, null, null), null);
                },
                thrown);
        assertThat(thrown).doesNotHaveDuplicates().hasOnlyElementsOfType(ConnectionUnavailableException.class);
    }

    @Test
    @DisplayName("who is stuck, alone or with others, stops nobody who comes later")
    void stuck() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        Thread[] stuck = new Thread[3];
        CountDownLatch underWay = new CountDownLatch(stuck.length); // else one of them would take racers along
        for (int i = 0; i < stuck.length; i++) {
            stuck[i] = new Thread(() -> queue.append(
                    append(1L, 1),
                    group -> {
                        group.forEach(each -> underWay.countDown());
                        await(release);
                        return sent(group);
                    },
                    () -> {
                        underWay.countDown();
                        await(release);
                        return outcome(1, false);
                    }));
            stuck[i].start();
        }
        await(underWay);
        var outcomes = Race.of(THREADS).run(thread -> ask(2L + 2L * thread, this::sent));
        assertThat(outcomes.values()).hasSize(THREADS);
        assertThat(stuck[0].isAlive()).isTrue();
        release.countDown();
        for (Thread thread : stuck) {
            thread.join(10_000);
            assertThat(thread.isAlive()).isFalse();
        }
        assertThat(Race.of(THREADS)
                        .run(thread -> ask(1000L + 2L * thread, this::sent))
                        .values())
                .hasSize(THREADS);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** On a busy machine threads may meet none of the others. */
    private void untilGrouped(Supplier<? extends Race.Outcomes<Boolean>> race) {
        for (int attempt = 0; groups.isEmpty() && attempt < 100; attempt++) {
            assertThat(race.get().errors()).isEmpty();
        }
        assertThat(groups).isNotEmpty();
    }

    @Test
    @DisplayName("who is interrupted while it waits gets its outcome, and stays interrupted")
    void interrupted() {
        untilGrouped(() -> Race.of(THREADS).run(thread -> {
            for (int round = 0; round < ROUNDS; round++) {
                Thread.currentThread().interrupt();
                long number = 2L + 2L * (thread * ROUNDS + round);
                assertThat(ask(number, this::sent).versions()).containsExactly(number);
                assertThat(Thread.interrupted()).isTrue();
            }
            return true;
        }));
    }

    @Test
    @DisplayName("tenants of two types, as a Holdfast without tables may have, go apart")
    void types() {
        untilGrouped(() -> Race.of(THREADS).run(thread -> {
            for (int round = 0; round < ROUNDS; round++) {
                Object tenant = thread % 2 == 0 ? Long.valueOf(1) : "one";
                queue.append(append(tenant, 2), this::sent, () -> alone(2));
            }
            return true;
        }));
        assertThat(groups).allSatisfy(group -> assertThat(
                        group.stream().map(each -> each.tenant().getClass()).distinct())
                .hasSize(1));
    }

    @Test
    @DisplayName("a large event doesn't go along")
    void large() {
        OneAppend small = append(1L, 1);
        OneAppend large = new OneAppend(
                1L, small.told(), small.append(), small.id(), "type", 1, "\"" + "x".repeat(10_000) + "\"", null);
        assertThat(AppendQueue.takes(small)).isTrue();
        assertThat(AppendQueue.takes(large)).isFalse();
    }

    @Test
    @DisplayName("a refusal of the one that goes alone is its own")
    void aloneRefused() {
        assertThatThrownBy(() -> queue.append(append(1L, 1), this::sent, () -> {
                    throw refusal("40001");
                }))
                .isInstanceOf(DatabaseException.class);
        assertThat(ask(2, this::sent).versions()).containsExactly(2L);
    }
}
