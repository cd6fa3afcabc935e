package dev.holdfast.examples.everyapi

import dev.holdfast.PersonalDataStore
import dev.holdfast.Scope
import dev.holdfast.Session
import dev.holdfast.Transaction
import dev.holdfast.crypto.DataCipher
import dev.holdfast.crypto.IndexFunction
import dev.holdfast.crypto.KeyPurpose
import dev.holdfast.crypto.Keyring
import dev.holdfast.crypto.Normalization
import dev.holdfast.crypto.ReencryptionProgress
import dev.holdfast.crypto.ReencryptionReport
import dev.holdfast.crypto.WrappedKey
import dev.holdfast.jdbi.BlindIndexed
import dev.holdfast.jdbi.Encrypted
import dev.holdfast.table.Schema
import dev.holdfast.table.Table
import java.util.UUID
import java.util.function.Consumer
import org.jdbi.v3.sqlobject.customizer.Bind
import org.jdbi.v3.sqlobject.customizer.BindBean
import org.jdbi.v3.sqlobject.statement.SqlUpdate

/** Encrypted columns with all that one can say. */
object Secrets : Table("every_secrets") {
    val id = uuid("id").primaryKey()
    val tenantId = bigint("tenant_id").tenantKey()
    val owner = uuid("owner")
    val name = text("name").encrypted()
    val nameIndex = name.blindIndex("name_bidx").normalized(Normalization.TRIM).bits(200).unique()
    val code = integer("code").encrypted().nullable()
    val both = name.blindIndex("both_bidx").with(code).unique()
    val layout = jsonb("layout", Layout::class.java).encrypted().nullable()
    val flag = bool("flag").encrypted().nullable()
    val flagIndex = flag.blindIndexOfFewValues("flag_bidx", "shows the call")
    val diary = text("diary").nullable().encrypted().perSubject(owner).notBoundToItsRow().boundTo("every_diaries", "text")
}

/** An index that is moving, and one over three columns. */
object Moving : Table("every_moving") {
    val id = uuid("id").primaryKey()
    val tenantId = bigint("tenant_id").tenantKey()
    val a = text("a").encrypted()
    val b = text("b").encrypted()
    val c = text("c").encrypted()
    val index = a.blindIndex("a_bidx").movingTo("a_bidx2")
    val all = a.blindIndex("abc_bidx").with(b).with(c).normalized(Normalization.NFC).movingTo("abc_bidx2")
}

val VAULT: Schema = Schema.of(Secrets)

/** A keyring of one's own, as another provider would be: it hands on to another and gives its keys a longer name. */
class Renamed(private val inner: Keyring) : Keyring {
    override fun primaryKeyId(): String = "my-" + inner.primaryKeyId()

    override fun keyIds(): Set<String> = inner.keyIds().map { "my-$it" }.toSet()

    override fun create(purpose: KeyPurpose, context: ByteArray): WrappedKey = inner.create(purpose, context).renamed()

    override fun rewrap(key: WrappedKey, context: ByteArray): WrappedKey = inner.rewrap(key.original(), context).renamed()

    override fun cipher(key: WrappedKey, context: ByteArray): DataCipher = inner.cipher(key.original(), context)

    override fun indexFunction(key: WrappedKey, context: ByteArray): IndexFunction =
        inner.indexFunction(key.original(), context)

    private fun WrappedKey.renamed() = WrappedKey("my-" + keyringKeyId(), bytes())

    private fun WrappedKey.original() = WrappedKey(keyringKeyId().removePrefix("my-"), bytes())
}

/** A store that keeps nothing, and remembers what it was told. */
class Archive : PersonalDataStore {
    val told = mutableListOf<String>()

    override fun name(): String = "archive"

    override fun uses(session: Session, keyId: Long): Long = 0

    override fun reencrypt(scope: Scope, listener: Consumer<in ReencryptionProgress>): ReencryptionReport {
        told.add("reencrypt")
        return ReencryptionReport.NOTHING
    }

    override fun subjectShredded(transaction: Transaction, subject: String) {
        told.add(subject)
    }
}

/** A bean whose properties say what they are. */
data class Renaming(
    @get:Encrypted(table = "every_secrets", column = "name", rowKey = ["id"]) val name: String,
    @get:BlindIndexed(table = "every_secrets", column = "name_bidx") val nameIndex: String = name,
)

interface SecretDao {
    @SqlUpdate("update every_secrets set name = :name, name_bidx = :nameIndex, both_bidx = null where id = :id")
    fun rename(@Bind("id") id: UUID, @BindBean renaming: Renaming): Int
}

data class Secret(val id: UUID, val name: String, val code: Int?)
