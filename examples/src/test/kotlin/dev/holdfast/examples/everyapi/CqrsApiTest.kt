package dev.holdfast.examples.everyapi

import dev.holdfast.RetryPolicy
import dev.holdfast.TransactionOptions
import dev.holdfast.cqrs.Answer
import dev.holdfast.cqrs.AtLeast
import dev.holdfast.cqrs.AtLeast.atLeast
import dev.holdfast.cqrs.Caller
import dev.holdfast.cqrs.Command
import dev.holdfast.cqrs.CommandIdReusedException
import dev.holdfast.cqrs.Cqrs
import dev.holdfast.cqrs.HandlersException
import dev.holdfast.cqrs.NoHandlerException
import dev.holdfast.cqrs.NotAuthorizedException
import dev.holdfast.cqrs.PositionTokens
import dev.holdfast.cqrs.Query
import dev.holdfast.cqrs.QueryWritesException
import dev.holdfast.cqrs.Reads
import dev.holdfast.cqrs.Reads.reads
import dev.holdfast.cqrs.ReplicaBehindException
import dev.holdfast.cqrs.ValidationException
import dev.holdfast.cqrs.Violation
import dev.holdfast.event.EventSettings
import dev.holdfast.event.EventTypes
import dev.holdfast.event.ExpectedVersion
import dev.holdfast.event.Position
import dev.holdfast.event.StreamId.stream
import dev.holdfast.event.VersionConflictException
import dev.holdfast.examples.events.ParcelEvent
import dev.holdfast.examples.support.ExampleDatabase
import dev.holdfast.projection.ProjectionTimeoutException
import dev.holdfast.table.Schema
import java.time.Duration
import java.time.Instant
import java.util.UUID
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.catchThrowableOfType
import org.junit.jupiter.api.Test

/** Commands and queries, from Kotlin. */
class CqrsApiTest {

    sealed interface Till<R> : Command<R> {
        data class Scan(val parcel: String, val depot: String) : Till<Long>
        data class Close(val till: String) : Till<Unit>
    }

    data class Ring(val till: String) : Command<Void?>

    data class Open(val till: String) : Query<Boolean>
    data class Broken(val till: String) : Query<Boolean?>
    data class Unknown(val till: String) : Command<Long>

    private val late = PositionWaiting()

    private class PositionWaiting {
        var reached = Position.START
        fun await(position: Position, timeout: Duration) {
            if (reached < position) throw ProjectionTimeoutException(position, mapOf("tills" to reached), timeout)
        }
    }

    private fun builder(database: ExampleDatabase) = Cqrs.builder(database.holdfast())
        .command(Till.Scan::class.java) { command, tx ->
            tx.events().append(stream("parcel", command.parcel), ExpectedVersion.any(), ParcelEvent.Scanned(command.depot))
                .lastVersion()
        }
        .command(Till.Close::class.java) { _, _ -> }
        .query(Open::class.java, reads("tills")) { query, _ -> query.till == "a" }
        .query(Broken::class.java) { _, session ->
            session.events().append(stream("parcel", "x"), ExpectedVersion.any(), ParcelEvent.Scanned("x"))
            null
        }
        .mustHandle(Till::class.java)
        .validate(Till.Close::class.java) { command, violations ->
            violations.require(command.till.isNotBlank(), "till", "is blank").also {
                if (command.till == "z") violations.add("till", "is closed")
            }
        }
        .authorize(Till::class.java) { _, caller -> caller.actor == "ann" && caller.commandId != UUID(0, 0) }
        .useCommand(Ring::class.java) { command, _ -> check(command.till == "a") }
        .authorize(Ring::class.java) { _, _ -> true }
        .authorize(Query::class.java) { _, caller -> caller.tenantId == caller.scope.tenantId() }
        .middleware { _, _, next -> next.proceed() }
        .commandTransactions(TransactionOptions.defaults().retry(RetryPolicy.attempts(2)))
        .retryAlsoAfter(VersionConflictException::class.java)
        .queryTransactions(TransactionOptions.defaults())
        .awaitBy { _, position, timeout, _ -> late.await(position, timeout) }

    private fun withCqrs(test: (ExampleDatabase, Cqrs) -> Unit) {
        val events = EventSettings.with(EventTypes.of(ParcelEvent::class.java))
        ExampleDatabase.with(Schema.of(), null, events).use { test(it, builder(it).build()) }
    }

