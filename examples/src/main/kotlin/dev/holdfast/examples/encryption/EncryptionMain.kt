package dev.holdfast.examples.encryption

import dev.holdfast.crypto.Decrypted
import dev.holdfast.crypto.Encryption
import dev.holdfast.crypto.Normalization
import dev.holdfast.examples.support.ExampleDatabase
import dev.holdfast.jdbi.BlindIndexed
import dev.holdfast.jdbi.Encrypted
import dev.holdfast.jdbi.TinkKeyring
import dev.holdfast.table.Schema
import dev.holdfast.table.Table
import java.util.UUID
import org.jdbi.v3.sqlobject.customizer.BindBean
import org.jdbi.v3.sqlobject.statement.SqlUpdate

// region:table
object Readers : Table("readers") {
    val id = uuid("id").primaryKey()
    val tenantId = bigint("tenant_id").tenantKey()
    val email = text("email").encrypted().perSubject(id)
    val emailIndex = email.blindIndex("email_bidx").normalized(Normalization.CASE_FOLDED).unique()
}

data class Reader(val id: UUID, val email: Decrypted<String>)
// endregion:table

// region:bean
data class NewReader(
    val id: UUID,
    @get:Encrypted(table = "readers", column = "email", rowKey = ["id"]) val email: String,
    @get:BlindIndexed(table = "readers", column = "email_bidx") val emailIndex: String = email,
)

interface ReaderDao {
    @SqlUpdate("insert into readers (id, email, email_bidx) values (:id, :email, :emailIndex)")
    fun insert(@BindBean reader: NewReader): Int
}
// endregion:bean

/** The same calls as in EncryptedColumnsMain, BlindIndexMain and ShreddingMain, in Kotlin. */
fun main() {
    ExampleDatabase.with(Schema.of(Readers), Encryption.with(TinkKeyring.development())).use { database ->
        val acme = database.holdfast().tenant(ExampleDatabase.ACME)
        val readers = listOf("ann", "bob").map { name ->
            val id = UUID.randomUUID()
            acme.insertInto(Readers) {
                it[Readers.id] = id
                it[Readers.email] = "$name@example.org"
            }.execute()
            id
        }
        val carl = NewReader(UUID.randomUUID(), "carl@example.org")
        acme.useSqlObject(ReaderDao::class.java) { it.insert(carl) }
        // region:read
        val ann: Reader = acme.from(Readers)
            .where(Readers.emailIndex.eq("ANN@example.org"))
            .mapTo(Reader::class.java)
            .one()
        println(told(ann.email))
        // endregion:read
        val ids = readers + carl.id
        acme.keys().shredSubject(ids[0])
        acme.from(Readers).mapTo(Reader::class.java).list().sortedBy { ids.indexOf(it.id) }.forEach { println(told(it.email)) }
        println("Still found by her e-mail: ${acme.from(Readers).where(Readers.emailIndex.eq("ann@example.org")).exists()}")
    }
}

// region:told
private fun told(value: Decrypted<String>): String = when (value) {
    is Decrypted.Clear -> value.value()
    is Decrypted.Shredded -> "forgotten"
    is Decrypted.Unreadable -> "unreadable: ${value.cause().reason()}"
}
// endregion:told
