package dev.holdfast.examples.cqrs

import dev.holdfast.cqrs.AtLeast.atLeast
import dev.holdfast.cqrs.Command
import dev.holdfast.cqrs.Cqrs
import dev.holdfast.cqrs.Query
import dev.holdfast.cqrs.Reads.reads
import dev.holdfast.event.EventSettings
import dev.holdfast.event.EventTypes
import dev.holdfast.event.ExpectedVersion
import dev.holdfast.event.StreamId.stream
import dev.holdfast.examples.cqrs.Places.PLACES
import dev.holdfast.examples.events.ParcelEvent
import dev.holdfast.examples.support.ExampleDatabase
import dev.holdfast.projection.ProjectionSettings
import dev.holdfast.table.Schema
import java.time.Duration
import java.util.UUID

// region:types
sealed interface LetterCommand<R> : Command<R> {
    data class Post(val letter: String, val to: String) : LetterCommand<Long>
    data class Scan(val letter: String, val depot: String) : LetterCommand<Unit>
}

data class LettersAt(val depot: String) : Query<List<String>>
// endregion:types

/** The same calls as in CqrsMain, in Kotlin. */
fun main() {
    val events = EventSettings.with(EventTypes.of(ParcelEvent::class.java))
    val schema = Schema.of(PLACES)
    ExampleDatabase.with(schema).use { database ->
        val holdfast = database.node(schema, events, ProjectionSettings.with(Places.projection()))
        val running = holdfast.projections().start()
        // region:calls
        val cqrs = Cqrs.builder(holdfast)
            .command(LetterCommand.Post::class.java) { command, tx ->
                tx.events().append(stream("letter", command.letter), ExpectedVersion.none(), ParcelEvent.Registered(command.to, 20))
                    .lastVersion()
            }
            .command(LetterCommand.Scan::class.java) { command, tx ->
                tx.events().append(stream("letter", command.letter), ExpectedVersion.exists(), ParcelEvent.Scanned(command.depot))
            }
            .query(LettersAt::class.java, reads("places")) { query, session ->
                session.from(PLACES).where(PLACES.depot.eq(query.depot)).values(PLACES.parcel).list()
            }
            .mustHandle(LetterCommand::class.java)
            .awaitBy(holdfast.projections()::await)
            .build()

        val acme = cqrs.tenant(1).actor("ann")
        val version: Long = acme.send(LetterCommand.Post("l-1", "Ann")).result
        val scanned = acme.sendOnce(UUID.randomUUID(), LetterCommand.Scan("l-1", "Bern"))
        val letters = acme.ask(LettersAt("Bern"), atLeast(scanned.position, Duration.ofSeconds(30)))
        // endregion:calls
        println("Posted as version $version, at Bern: $letters, scanned: ${scanned.result}")
        running.close()
    }
}