    @Test
    fun sendsAndAsks() = withCqrs { database, cqrs ->
        val acme = cqrs.tenant(ExampleDatabase.ACME).actor("ann").because("a test").requestId("r-1")
            .metadata("from", "here").metadata(mapOf("to" to "there"))
        assertThat(acme.tenantId()).isEqualTo(ExampleDatabase.ACME)

        val answer: Answer<Long> = acme.send(Till.Scan("p", "Basel"))
        assertThat(answer).isEqualTo(Answer(1L, answer.position, false))
        assertThat(answer.result).isEqualTo(1L)
        late.reached = answer.position
        assertThat(acme.ask(Open("a"))).isTrue()
        assertThat(acme.ask(Open("b"), atLeast(answer.position, Duration.ofSeconds(1)))).isFalse()

        assertThat(acme.send(Ring("a")).result).isNull()

        val id = UUID.randomUUID()
        assertThat(acme.sendOnce(id, Till.Close("a")).result).isEqualTo(Unit)
        val again: Answer<Unit> = acme.sendOnce(id, Till.Close("a"))
        assertThat(again.result).isEqualTo(Unit)
        assertThat(again.repeated).isTrue()
        assertThat(catchThrowableOfType(CommandIdReusedException::class.java) { acme.sendOnce(id, Till.Close("b")) })
            .extracting({ it.commandId() }, { it.type() }).containsExactly(id, Till.Close::class.java)
        assertThat(cqrs.forgetCommands(Instant.EPOCH)).isZero()

        val other = Cqrs.builder(database.holdfast()).replica(database.holdfast()) { _, _, _, _ -> }
            .query(Broken::class.java) { _, _ -> null }.build()
        val behind = catchThrowableOfType(ReplicaBehindException::class.java) {
            other.tenant(ExampleDatabase.ACME).ask(Broken("a"), AtLeast(Position(99), Duration.ZERO))
        }
        assertThat(behind.wanted()).isEqualTo(Position(99))
        assertThat(behind.timeout()).isZero()
    }

    @Test
    fun refuses() = withCqrs { database, cqrs ->
        val acme = cqrs.tenant(ExampleDatabase.ACME).actor("ann")
        assertThat(catchThrowableOfType(ValidationException::class.java) { acme.send(Till.Close("z")) })
            .extracting({ it.violations() }, { it.type() })
            .containsExactly(listOf(Violation("till", "is closed")), Till.Close::class.java)
        val violation = Violation("till", "is blank")
        assertThat(violation.member + " " + violation.problem).isEqualTo("till is blank")
        assertThat(catchThrowableOfType(NotAuthorizedException::class.java) { acme.actor("bob").send(Till.Close("a")) })
            .extracting({ it.actor() }, { it.type() }).containsExactly("bob", Till.Close::class.java)
        assertThat(catchThrowableOfType(NoHandlerException::class.java) { acme.send(Unknown("a")) }.type())
            .isEqualTo(Unknown::class.java)
        assertThat(catchThrowableOfType(QueryWritesException::class.java) { acme.ask(Broken("a")) }.type())
            .isEqualTo(Broken::class.java)
        val wrong = catchThrowableOfType(HandlersException::class.java) {
            builder(database).command(Till.Close::class.java) { _, _ -> }.mustHandle(Unknown::class.java, String::class.java).build()
        }
        assertThat(wrong.missing()).containsExactly(Unknown::class.java.name)
        assertThat(wrong.doubled()).containsExactly(Till.Close::class.java.name)
        assertThat(wrong.others()).hasSize(1)
    }

    @Test
    fun values() {
        val tokens = PositionTokens.withKey(ByteArray(32))
        assertThat(tokens.position("acme", tokens.text("acme", Position(7)))).isEqualTo(Position(7))
        assertThat(Reads(listOf("tills")).projections).isEqualTo(reads("tills").projections)
        val bound = AtLeast(Position(7), Duration.ofSeconds(1))
        assertThat(bound.position to bound.timeout).isEqualTo(Position(7) to Duration.ofSeconds(1))
        val events = EventSettings.with(EventTypes.of(ParcelEvent::class.java))
        ExampleDatabase.with(Schema.of(), null, events).use {
            val scope = it.holdfast().tenant(ExampleDatabase.ACME)
            assertThat(Caller(1L, "ann", null, scope).actor).isEqualTo("ann")
            val cqrs = builder(it).build()
            assertThat(listOf(cqrs.tenant("acme"), cqrs.tenant(UUID(0, 1))).map { each -> each.tenantId() })
                .containsExactly("acme", UUID(0, 1))
        }
    }
}
