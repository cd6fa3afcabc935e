package dev.holdfast.examples.events

import dev.holdfast.event.Checkpoint
import dev.holdfast.event.EventSettings
import dev.holdfast.event.EventType
import dev.holdfast.event.EventTypes
import dev.holdfast.event.ExpectedVersion
import dev.holdfast.event.StreamId.stream
import dev.holdfast.event.VersionConflictException
import dev.holdfast.examples.support.ExampleDatabase
import dev.holdfast.table.Schema

// region:events
sealed interface LetterEvent {
    @EventType("letter-posted")
    @JvmRecord
    data class Posted(val to: String, val express: Boolean = false) : LetterEvent

    @EventType("letter-returned")
    data object Returned : LetterEvent
}
// endregion:events

/** The same calls as in AppendMain, ConflictMain, ReadStreamMain and ReadAllMain, in Kotlin. */
fun main() {
    val settings = EventSettings.with(EventTypes.of(LetterEvent::class.java))
    ExampleDatabase.with(Schema.of(), null, settings).use { database ->
        val events = database.holdfast().tenant(ExampleDatabase.ACME).events()
        // region:append
        val letter = stream("letter", 1)
        val posted = events.append(letter, ExpectedVersion.none(), LetterEvent.Posted("Ann", express = true))
        events.append(letter, ExpectedVersion.exactly(posted.lastVersion()), LetterEvent.Returned)
        // endregion:append
        // region:conflict
        try {
            events.append(letter, ExpectedVersion.exactly(1), LetterEvent.Posted("Ann"))
        } catch (conflict: VersionConflictException) {
            val between = events.between(conflict, LetterEvent::class.java).map { it.data() }
            println("At ${conflict.actual().orElseThrow()}, in between: $between")
        }
        // endregion:conflict
        // region:read
        val read = events.read(letter, LetterEvent::class.java).list().map { it.data() }
        val page = events.readAll(Checkpoint.START, LetterEvent::class.java).page(100)
        // endregion:read
        // region:raw
        val json = events.read(letter).raw().list().map { "${it.type()}: ${it.data().json}" }
        // endregion:raw
        println("Raw: $json")
        println("Read: $read; of all: ${page.events.size}, caught up: ${page.caughtUp}")
    }
}
