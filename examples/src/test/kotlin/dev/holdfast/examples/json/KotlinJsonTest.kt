package dev.holdfast.examples.json

import com.fasterxml.jackson.annotation.JsonIgnore
import com.fasterxml.jackson.databind.ObjectMapper
import com.fasterxml.jackson.module.kotlin.jacksonObjectMapper
import dev.holdfast.error.SchemaException
import dev.holdfast.event.EventSettings
import dev.holdfast.event.EventTypes
import dev.holdfast.event.ExpectedVersion
import dev.holdfast.event.StreamId.stream
import dev.holdfast.examples.support.ExampleDatabase
import dev.holdfast.jdbi.Jackson2Json
import dev.holdfast.jdbi.Jackson3Json
import dev.holdfast.jdbi.JdbiHoldfast
import dev.holdfast.sql.JsonCodec
import dev.holdfast.table.Schema
import dev.holdfast.table.Table
import java.util.UUID
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.junit.jupiter.api.AfterAll
import org.junit.jupiter.api.BeforeAll
import org.junit.jupiter.api.DisplayName
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestInstance
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.ValueSource
import tools.jackson.databind.json.JsonMapper
import tools.jackson.module.kotlin.jsonMapper
import tools.jackson.module.kotlin.kotlinModule

@JvmInline
value class PageId(val text: String)

data class Frame(val columns: Int = 1, val theme: String = "plain")

data class Draft(
    val id: PageId,
    val frame: Frame = Frame(),
    val parent: PageId? = null,
    val frames: Map<String, List<Frame>> = mapOf(),
    val words: Int? = null,
) {
    @get:JsonIgnore
    val isLong: Boolean get() = (words ?: 0) > 1_000
}

/** Of properties that can't be read but through setters. */
data class Settings(var id: PageId = PageId("none"))

data class Box(val width: Int, val height: Int) {
    val area: Int get() = width * height
}

class Stamped(val at: Long) {
    val next: Long = at + 1
}

object Drafts : Table("kotlin_drafts") {
    val id = bigint("id").primaryKey()
    val tenantId = bigint("tenant_id").tenantKey()
    val draft = jsonb("draft", Draft::class.java)
    val frame = jsonb("frame", Frame::class.java)
}

