package dev.holdfast.examples.readme

import dev.holdfast.examples.support.ExampleDatabase
import dev.holdfast.table.Schema
import dev.holdfast.table.Table
import java.util.UUID

// region:readme
object Notes : Table("notes") {
    val id = uuid("id").primaryKey()
    val tenantId = bigint("tenant_id").tenantKey()
    val title = text("title")
    val body = text("body").nullable()
}

data class Note(val title: String, val body: String?)

fun main() = ExampleDatabase.with(Schema.of(Notes)).use { database ->
    val acme = database.holdfast().tenant(1)
    acme.insertInto(Notes) {
        it[Notes.id] = UUID.randomUUID()
        it[Notes.title] = "Hello"
        it[Notes.body] = null
    }.execute()
    val notes: List<Note> = acme.from(Notes)
        .where(Notes.title.startsWith("He").and(!Notes.title.eq("Help")))
        .mapTo(Note::class.java)
        .list()
    println(notes)
}
// endregion:readme
