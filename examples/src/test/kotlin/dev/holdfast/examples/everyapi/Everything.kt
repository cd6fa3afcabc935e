package dev.holdfast.examples.everyapi

import dev.holdfast.value.Inet
import dev.holdfast.value.Interval
import dev.holdfast.sql.SqlTypes
import dev.holdfast.table.Column
import dev.holdfast.table.Defaults
import dev.holdfast.table.OnDelete
import dev.holdfast.table.Schema
import dev.holdfast.table.Table
import java.time.LocalDate
import java.util.UUID

enum class Mood { GLAD, SAD }

// Jackson without its Kotlin module wants a constructor without parameters, and setters
data class Layout(var theme: String = "light", var widths: List<Int>? = null)

@JvmInline
value class Money(val cents: Long)

/** A table that others refer to. */
object Groups : Table("every_groups") {
    val id = bigint("id").identity().primaryKey()
    val tenantId = bigint("tenant_id").tenantKey()
    val code = text("code").unique()
    val flag: Column<Boolean> = bool("flag").unique()
    val blob = bytea("blob").nullable()
}

/** A table whose rows belong to nobody, with a key of flags. */
object Switches : Table("every_switches") {
    val flag = bool("flag").primaryKey()
    val code = text("code")
}

/** A column of every type, with every modifier that a kind of column has. */
object Everything : Table("every_things") {
    val id = uuid("id").primaryKey().defaultTo(Defaults.RANDOM_UUID)
    val tenantId = bigint("tenant_id").tenantKey()
    val version = integer("version").version()
    val createdAt = timestamptz("created_at").createdStamp()
    val updatedAt = timestamptz("updated_at").updatedStamp()
    val groupId = bigint("group_id").nullable().references(Groups.id, OnDelete.SET_NULL)
    val otherId = bigint("other_id").nullable().references(Groups.id)
    val small = smallint("small").defaultTo(7)
    val number = integer("number").unique()
    val exact = numeric("exact").nullable()
    val price = numeric("price", 12, 2).nullable()
    val float = real("a_float").nullable()
    val double = doublePrecision("a_double").nullable()
    val name = text("name").unique()
    val short = varchar("short", 20).defaultTo("none")
    val word = text("word").defaultTo(Defaults.sql("'word'"))
    val groupCode = text("group_code").nullable().references(Groups.code, OnDelete.CASCADE)
    val otherCode = text("other_code").nullable().references(Groups.code)
    val upper = text("upper").generatedAs("upper(name)")
    val twice = integer("twice").generatedAs("number * 2")
    val flag = bool("flag").defaultTo(true)
    val on = bool("is_on").defaultTo(Defaults.sql("false"))
    val off = bool("is_off").generatedAs("not flag")
    val yes = bool("yes").mapped({ if (it) "yes" else "no" }, { it == "yes" }).nullable()
    val groupFlag = bool("group_flag").nullable().references(Groups.flag, OnDelete.CASCADE)
    val otherFlag = bool("other_flag").nullable().references(Groups.flag)
    val at = timestamp("at").nullable()
    val day = date("day").defaultTo(LocalDate.of(2026, 1, 1))
    val time = time("a_time").nullable()
    val span = interval("span").nullable()
    val bytes = bytea("bytes").nullable()
    val address = inet("address").nullable()
    val layout = jsonb("layout", Layout::class.java).nullable()
    val map = jsonb("map", SqlTypes.jsonb(Map::class.java)).defaultTo(Defaults.sql("'{}'"))
    val mood = pgEnum("mood", "every_mood", Mood::class.java).defaultTo(Mood.GLAD)
    val textMood = enumAsText("text_mood", Mood::class.java).defaultTo(Mood.SAD)
    val label = pgEnum("mood_label", "every_label", Mood::class.java) { it.name.lowercase() }.nullable()
    val textLabel = enumAsText("text_label", Mood::class.java) { it.name.lowercase() }.nullable()
    val tags = array("tags", SqlTypes.TEXT).defaultTo(listOf("new"))
    val numbers = array("numbers", SqlTypes.INTEGER).defaultTo(Defaults.sql("'{}'"))
    val codes = array("codes", SqlTypes.UUID).nullable()
    val mapped = bigint("mapped").mapped(::Money, Money::cents).nullable()
    val plain = column("plain", SqlTypes.BOOLEAN).nullable()
    val ordered = ordered("an_ordered", SqlTypes.DATE).nullable()

    init {
        uniqueKey(number, name)
        index(day, number)
    }
}

/** A table whose tenants have names for ids. */
object Named : Table("every_named") {
    val tenant = text("tenant").tenantKey()
    val key = text("key").primaryKey()
}

/** A tree, for recursion and self joins. */
object Tree : Table("every_trees") {
    val id = uuid("id").primaryKey()
    val tenantId = bigint("tenant_id").tenantKey()
    val parent = uuid("parent").nullable()
    val label = text("label")
}

val EVERY: Schema = Schema.of(Groups, Switches, Everything, Tree)

data class Thing(
    val id: UUID,
    val number: Int,
    val name: String,
    val price: java.math.BigDecimal? = null,
    val span: Interval? = null,
    val address: Inet? = null,
    val layout: Layout? = Layout(),
    val tags: List<String> = listOf(),
)
