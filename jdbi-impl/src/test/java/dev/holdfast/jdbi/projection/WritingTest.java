package dev.holdfast.jdbi.projection;

import static dev.holdfast.event.StreamId.stream;
import static dev.holdfast.jdbi.projection.Counting.publish;
import static dev.holdfast.jdbi.projection.Counting.quick;
import static dev.holdfast.jdbi.projection.Counting.tallies;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.event.Position;
import dev.holdfast.event.RecordedEvent;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.attack.Pools;
import dev.holdfast.jdbi.event.ArticleEvent.Published;
import dev.holdfast.projection.ParkedStream;
import dev.holdfast.projection.Projection;
import dev.holdfast.projection.RunningProjections;
import dev.holdfast.projection.Writes;
import dev.holdfast.query.PlainStatement;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.Role;
import dev.holdfast.testkit.TestDatabase;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Handlers that say what to write, and don't wait for it. */
@PostgresTest(template = Counting.class)
class WritingTest {

    private final TestDatabase database;

    WritingTest(TestDatabase database) {
        this.database = database;
    }

    @ParameterizedTest(name = "{displayName} [reWriteBatchedInserts={0}]")
    @ValueSource(booleans = {false, true})
    @DisplayName(
            "EV-59 events that meet a key many times in one batch count once each; one that writes nothing parks its stream alone")
    void counts(boolean rewriting) {
        String name = "writing-" + rewriting;
        AtomicInteger most = new AtomicInteger();
        Projection projection = Projection.named(name)
                .inCategories(name)
                .onWriting(Published.class, WritingTest::add)
                .onBatch(Published.class, (events, tx) -> most.accumulateAndGet(events.size(), Math::max))
                .build();
        try (var pool = Pools.pool(database.url(Role.APPLICATION), 3, true, "reWriteBatchedInserts=" + rewriting)) {
            JdbiHoldfast holdfast = Counting.holdfast(
                    pool, database.acrossTenantsDataSource(), quick(projection).batchSize(50));
            Position last = Position.START;
            for (int i = 1; i <= 60; i++) {
                publish(holdfast.tenant(Counting.A), name, "s" + i % 3, i);
                last = publish(holdfast.tenant(Counting.B), name, "s" + i % 2, i)
                        .position();
            }
            publish(holdfast.tenant(Counting.A), name, "poison", -1);
            publish(holdfast.tenant(Counting.A), name, "s0", 100);
            try (RunningProjections running = holdfast.projections().start()) {
                Counting.until(() -> holdfast.projections().parked(name).size() == 1);
                holdfast.projections().await(Counting.B, last, Duration.ofMinutes(1), name);
            }
            assertThat(tallies(holdfast.tenant(Counting.A)))
                    .containsEntry(name + "s0", "21/730")
                    .containsEntry(name + "s1", "20/590")
                    .containsEntry(name + "s2", "20/610")
                    .doesNotContainKey(name + "poison");
            assertThat(tallies(holdfast.tenant(Counting.B)))
                    .containsEntry(name + "s0", "30/930")
                    .containsEntry(name + "s1", "30/900");
            assertThat(holdfast.projections().parked(name))
                    .singleElement()
                    .satisfies(parked -> assertThat(parked.stream()).isEqualTo(stream(name, "poison")))
                    .extracting(ParkedStream::error)
                    .asString()
                    .contains("NoRowException");
            assertThat(most.get()).as("those of a batch are together").isGreaterThan(20);
        }
    }

    @Test
    @DisplayName("what a handler adds once its events were handled is refused, not lost")
    void late() {
        AtomicReference<Writes> kept = new AtomicReference<>();
        Projection projection = Projection.named("late")
                .inCategories("late")
                .onWriting(Published.class, (event, writes) -> kept.set(writes))
                .onBatch(Published.class, (events, tx) -> add(events.get(0), kept.get()))
                .build();
        JdbiHoldfast holdfast = Counting.holdfast(database, projection);
        publish(holdfast.tenant(Counting.A), "late", "a", 1);
        try (RunningProjections running = holdfast.projections().start()) {
            Counting.until(() -> holdfast.projections().parked("late").size() == 1);
        }
        assertThat(holdfast.projections().parked("late").get(0).error()).contains("within the handler's call");
    }

    private static void add(RecordedEvent<? extends Published> event, Writes writes) {
        String name = event.stream().category() + event.stream().id();
        if (event.data().edition() < 0) {
            writes.addOne(PlainStatement.of("update tallies set total = 0 where name = {0}", name));
            return;
        }
        writes.addOne(PlainStatement.of(
                "insert into tallies as t (tenant_id, id, name, events, total)"
                        + " values (cast(current_setting('holdfast.tenant_id') as bigint), gen_random_uuid(), {0}, 1, {1})"
                        + " on conflict (tenant_id, name) do update set events = t.events + 1, total = t.total + excluded.total",
                name, event.data().edition()));
    }
}
