package dev.holdfast.examples.everyapi

import dev.holdfast.TenantScope
import dev.holdfast.crypto.Encryption
import dev.holdfast.error.DatabaseException
import dev.holdfast.error.ReadOnlyException
import dev.holdfast.event.EventDefinition
import dev.holdfast.event.EventMetadata
import dev.holdfast.event.EventSettings
import dev.holdfast.event.EventTypes
import dev.holdfast.event.ExpectedVersion
import dev.holdfast.event.JsonObject
import dev.holdfast.event.JsonValue
import dev.holdfast.event.LogQuery
import dev.holdfast.event.OpenedEvent
import dev.holdfast.event.OrderUnavailableException
import dev.holdfast.event.Checkpoint
import dev.holdfast.event.Position
import dev.holdfast.event.PositionTakenException
import dev.holdfast.event.RawEvent
import dev.holdfast.event.RecordedEvent
import dev.holdfast.event.StreamId.stream
import dev.holdfast.event.StreamQuery
import dev.holdfast.event.UnknownEventTypeException
import dev.holdfast.examples.support.ExampleDatabase
import dev.holdfast.jdbi.Jackson3Json
import dev.holdfast.jdbi.JdbiHoldfast
import dev.holdfast.jdbi.TinkKeyring
import java.math.BigDecimal
import java.time.Instant
import java.util.UUID
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.AfterAll
import org.junit.jupiter.api.BeforeAll
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestInstance

/** Calls what `dev.holdfast.event` has for events as they are stored, and for those of earlier releases. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StoredEventApiTest {

    private val encryption = Encryption.with(TinkKeyring.generate())
    private val first = EventTypes.builder()
        .add("story-begun", BegunAtFirst::class.java)
        .add("story-signed", Signed::class.java)
        .build()
    private lateinit var database: ExampleDatabase

    @BeforeAll
    fun open() {
        database = ExampleDatabase.with(VAULT, encryption)
    }

    @AfterAll
    fun close() = database.close()

    private fun acme(types: EventTypes): TenantScope = JdbiHoldfast.builder(database.pool())
        .schema(VAULT)
        .json(Jackson3Json())
        .encryption(encryption)
        .events(EventSettings.with(types))
        .build()
        .tenant(ExampleDatabase.ACME)

    @Test
    fun eventsAreReadAsTheyAreStored() {
        val story = stream("story", "raw")
        acme(first).events().append(story, ExpectedVersion.none(), Signed("author-1", "Ann", null))
        val events = acme(EventTypes.builder().build()).events()
        val raw: RawEvent = events.read(story).raw().list().single().data()
        assertThat(raw.json).contains("author-1").doesNotContain("Ann")
        assertThat(raw.metadata).startsWith("{")
        assertThat(raw.personal).containsEntry("name", "author-1")
        assertThat(RawEvent(raw.json(), raw.metadata(), raw.personal())).isEqualTo(raw)
        assertThat(events.readAll(Checkpoint.START).raw().page(9).events().map { it.data() }).contains(raw)
        val opened: OpenedEvent = events.read(story).opened().list().single().data()
        assertThat(opened.json).contains("\"name\":\"Ann\"")
        assertThat(OpenedEvent(opened.json(), opened.raw())).isEqualTo(opened)
        assertThat(events.readAll(Checkpoint.START).opened().page(9).events().map { it.data() }).contains(opened)
    }

    @Test
    fun jsonIsReadAndWritten() {
        val json = JsonObject.parse("""{"a": 1.50, "b": ["x", true], "c": {"d": null}, "e": 7}""")
        assertThat(json["a"].decimal()).isEqualTo(BigDecimal("1.50"))
        val list: List<JsonValue> = json["b"].elements()
        assertThat(listOf(list[0].text(), list[1].bool())).containsExactly("x", true)
        assertThat(json["c"].members()["d"].isNull).isTrue()
        assertThat(json.getOrNull("z")?.integer() ?: json["e"].integer()).isEqualTo(7)
        val changed = json.renamed("a", "amount").without("b").with("f", listOf(1, null)).with("g", JsonValue.of("t"))
        assertThat(changed.json()).isEqualTo("""{"amount":1.50,"c":{"d": null},"e":7,"f":[1,null],"g":"t"}""")
        assertThat(changed.has("b")).isFalse()
        assertThat(JsonObject.empty().names()).isEmpty()
        val personal = JsonObject.parse("{}", setOf("name")).renamed("name", "who")
        assertThat(personal["who"].isPersonal).isTrue()
        assertThat(personal.personal()).containsEntry("who", "name")
        assertThat(json["e"].json()).isEqualTo("7")
    }

    @Test
    fun earlierReleasesAreUpcastOnTheirJsonAndSplit() {
        val story = stream("story", "split")
        acme(first).events().append(story, ExpectedVersion.none(), BegunAtFirst("a"))
        val onJson = EventTypes.builder().add(Begun::class.java)
            .upcastJson("story-begun", 1) { it.renamed("name", "title").with("words", 0) }
            .build()
        assertThat(acme(onJson).events().read(story).list().single().data()).isEqualTo(Begun("a", 0))
        val split = EventTypes.builder().add(StoryEvent::class.java)
            .split("story-begun", 1, JsonObject::class.java, StoryEvent::class.java) {
                listOf(Retitled(it["name"].text()), Told)
            }
            .build()
        val parts = acme(split).events().read(story).list()
        assertThat(parts.map { Triple(it.data(), it.part(), it.parts()) })
            .containsExactly(Triple(Retitled("a"), 1, 2), Triple(Told, 2, 2))
        assertThat(split.splits()).isTrue()
        val definition: EventDefinition = split.find("story-begun")!!
        assertThat(listOf(definition.isWritten, definition.splits(1), definition.splitsAt(1))).containsExactly(true, true, true)
        assertThat(UnknownEventTypeException.ofPart("a", String::class.java, story, 1).type()).isEqualTo("java.lang.String")
    }

    @Test
    fun whatARunnerIsAsked() {
        val story = stream("story", 1)
        assertThat(StreamQuery(story, RawEvent::class.java, 1, 5, null, false, 10).isRaw).isTrue()
        val log = LogQuery(Told::class.java, Checkpoint.START, null, setOf(), listOf(), setOf(), true, 10)
        assertThat(log.isRaw).isFalse()
        assertThat(log.wantedTypes()).containsExactly(Told::class.java)
        assertThat(log.wants("a", Told)).isTrue()
        val part = RecordedEvent(
            1L, story, 1, Position.START, UUID.randomUUID(), "told", 1, Instant.EPOCH, Told, setOf(), setOf(), 2, 3,
        ) { EventMetadata.none() }
        assertThat(listOf(part.part(), part.parts())).containsExactly(2, 3)
    }

    @Test
    fun refusalsOfPostgresHaveTypes() {
        val refusal = DatabaseException.Refusal("25006", null, null, "events_position_key", null)
        val readOnly: DatabaseException = ReadOnlyException("a standby", refusal, null)
        val unordered = OrderUnavailableException(OrderUnavailableException.Reason.STANDBY, readOnly)
        assertThat(unordered.reason()).isEqualTo(OrderUnavailableException.Reason.valueOf("STANDBY"))
        assertThat(OrderUnavailableException.Reason.values()).hasSize(2)
        assertThat(PositionTakenException(readOnly).sequence()).isEqualTo("holdfast.event_positions")
    }
}