/** Kotlin's classes as JSON, with Jackson's module for Kotlin and without it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KotlinJsonTest {

    private val plain = mapOf<Boolean, JsonCodec>(
        true to Jackson2Json(ObjectMapper()),
        false to Jackson3Json(JsonMapper.builder().build()),
    )
    private val onClassPath = mapOf<Boolean, JsonCodec>(true to Jackson2Json(), false to Jackson3Json())
    private lateinit var database: ExampleDatabase

    @BeforeAll
    fun open() {
        database = ExampleDatabase.with(Schema.of(Drafts))
    }

    @AfterAll
    fun close() = database.close()

    private fun holdfast(codec: JsonCodec, vararg events: Class<*>): JdbiHoldfast.Builder {
        val types = EventTypes.builder()
        events.forEach { types.add(it.simpleName, it) }
        return JdbiHoldfast.builder(database.pool()).json(codec).events(EventSettings.with(types.build()))
    }

    @Test
    @DisplayName("V-6 without the module a data class is read as its defaults, and a value class has a mangled name")
    fun whatTheCheckIsFor() {
        val mapper = JsonMapper.builder().build()
        assertThat(mapper.readValue(mapper.writeValueAsString(Frame(3, "dark")), Frame::class.java)).isEqualTo(Frame())
        assertThat(mapper.writeValueAsString(Settings(PageId("a")))).matches("\\{\"id-[\\w-]{7}\":\"a\"}")
    }

    @ParameterizedTest
    @DisplayName("V-6 without the module they are refused when table and event are registered, with the remedy")
    @ValueSource(booleans = [true, false])
    fun withoutTheModule(two: Boolean) {
        val module = (if (two) "com.fasterxml.jackson" else "tools.jackson") + ".module:jackson-module-kotlin"
        assertThatThrownBy { holdfast(plain.getValue(two), Frame::class.java).schema(Drafts).build() }
            .isInstanceOf(SchemaException::class.java)
            .hasMessageContainingAll(
                "kotlin_drafts.draft: Draft", "kotlin_drafts.frame: Frame.columns", "Frame.theme",
                "the event \"Frame\" at schema version 1: Frame.columns", module,
            )
        assertThatThrownBy { holdfast(plain.getValue(two), Settings::class.java).build() }
            .isInstanceOf(SchemaException::class.java)
            .hasMessageContainingAll("Settings.id-", "named by Kotlin's compiler", module)
    }

    @ParameterizedTest
    @DisplayName("V-6 with the module on the class path, default values and value classes come back: events")
    @ValueSource(booleans = [true, false])
    fun events(two: Boolean) {
        val draft = Draft(PageId("a"), Frame(theme = "dark"), PageId("b"), mapOf("x" to listOf(Frame(2))), 7)
        val events = holdfast(onClassPath.getValue(two), Draft::class.java, Settings::class.java)
            .build().tenant(ExampleDatabase.ACME).events()
        val written = stream("draft", UUID.randomUUID())
        events.append(written, ExpectedVersion.none(), draft, Settings(PageId("s")), Draft(PageId("c")))
        assertThat(events.read(written).list().map { it.data() })
            .containsExactly(draft, Settings(PageId("s")), Draft(PageId("c")))
    }

    @ParameterizedTest
    @DisplayName("V-6 with the module on the class path, default values and value classes come back: jsonb")
    @ValueSource(booleans = [true, false])
    fun columns(two: Boolean) {
        val acme = holdfast(onClassPath.getValue(two)).schema(Drafts).build().tenant(ExampleDatabase.ACME)
        val id = if (two) 2L else 3L
        acme.insertInto(Drafts) {
            it[Drafts.id] = id
            it[Drafts.draft] = Draft(PageId("a"), words = 5)
            it[Drafts.frame] = Frame(4)
        }.execute()
        val row = acme.from(Drafts).where(Drafts.id.eq(id).and(Drafts.draft.textAt("id").eq("a")))
            .map { it[Drafts.draft] to it[Drafts.frame] }.one()
        assertThat(row).isEqualTo(Draft(PageId("a"), words = 5) to Frame(4))
    }

    @ParameterizedTest
    @DisplayName("V-6 a document from before a property was added takes the property's default value")
    @ValueSource(booleans = [true, false])
    fun olderDocuments(two: Boolean) {
        val codec = onClassPath.getValue(two)
        assertThat(codec.read("{\"theme\":\"dark\"}", Frame::class.java)).isEqualTo(Frame(theme = "dark"))
        assertThat(codec.read("{\"id\":\"a\"}", Draft::class.java)).isEqualTo(Draft(PageId("a")))
    }

    @ParameterizedTest
    @DisplayName("V-6 with the module, what is computed or set in the body is refused, with the remedy")
    @ValueSource(booleans = [true, false])
    fun computed(two: Boolean) {
        val codec = onClassPath.getValue(two)
        assertThat(codec.check(Box::class.java).problems()).singleElement().asString()
            .contains("Box.area is written, and nothing reads it", "@get:JsonIgnore")
        assertThat(codec.check(Stamped::class.java).problems()).singleElement().asString().contains("Stamped.next")
        assertThat(codec.check(Draft::class.java).problems()).isEmpty()
    }

    @Test
    @DisplayName("V-6 a mapper of one's own with the module is let through")
    fun ownMappers() {
        assertThat(Jackson2Json(jacksonObjectMapper()).check(Draft::class.java).problems()).isEmpty()
        assertThat(Jackson3Json(jsonMapper { addModule(kotlinModule()) }).check(Draft::class.java).problems()).isEmpty()
    }
}
