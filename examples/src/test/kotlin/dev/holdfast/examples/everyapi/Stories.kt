package dev.holdfast.examples.everyapi

import dev.holdfast.event.Decider
import dev.holdfast.event.EventType
import dev.holdfast.event.Personal

// Jackson without its Kotlin module wants a constructor without parameters, and setters
sealed interface StoryEvent

@EventType("story-begun", version = 2)
data class Begun(var title: String = "", var words: Int = 0) : StoryEvent

@EventType("story-renamed")
data class Retitled(var title: String = "") : StoryEvent

@EventType("story-told")
data object Told : StoryEvent

@EventType("story-signed")
data class Signed(
    var authorId: String = "",
    @field:Personal(subject = "authorId", shredded = "\"somebody\"") var name: String = "",
    @get:Personal(subject = "authorId") var email: String? = null,
) : StoryEvent

/** As `story-begun` was at schema version 1. */
data class BegunAtFirst(var name: String = "")

sealed interface StoryCommand

data class Begin(val title: String) : StoryCommand

data class Rename(val title: String) : StoryCommand

data object Tell : StoryCommand

data class Story(var title: String? = null, var told: Boolean = false)

object StoryDecider : Decider<StoryCommand, Story, StoryEvent> {
    override fun initial() = Story()

    override fun decide(command: StoryCommand, state: Story): List<StoryEvent> = when (command) {
        is Begin -> if (state.title == null) listOf(Begun(command.title, 3)) else error("it is there already")
        is Rename -> if (state.title == command.title) listOf() else listOf(Retitled(command.title))
        Tell -> listOf(Told)
    }

    override fun evolve(state: Story, event: StoryEvent) = when (event) {
        is Begun -> state.copy(title = event.title)
        is Retitled -> state.copy(title = event.title)
        is Signed -> state
        Told -> state.copy(told = true)
    }
}

// Each position that Kotlin has for a mark: what isn't heeded must be refused.
data class MarkedBare(var id: String = "", @Personal(subject = "id") var name: String? = null)

data class MarkedParam(var id: String = "", @param:Personal(subject = "id") var name: String? = null)

data class MarkedField(var id: String = "", @field:Personal(subject = "id") var name: String? = null)

data class MarkedGetter(var id: String = "", @get:Personal(subject = "id") var name: String? = null)

class MarkedInBody {
    var id: String = ""

    @field:Personal(subject = "id")
    var name: String? = null
}

data class MarkedSetter(var id: String = "", @set:Personal(subject = "id") var name: String? = null)

/** One is heeded, so that nobody looks for the other. */
data class MarkedTwice(
    var id: String = "",
    @field:Personal(subject = "id") var other: String? = null,
    @Personal(subject = "id") var name: String? = null,
)

data class MarkedInside(var inside: MarkedField = MarkedField(), var many: List<MarkedGetter> = listOf())

interface MarkedNamed {
    @get:Personal(subject = "id")
    val name: String?
}

data class MarkedInterface(var id: String = "", override var name: String? = null) : MarkedNamed

open class MarkedOpen {
    var id: String = ""

    @get:Personal(subject = "id")
    open var name: String? = null
}

class MarkedSuper : MarkedOpen() {
    override var name: String? = null
}
