package dev.holdfast.examples.softdelete

import dev.holdfast.deletion.Conflict.ParentDeleted
import dev.holdfast.deletion.Conflict.UniqueConflict
import dev.holdfast.deletion.Deletion
import dev.holdfast.deletion.RestoreResult
import dev.holdfast.deletion.RestoreResult.NotDeleted
import dev.holdfast.deletion.RestoreResult.Refused
import dev.holdfast.deletion.RestoreResult.Restored
import dev.holdfast.examples.support.ExampleDatabase
import dev.holdfast.table.OnDelete
import dev.holdfast.table.Schema
import dev.holdfast.table.SoftDeletable
import dev.holdfast.table.Table
import java.time.Duration
import java.util.UUID

// region:tables
object Folders : Table("folders"), SoftDeletable {
    val id = uuid("id").primaryKey()
    val tenantId = bigint("tenant_id").tenantKey()
    val name = text("name").unique()
}

object Files : Table("files"), SoftDeletable {
    val id = uuid("id").primaryKey()
    val tenantId = bigint("tenant_id").tenantKey()
    val folderId = uuid("folder_id").references(Folders.id, OnDelete.CASCADE)
    val name = text("name")
}
// endregion:tables

/** The same calls as in SoftDeleteMain, RestoreMain and PurgeMain, in Kotlin. */
fun main() {
    ExampleDatabase.with(Schema.of(Folders, Files)).use { database ->
        val acme = database.holdfast().tenant(ExampleDatabase.ACME).actor("user-7")
        val letters = UUID.randomUUID()
        acme.insertInto(Folders) {
            it[Folders.id] = letters
            it[Folders.name] = "Letters"
        }.execute()
        acme.insertInto(Files).rows(listOf("one.txt", "two.txt")) { row, name ->
            row[Files.id] = UUID.randomUUID()
            row[Files.folderId] = letters
            row[Files.name] = name
        }.execute()
        // region:delete
        val gone: Deletion = acme.because("tidying up").deleteFrom(Folders).where(Folders.id.eq(letters)).expectOne()
        val trash = acme.from(Files).onlyDeleted()
            .map { "${it[Files.name]}, by ${it[Files.deletedBy()]}: ${it[Files.deleteReason()]}" }
            .list()
        // endregion:delete
        println("Hid ${gone.counts()}: $trash")
        println(told(acme.restore(Files).where(Files.name.eq("one.txt")).dryRun()))
        println(told(acme.restore(gone)))
        println(told(acme.restore(gone)))
        acme.deleteFrom(Folders).everyRow().execute()
        val report = acme.purge(Folders).olderThan(Duration.ZERO).dryRun()
        println("A purge would remove ${report.purged()}")
    }
}

// region:told
private fun told(result: RestoreResult): String = when (result) {
    is Restored -> "Restored ${result.counts()}"
    is NotDeleted -> "There was nothing to restore"
    is Refused -> result.conflicts().joinToString(prefix = "Refused: ") { conflict ->
        when (conflict) {
            is UniqueConflict -> "${conflict.row().table()} can't have its ${conflict.columns()}: taken"
            is ParentDeleted -> "${conflict.column()} names a deleted row of ${conflict.parent().table()}"
        }
    }
}
// endregion:told
