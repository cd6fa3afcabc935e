package dev.holdfast.jdbi.projection;

import static dev.holdfast.event.StreamId.stream;
import static dev.holdfast.jdbi.projection.Counting.A;
import static dev.holdfast.jdbi.projection.Counting.B;
import static dev.holdfast.jdbi.projection.Counting.publish;
import static dev.holdfast.jdbi.projection.Counting.quick;
import static dev.holdfast.jdbi.projection.Counting.tallies;
import static dev.holdfast.jdbi.projection.Counting.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.RetryPolicy;
import dev.holdfast.event.Position;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.JdbiTransaction;
import dev.holdfast.jdbi.event.ArticleEvent.Published;
import dev.holdfast.projection.ParkedStream;
import dev.holdfast.projection.Projection;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Handlers whose SQL takes the batch's transaction along, and what others do to an event while it is tried again. */
@PostgresTest(template = Counting.class)
class LostTransactionsTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    private final TestDatabase database;

    LostTransactionsTest(TestDatabase database) {
        this.database = database;
    }

    private static JdbiHoldfast byHand(TestDatabase database, Projection projection) {
        return Counting.holdfast(database, quick(projection).retries(RetryPolicy.none()));
    }

    @ParameterizedTest
    @CsvSource({"commits, commit", "strays, 'select set_config(''holdfast.tenant_id'', ''2'', true)'"})
    @DisplayName(
            "a handler whose SQL ends the transaction, or makes it another tenant's, parks its stream alone, and soon")
    void takesAlong(String name, String sql) {
        AtomicInteger calls = new AtomicInteger();
        JdbiHoldfast holdfast = byHand(
                database,
                Projection.named(name)
                        .inCategories(name)
                        .on(Published.class, (event, tx) -> {
                            if (event.data().edition() == 2) {
                                calls.incrementAndGet();
                                ((JdbiTransaction) tx).handle().execute(sql);
                                if (name.equals("strays")) { // into the other tenant's rows
                                    Counting.add(tx, "tallies", "forged", 1);
                                }
                            } else {
                                Counting.add(
                                        tx,
                                        "tallies",
                                        name + event.stream().id(),
                                        event.data().edition());
                            }
                        })
                        .build());
        publish(holdfast.tenant(A), name, "x", 2);
        publish(holdfast.tenant(A), name, "x", 3);
        Position other = publish(holdfast.tenant(B), name, "y", 4).position();
        Position last = publish(holdfast.tenant(A), name, "y", 5).position();
        try (var running = holdfast.projections().start()) {
            holdfast.projections().await(B, other, LONG, name);
            holdfast.projections().await(A, last, LONG, name);
        }
        List<ParkedStream> parked = holdfast.projections().parked(name);
        assertThat(parked).hasSize(1);
        assertThat(parked.get(0).stream()).isEqualTo(stream(name, "x"));
        assertThat(parked.get(0).error()).contains("its SQL ended the transaction");
        assertThat(calls.get()).isLessThanOrEqualTo(3);
        assertThat(tallies(holdfast.tenant(A))).containsEntry(name + "y", "1/5").doesNotContainKey(name + "x");
        assertThat(tallies(holdfast.tenant(B))).containsEntry(name + "y", "1/4").doesNotContainKey("forged");
    }

    @ParameterizedTest
    @CsvSource({"refused, true", "handled, false"})
    @DisplayName("an event that is skipped while it is tried again stays skipped, whatever comes of the try")
    void skipped(String name, boolean fails) throws InterruptedException {
        AtomicBoolean again = new AtomicBoolean();
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        JdbiHoldfast holdfast = byHand(
                database,
                Projection.named(name)
                        .inCategories(name)
                        .on(Published.class, (event, tx) -> {
                            Counting.add(tx, "tallies", name, event.data().edition());
                            if (event.data().edition() == 2) {
                                if (again.get()) {
                                    inside.countDown();
                                    goOn.await();
                                }
                                if (fails || !again.get()) {
                                    throw new IllegalStateException("edition two");
                                }
                            }
                        })
                        .build());
        for (int edition = 1; edition <= 3; edition++) {
            publish(holdfast.tenant(A), name, "x", edition);
        }
        try (var running = holdfast.projections().start()) {
            until(() -> !holdfast.projections().parked(name).isEmpty());
            again.set(true);
            ParkedStream parked = holdfast.projections().parked(name).get(0);
            holdfast.projections().unpark(parked);
            inside.await();
            holdfast.projections().skip(parked, "it is wrong");
            goOn.countDown();
            until(() -> holdfast.projections().parked(name).isEmpty());
            assertThat(tallies(holdfast.tenant(A))).containsEntry(name, "2/4");
        }
    }

    @Test
    @DisplayName("EV-53 a process that runs other projections leaves none of these to nobody")
    void others() {
        JdbiHoldfast two =
                Counting.holdfast(database, Counting.byStreamOfIts("others-1"), Counting.byStreamOfIts("others-2"));
        JdbiHoldfast mails = Counting.holdfast(database, Counting.byStreamOfIts("others-3"));
        try (var first = mails.projections().start();
                var second = two.projections().start()) {
            for (String name : List.of("others-1", "others-2")) {
                two.projections().await(A, publish(two.tenant(A), name, "x", 1).position(), LONG, name);
            }
        }
    }
}
