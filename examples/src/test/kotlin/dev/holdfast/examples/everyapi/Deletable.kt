package dev.holdfast.examples.everyapi

import dev.holdfast.jdbi.ForTable
import dev.holdfast.jdbi.SoftDeletes
import dev.holdfast.value.Interval
import dev.holdfast.table.OnDelete
import dev.holdfast.table.Schema
import dev.holdfast.table.SoftDeletable
import dev.holdfast.table.Table
import java.time.Instant
import java.util.UUID

/** A soft-deletable table with all that one can say. */
object Folders : Table("every_folders"), SoftDeletable {
    val id = uuid("id").primaryKey()
    val tenantId = bigint("tenant_id").tenantKey()
    val name = text("name").unique()
    val kept = bool("kept").defaultTo(false)

    override fun legalHold(): String = "kept"

    override fun purgeAfter(): Interval = Interval.ofDays(30)
}

/** Goes with its folder, and says nothing of its own. */
object Files : Table("every_files"), SoftDeletable {
    val id = uuid("id").primaryKey()
    val tenantId = bigint("tenant_id").tenantKey()
    val folderId = uuid("folder_id").references(Folders.id, OnDelete.CASCADE)
    val name = text("name")
}

/** Not soft-deletable, and live while its file is. */
object Stars : Table("every_stars") {
    val id = uuid("id").primaryKey()
    val tenantId = bigint("tenant_id").tenantKey()
    val fileId = uuid("file_id").references(Files.id, OnDelete.DERIVE)
}

val DELETABLE: Schema = Schema.of(Folders, Files, Stars)

data class Gone(val id: UUID, val name: String, val deletedAt: Instant, val deletedBy: String?)

@ForTable(Files::class)
interface FileDao : SoftDeletes<Gone, UUID>
