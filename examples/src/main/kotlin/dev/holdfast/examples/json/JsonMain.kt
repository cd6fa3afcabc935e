package dev.holdfast.examples.json

import dev.holdfast.examples.support.ExampleDatabase
import dev.holdfast.sql.SqlTypes
import dev.holdfast.table.Schema
import dev.holdfast.table.Table

// region:table
object Sites : Table("sites") {
    val id = bigint("id").identity().primaryKey()
    val tenantId = bigint("tenant_id").tenantKey()
    val title = text("title").nullable()
    val settings = jsonb("settings", Map::class.java)
    val tags = array("tags", SqlTypes.TEXT)
}
// endregion:table

data class Site(val id: Long, val title: String?, val settings: Map<String, Any>, val tags: List<String> = listOf())

/** A table declared in Kotlin, with JSON, an array and a nullable column. */
fun main() {
    ExampleDatabase.with(Schema.of(Sites)).use { database ->
        val acme = database.holdfast().tenant(ExampleDatabase.ACME)
        acme.insertInto(Sites) {
            it[Sites.title] = null
            it[Sites.settings] = mapOf("theme" to "dark")
            it[Sites.tags] = listOf("home")
        }.execute()
        val site = acme.from(Sites).where(Sites.settings.textAt("theme").eq("dark")).mapTo(Site::class.java).one()
        println("Read back: $site")
    }
}
