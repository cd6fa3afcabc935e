package dev.holdfast.examples.history

import dev.holdfast.examples.support.ExampleDatabase
import dev.holdfast.history.SnapshotToken
import dev.holdfast.jdbi.AsOf
import dev.holdfast.table.Historical
import dev.holdfast.table.Schema
import dev.holdfast.table.SoftDeletable
import dev.holdfast.table.Table
import java.util.UUID
import org.jdbi.v3.sqlobject.statement.SqlQuery

// region:tables
object Pages : Table("pages"), SoftDeletable, Historical {
    val id = uuid("id").primaryKey()
    val tenantId = bigint("tenant_id").tenantKey()
    val text = text("text")
}
// endregion:tables

data class Page(val id: UUID, val text: String)

// region:dao
interface PageDao {
    @SqlQuery("select text from pages_as_of_token(:token) where deleted_at is null")
    fun texts(@AsOf("token") token: SnapshotToken): List<String>
}
// endregion:dao

/** The same calls as in HistoryMain, in Kotlin. */
fun main() {
    ExampleDatabase.with(Schema.of(Pages)).use { database ->
        val acme = database.holdfast().tenant(ExampleDatabase.ACME).actor("user-7")
        val id = UUID.randomUUID()
        acme.insertInto(Pages) {
            it[Pages.id] = id
            it[Pages.text] = "draft"
        }.execute()
        val then = acme.history().token()
        acme.because("done").update(Pages).set(Pages.text, "final").where(Pages.id.eq(id)).execute()
        // region:history
        val old = acme.from(Pages).asOf(then).mapTo(Page::class.java).list()
        val life = acme.history(Pages).of(id).list().map { "${it[Pages.text]} by ${it.actor()}: ${it.reason()}" }
        // endregion:history
        val texts = acme.withSqlObject(PageDao::class.java) { it.texts(then) }
        println("By SQL $texts")
        println("Then ${old.map { it.text }}, its life $life")
        val back = acme.history(Pages).restoreVersion(acme.history(Pages).of(id).list().first()).execute()
        println("Restored $back")
    }
}
