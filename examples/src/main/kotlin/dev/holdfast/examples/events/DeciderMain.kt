package dev.holdfast.examples.events

import dev.holdfast.event.Aggregate
import dev.holdfast.event.Decider
import dev.holdfast.event.EventSettings
import dev.holdfast.event.EventType
import dev.holdfast.event.EventTypes
import dev.holdfast.event.Snapshots
import dev.holdfast.examples.support.ExampleDatabase
import dev.holdfast.table.Schema

// region:decider
sealed interface BoxEvent {
    @EventType("box-filled")
    @JvmRecord
    data class Filled(val items: Int) : BoxEvent

    @EventType("box-sealed")
    data object Sealed : BoxEvent
}

sealed interface BoxCommand {
    data class Fill(val items: Int) : BoxCommand

    data object Seal : BoxCommand
}

@JvmRecord
data class Box(val items: Int, val shut: Boolean)

object Boxes : Decider<BoxCommand, Box, BoxEvent> {
    override fun initial() = Box(0, false)

    override fun decide(command: BoxCommand, state: Box): List<BoxEvent> = when (command) {
        is BoxCommand.Fill -> {
            check(!state.shut) { "The box is sealed" }
            listOf(BoxEvent.Filled(command.items))
        }
        BoxCommand.Seal -> if (state.shut) emptyList() else listOf(BoxEvent.Sealed)
    }

    override fun evolve(state: Box, event: BoxEvent): Box = when (event) {
        is BoxEvent.Filled -> state.copy(items = state.items + event.items)
        BoxEvent.Sealed -> state.copy(shut = true)
    }
}
// endregion:decider

/** The same calls as in the Java program of this name, in Kotlin. */
fun main() {
    val settings = EventSettings.with(EventTypes.of(BoxEvent::class.java))
    ExampleDatabase.with(Schema.of(), null, settings).use { database ->
        val acme = database.holdfast().tenant(ExampleDatabase.ACME)
        // region:execute
        val aggregate = Aggregate.of("box", BoxEvent::class.java, Boxes)
            .snapshots(Snapshots.every(2, "box", Box::class.java))
        val boxes = acme.events().repository(aggregate)
        repeat(3) { boxes.execute("b-1", BoxCommand.Fill(10)) }
        val sealed = boxes.execute("b-1", BoxCommand.Seal)
        // endregion:execute
        println("${sealed.events} leads to ${sealed.state}")
        println("Again: ${boxes.execute("b-1", BoxCommand.Seal).events}, loaded: ${boxes.load("b-1").state}")
        runCatching { boxes.execute("b-1", BoxCommand.Fill(1)) }.onFailure { println(it.message) }
    }
}
