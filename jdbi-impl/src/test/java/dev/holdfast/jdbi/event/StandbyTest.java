package dev.holdfast.jdbi.event;

import static dev.holdfast.event.StreamId.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.crypto.Encryption;
import dev.holdfast.doctor.Diagnosis;
import dev.holdfast.error.ReadOnlyException;
import dev.holdfast.event.Checkpoint;
import dev.holdfast.event.EventSettings;
import dev.holdfast.event.Events;
import dev.holdfast.event.ExpectedVersion;
import dev.holdfast.event.OrderUnavailableException;
import dev.holdfast.event.OrderUnavailableException.Reason;
import dev.holdfast.jdbi.Jackson3Json;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.fixture.Press;
import dev.holdfast.testkit.PostgresServer;
import dev.holdfast.testkit.Role;
import dev.holdfast.testkit.TestDatabase;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A server that only follows another one. */
class StandbyTest {

    @Test
    @DisplayName("EV-48 on a standby the doctor reports, streams are read, and what can't be is told by its type")
    void standby() throws Exception {
        try (PostgresServer server = PostgresServer.start(PostgresServer.durable());
                TestDatabase database = server.createDatabase("followed")) {
            new Newsroom().prepare(database);
            JdbiHoldfast primary = Newsroom.holdfast(database);
            primary.tenant(Newsroom.A)
                    .events()
                    .append(stream("article", 1), ExpectedVersion.none(), new ArticleEvent.Published(1));
            Diagnosis there = primary.doctor();
            try (Standby standby = Standby.of(database)) {
                JdbiHoldfast follower = JdbiHoldfast.builder(standby.dataSource(database, Role.APPLICATION))
                        .schema(Press.SCHEMA)
                        .acrossTenants(standby.dataSource(database, Role.ACROSS_TENANTS))
                        .json(new Jackson3Json())
                        .encryption(Encryption.with(Newsroom.KEYRING))
                        .events(EventSettings.with(Newsroom.TYPES))
                        .build();
                assertThat(follower.doctor().findings()).isEqualTo(there.findings());

                Events events = follower.tenant(Newsroom.A).events();
                assertThat(events.read(stream("article", 1)).list()).hasSize(1);
                assertThatThrownBy(() -> events.readAll(Checkpoint.START).page(1))
                        .isInstanceOfSatisfying(OrderUnavailableException.class, refused -> assertThat(refused.reason())
                                .isEqualTo(Reason.STANDBY))
                        .hasMessageContaining("from the primary")
                        .hasMessageNotContaining("select");
                assertThatThrownBy(events::lastCheckpoint).isInstanceOf(OrderUnavailableException.class);
                assertThatThrownBy(() -> events.append(
                                stream("article", 1), ExpectedVersion.any(), new ArticleEvent.Published(2)))
                        .isInstanceOf(ReadOnlyException.class)
                        .hasMessageContaining("standby")
                        .hasMessageContaining("holdfast.append_one")
                        .hasMessageNotContaining("select");
                assertThatThrownBy(() -> events.appendAll(
                                stream("article", 2),
                                ExpectedVersion.any(),
                                java.util.List.of(new ArticleEvent.Published(2), new ArticleEvent.Published(3))))
                        .isInstanceOf(ReadOnlyException.class);
                assertThatThrownBy(() -> events.close(stream("article", 1), ExpectedVersion.any()))
                        .isInstanceOf(ReadOnlyException.class);
            }
        }
    }
}
