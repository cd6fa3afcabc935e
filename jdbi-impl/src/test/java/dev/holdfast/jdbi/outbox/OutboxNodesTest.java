package dev.holdfast.jdbi.outbox;

import static dev.holdfast.jdbi.outbox.Mailroom.A;
import static dev.holdfast.jdbi.outbox.Mailroom.B;
import static dev.holdfast.jdbi.outbox.Mailroom.LONG;
import static dev.holdfast.jdbi.outbox.Mailroom.editions;
import static dev.holdfast.jdbi.outbox.Mailroom.publish;
import static dev.holdfast.jdbi.outbox.Mailroom.statuses;
import static dev.holdfast.jdbi.outbox.Mailroom.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.error.DatabaseException;
import dev.holdfast.error.InvalidValueException;
import dev.holdfast.error.SchemaException;
import dev.holdfast.event.Position;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.event.ArticleEvent.Published;
import dev.holdfast.jdbi.event.Newsroom;
import dev.holdfast.outbox.RefusedMessageException;
import dev.holdfast.projection.Projection;
import dev.holdfast.projection.ProjectionStatus;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Outboxes in several processes, versions and roles. */
@PostgresTest(template = Newsroom.class)
class OutboxNodesTest {

    private final TestDatabase database;
    private final Receiver receiver = new Receiver();

    OutboxNodesTest(TestDatabase database) {
        this.database = database;
    }

    @AfterEach
    void close() {
        receiver.close();
    }

    @Test
    @DisplayName("EV-19 two processes share an outbox's partitions, and one takes over from the other in order")
    void twoNodes() {
        JdbiHoldfast one = Mailroom.holdfast(
                database, editions("shared", receiver).partitions(4).build());
        JdbiHoldfast two = Mailroom.holdfast(
                database, editions("shared", receiver).partitions(4).build());
        Position last = Position.START;
        try (var second = two.projections().start()) {
            try (var first = one.projections().start()) {
                until(() -> statuses(one, "shared").stream()
                                .map(ProjectionStatus::owner)
                                .distinct()
                                .count()
                        == 2);
                for (int edition = 1; edition <= 10; edition++) {
                    for (int article = 1; article <= 12; article++) {
                        last = publish(one.tenant(article % 2 == 0 ? A : B), "shared/n" + article, edition)
                                .position();
                    }
                }
            }
            two.projections().await(A, last, LONG, "shared");
        }
        assertThat(receiver.once())
                .hasSize(12)
                .allSatisfy((key, bodies) -> assertThat(bodies).hasSize(10).doesNotHaveDuplicates());
        assertThat(receiver.once().get("2/shared/n1"))
                .startsWith("{\"edition\": 1}")
                .endsWith("{\"edition\": 10}");
        assertThat(receiver.wrongs()).isEmpty();
    }

    @Test
    @DisplayName("another number of partitions is another version: it goes on where the one before is, which stops")
    void anotherVersion() {
        JdbiHoldfast old = Mailroom.holdfast(
                database,
                Mailroom.quick().retries(dev.holdfast.RetryPolicy.none()),
                editions("versions", receiver).build());
        receiver.refusal = message -> message.stream().id().equals("v2") && message.version() == 2
                ? new RefusedMessageException("odd")
                : null;
        publish(old.tenant(A), "versions/v1", 1);
        publish(old.tenant(A), "versions/v2", 1);
        publish(old.tenant(A), "versions/v2", 2);
        Position last = publish(old.tenant(A), "versions/v1", 2).position();
        JdbiHoldfast next = Mailroom.holdfast(
                database,
                editions("versions", receiver).partitions(3).version(2).build());
        try (var running = old.projections().start()) {
            old.projections().await(B, last, LONG, "versions");
            assertThat(old.projections().parked("versions")).hasSize(1);
            receiver.refusal = message -> null;
            try (var other = next.projections().start()) {
                until(() -> statuses(next, "versions").get(0).state() == ProjectionStatus.State.PAUSED);
                next.projections().resume("versions");
                assertThat(statuses(next, "versions").get(0).state()).isEqualTo(ProjectionStatus.State.PAUSED);
            }
        }
        try (var other = next.projections().start()) {
            last = publish(next.tenant(A), "versions/v1", 3).position();
            next.projections().await(A, last, LONG, "versions");
        }
        assertThat(next.projections().parked("versions")).isEmpty();
        assertThat(statuses(next, "versions").stream().map(ProjectionStatus::serving))
                .containsExactly(false, true, true, true);
        assertThat(receiver.taken().stream().map(message -> message.stream().id() + "@" + message.version()))
                .contains("v2@2")
                .containsOnlyOnce("v1@1", "v2@1", "v1@3");
        assertThatThrownBy(() -> Mailroom.holdfast(
                                database,
                                editions("versions", receiver).version(3).build())
                        .projections()
                        .replay("version", Position.START))
                .isInstanceOf(InvalidValueException.class);
        JdbiHoldfast third = Mailroom.holdfast(
                database, editions("versions", receiver).version(3).build());
        third.projections().start().close();
        JdbiHoldfast wrong = Mailroom.holdfast(
                database,
                editions("versions", receiver).partitions(2).version(3).build());
        assertThatThrownBy(() -> wrong.projections().start()).isInstanceOf(SchemaException.class);
    }

    @Test
    @DisplayName("an outbox has no projection's name, and a projection isn't published again")
    void notAProjection() {
        Projection projection =
                Projection.named("model").on(Published.class, (event, tx) -> {}).build();
        assertThatThrownBy(() -> Mailroom.holdfast(
                        database,
                        dev.holdfast.projection.ProjectionSettings.with(projection),
                        editions("model", receiver).build()))
                .isInstanceOf(InvalidValueException.class);
        JdbiHoldfast holdfast =
                Mailroom.holdfast(database, dev.holdfast.projection.ProjectionSettings.with(projection));
        holdfast.projections().start().close();
        assertThatThrownBy(() -> holdfast.projections().replay("model", Position.START))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("no outbox");
        JdbiHoldfast outbox =
                Mailroom.holdfast(database, editions("model", receiver).build());
        assertThatThrownBy(() -> outbox.projections().start())
                .isInstanceOf(SchemaException.class)
                .hasMessageContaining("another name");
    }

    @Test
    @DisplayName("the application's role moves no outbox")
    void theApplicationsRole() {
        JdbiHoldfast holdfast =
                Mailroom.holdfast(database, editions("guarded", receiver).build());
        holdfast.projections().start().close();
        for (String call : List.of(
                "replay_outbox('guarded', 0)",
                "move_outbox('guarded', 0)",
                "declare_outbox('guarded', 2, 1)",
                "add_outbox('guarded', 2, 1, 0)")) {
            assertThatThrownBy(
                            () -> holdfast.tenant(A).withHandle(handle -> handle.createQuery("select holdfast." + call)
                                    .mapTo(String.class)
                                    .findFirst()))
                    .isInstanceOfSatisfying(DatabaseException.class, e -> assertThat(e.sqlState())
                            .isEqualTo("42501"));
        }
    }
}
