package dev.holdfast.jdbi.outbox;

import static dev.holdfast.event.StreamId.stream;

import dev.holdfast.TenantScope;
import dev.holdfast.crypto.Encryption;
import dev.holdfast.event.AppendResult;
import dev.holdfast.event.EventSettings;
import dev.holdfast.event.ExpectedVersion;
import dev.holdfast.event.RecordedEvent;
import dev.holdfast.jdbi.Jackson3Json;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.event.ArticleEvent.Published;
import dev.holdfast.jdbi.event.Newsroom;
import dev.holdfast.jdbi.fixture.Press;
import dev.holdfast.outbox.Message;
import dev.holdfast.outbox.Outbox;
import dev.holdfast.outbox.OutboxPublisher;
import dev.holdfast.projection.ProjectionSettings;
import dev.holdfast.projection.ProjectionStatus;
import dev.holdfast.testkit.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;

/** What the tests of outboxes share. */
final class Mailroom {

    static final long A = Newsroom.A;
    static final long B = Newsroom.B;
    static final Duration LONG = Duration.ofMinutes(1);

    private Mailroom() {}

    static ProjectionSettings quick() {
        return ProjectionSettings.with()
                .polling(Duration.ofMillis(5), Duration.ofMillis(50))
                .lease(Duration.ofSeconds(5));
    }

    static JdbiHoldfast holdfast(TestDatabase database, Outbox... outboxes) {
        return holdfast(database, quick(), outboxes);
    }

    static JdbiHoldfast holdfast(TestDatabase database, ProjectionSettings settings, Outbox... outboxes) {
        return holdfast(database.applicationDataSource(), database.acrossTenantsDataSource(), settings, outboxes);
    }

    static JdbiHoldfast holdfast(
            DataSource application, DataSource acrossTenants, ProjectionSettings settings, Outbox... outboxes) {
        return JdbiHoldfast.builder(application)
                .schema(Press.SCHEMA)
                .acrossTenants(acrossTenants)
                .json(new Jackson3Json())
                .encryption(Encryption.with(Newsroom.KEYRING))
                .events(EventSettings.with(Newsroom.TYPES))
                .projections(settings)
                .outboxes(outboxes)
                .build();
    }

    /** Tells of each edition in the category of the same name. */
    static Outbox.Builder editions(String name, OutboxPublisher publisher) {
        return Outbox.named(name, publisher)
                .on(Published.class, Mailroom::edition)
                .inCategories(name);
    }

    static Message edition(RecordedEvent<Published> event) {
        return Message.to("editions").json("{\"edition\": " + event.data().edition() + "}");
    }

    /** Appends to a stream, {@code category/id}. */
    static AppendResult publish(TenantScope scope, String stream, long edition) {
        int slash = stream.indexOf('/');
        return scope.events()
                .append(
                        stream(stream.substring(0, slash), stream.substring(slash + 1)),
                        ExpectedVersion.any(),
                        new Published(edition));
    }

    static ProjectionStatus status(JdbiHoldfast holdfast, String outbox) {
        return statuses(holdfast, outbox).get(0);
    }

    static List<ProjectionStatus> statuses(JdbiHoldfast holdfast, String outbox) {
        return holdfast.projections().status().stream()
                .filter(status -> status.projection().equals(outbox))
                .toList();
    }

    /** Waits for something that another thread or process does; two minutes on a busy machine. */
    static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("it didn't come about");
            }
            try {
                Thread.sleep(5);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
