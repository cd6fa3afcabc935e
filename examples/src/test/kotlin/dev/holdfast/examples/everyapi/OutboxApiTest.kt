package dev.holdfast.examples.everyapi

import dev.holdfast.event.AppendResult
import dev.holdfast.event.EventSettings
import dev.holdfast.event.EventType
import dev.holdfast.event.EventTypes
import dev.holdfast.event.ExpectedVersion
import dev.holdfast.event.Position
import dev.holdfast.event.RawEvent
import dev.holdfast.event.StreamId.stream
import dev.holdfast.examples.support.ExampleDatabase
import dev.holdfast.jdbi.Jackson3Json
import dev.holdfast.jdbi.JdbiHoldfast
import dev.holdfast.jdbi.KafkaPublisher
import dev.holdfast.outbox.HttpPublisher
import dev.holdfast.outbox.Message
import dev.holdfast.outbox.MessageMapper
import dev.holdfast.outbox.MessagesMapper
import dev.holdfast.outbox.Outbox
import dev.holdfast.outbox.OutboxMessage
import dev.holdfast.outbox.OutboxPublisher
import dev.holdfast.outbox.RefusedMessageException
import dev.holdfast.projection.ProjectionSettings
import dev.holdfast.table.Schema
import dev.holdfast.testkit.Role
import java.net.URI
import java.net.http.HttpClient
import java.time.Duration
import java.util.concurrent.CompletableFuture
import java.util.concurrent.CompletionException
import java.util.concurrent.CopyOnWriteArrayList
import org.apache.kafka.clients.producer.MockProducer
import org.apache.kafka.common.serialization.ByteArraySerializer
import org.apache.kafka.common.serialization.StringSerializer
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.junit.jupiter.api.Test

/** Calls what `dev.holdfast.outbox` has, and `KafkaPublisher`. */
class OutboxApiTest {

    @EventType("bell-rung")
    @JvmRecord
    data class Rung(val times: Int)

    private val told = CopyOnWriteArrayList<OutboxMessage>()
    private val events = EventSettings.with(EventTypes.of(Rung::class.java))

    @Test
    fun othersAreToldOfEvents() {
        val outbox = Outbox.named("bells") { message: OutboxMessage ->
            told.add(message)
            CompletableFuture.completedStage("taken")
        }
            .on(Rung::class.java) { event ->
                if (event.data().times == 0) null else Message.to("bells").key("bell").header("a", "b").text("${event.data().times}")
            }
            .onSeveral(Rung::class.java) { event -> List(event.data().times) { Message.to("echoes").json("{}") } }
            .inCategories("bell")
            .partitions(2)
            .version(3)
            .inFlight(10)
            .tries(2)
            .timeout(Duration.ofSeconds(10))
            .build()
        assertThat(listOf(outbox.name(), outbox.version(), outbox.inFlight(), outbox.tries(), outbox.timeout()))
            .containsExactly("bells", 3, 10, 2, Duration.ofSeconds(10))
        assertThat(outbox.subscription().partitions()).isEqualTo(2)
        val first: Outbox.On<*> = outbox.mappers()[0]
        assertThat(Outbox.On(Rung::class.java, MessagesMapper { listOf() }).type()).isEqualTo(first.type())
        ExampleDatabase.with(Schema.of(), null, events).use { database ->
            val holdfast = JdbiHoldfast.builder(database.pool())
                .acrossTenants(database.database().untrackedDataSource(Role.ACROSS_TENANTS))
                .json(Jackson3Json())
                .events(events)
                .projections(ProjectionSettings.with().and(listOf()))
                .outboxes(outbox)
                .build()
            val acme = holdfast.tenant(ExampleDatabase.ACME)
            val rung: AppendResult = acme.events().append(stream("bell", "b"), ExpectedVersion.none(), Rung(2), Rung(0))
            val projections = holdfast.projections()
            projections.start().use {
                projections.await(ExampleDatabase.ACME, rung.position(), Duration.ofMinutes(1), "bells")
                projections.replay("bells", rung.position())
            }
            val event = acme.events().read(stream("bell", "b")).list().first()
            val mapped = MessageMapper<Any> { Message.to("bells").text("2") }.map(event)!!
            assertThat(OutboxMessage.of("bells", event, 0, mapped).idempotencyKey()).isEqualTo(told[0].idempotencyKey())
            assertThat(first.mapper()).isNotNull()
            assertThat(MessagesMapper<Any> { listOf(mapped) }.map(event)).containsExactly(mapped)
            assertThatThrownBy { projections.replay("none", Position.START) }.hasMessageContaining("none")
        }
        assertThat(told.map { it.message().destination() }).containsExactly("bells", "echoes", "echoes")
        val sent = told[0]
        assertThat(listOf(sent.outbox(), sent.tenantId(), sent.stream(), sent.version(), sent.type(), sent.key()))
            .containsExactly("bells", ExampleDatabase.ACME, stream("bell", "b"), 1L, "bell-rung", "bell")
        assertThat(sent.message().key()).isEqualTo("bell")
        assertThat(sent.message().headers()).containsEntry("a", "b")
        assertThat(sent.message().contentType()).startsWith("text/plain")
        assertThat(sent.message().bodyText()).isEqualTo(String(sent.message().body()))
        assertThat(
            OutboxMessage(
                sent.idempotencyKey(), sent.outbox(), sent.tenantId(), sent.stream(), sent.version(), sent.type(),
                sent.recordedAt(), sent.message(),
            ),
        ).isEqualTo(sent)
        publishers(sent)
    }

    private fun publishers(message: OutboxMessage) {
        val producer = MockProducer(true, null, StringSerializer(), ByteArraySerializer())
        val kafka: OutboxPublisher = KafkaPublisher.of(producer)
        kafka.publish(message).toCompletableFuture().join()
        assertThat(producer.history().single().key()).isEqualTo("bell")
        val http = HttpPublisher.to(HttpClient.newHttpClient(), URI.create("http://127.0.0.1:1/"))
            .timeout(Duration.ofSeconds(5))
            .header("Authorization", "Bearer x")
        assertThatThrownBy { http.publish(message).toCompletableFuture().join() }.isInstanceOf(CompletionException::class.java)
        assertThat(RefusedMessageException("too large")).hasMessage("too large")
        assertThat(RefusedMessageException("too large", IllegalStateException())).hasCauseInstanceOf(IllegalStateException::class.java)
        val stored = Outbox.named("stored", kafka)
            .on(RawEvent::class.java) { event -> Message.to("all").bytes("application/json", event.data().json().toByteArray()) }
            .ofTypeNames("bell-rung")
            .build()
        assertThat(stored.publisher()).isSameAs(kafka)
    }
}
