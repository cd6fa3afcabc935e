package dev.holdfast.examples.everyapi

import com.google.crypto.tink.Aead
import com.google.crypto.tink.InsecureSecretKeyAccess
import com.google.crypto.tink.KeysetHandle
import com.google.crypto.tink.KmsClient
import com.google.crypto.tink.RegistryConfiguration
import com.google.crypto.tink.aead.PredefinedAeadParameters
import dev.holdfast.PersonalDataStore
import dev.holdfast.TenantScope
import dev.holdfast.crypto.Decrypted
import dev.holdfast.crypto.Encryption
import dev.holdfast.crypto.EncryptionMode
import dev.holdfast.crypto.KeyInfo
import dev.holdfast.crypto.KeyPurpose
import dev.holdfast.crypto.KeyState
import dev.holdfast.crypto.Keyring
import dev.holdfast.crypto.Normalization
import dev.holdfast.crypto.ReencryptionProgress
import dev.holdfast.crypto.ReencryptionReport
import dev.holdfast.crypto.DecryptionException
import dev.holdfast.crypto.KeyInUseException
import dev.holdfast.crypto.ShreddedException
import dev.holdfast.examples.support.ExampleDatabase
import dev.holdfast.expression.Condition
import dev.holdfast.expression.Recheck
import dev.holdfast.expression.Selectable
import dev.holdfast.jdbi.BlindIndexed
import dev.holdfast.jdbi.DataAlgorithm
import dev.holdfast.jdbi.Encrypted
import dev.holdfast.jdbi.JdbiHoldfast
import dev.holdfast.jdbi.TinkKeyring
import dev.holdfast.query.BoundReencryption
import dev.holdfast.query.Reencryption
import dev.holdfast.internal.Audience
import dev.holdfast.internal.BlindHash
import dev.holdfast.internal.CellInput
import dev.holdfast.internal.EncryptedCell
import dev.holdfast.internal.HashInput
import dev.holdfast.internal.Parameter
import dev.holdfast.internal.Protection
import dev.holdfast.internal.SealedCell
import dev.holdfast.sql.SqlType
import dev.holdfast.sql.SqlTypes
import dev.holdfast.sql.SqlWriter
import dev.holdfast.internal.Wire
import dev.holdfast.internal.WireText
import dev.holdfast.table.BlindIndexColumn
import dev.holdfast.table.DecryptedColumn
import java.nio.file.Path
import java.time.Duration
import java.time.Instant
import java.util.UUID
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.junit.jupiter.api.AfterAll
import org.junit.jupiter.api.BeforeAll
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestInstance
import org.junit.jupiter.api.io.TempDir

/** Calls every public method of `dev.holdfast.crypto`, and what encryption adds to the other packages. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EncryptionApiTest {

    private val keyring = Renamed(TinkKeyring.generate())
    private val encryption = Encryption.with(keyring)
    private val archive = Archive()
    private lateinit var database: ExampleDatabase
    private lateinit var holdfast: JdbiHoldfast
    private lateinit var acme: TenantScope

    @BeforeAll
    fun open() {
        database = ExampleDatabase.with(VAULT, encryption)
        holdfast = JdbiHoldfast.builder(database.pool())
            .schema(VAULT)
            .encryption(encryption)
            .personalData(archive)
            .build()
        acme = holdfast.tenant(ExampleDatabase.ACME)
    }

    @AfterAll
    fun close() = database.close()

    private fun secret(name: String, code: Int? = null, owner: UUID = UUID.randomUUID()): UUID {
        val id = UUID.randomUUID()
        acme.insertInto(Secrets) {
            it[Secrets.id] = id
            it[Secrets.owner] = owner
            it[Secrets.name] = name
            it[Secrets.code] = code
            it[Secrets.flag] = true
            it[Secrets.diary] = "of $name"
        }.execute()
        return id
    }

    private fun told(value: Decrypted<String?>): String = when (value) {
        is Decrypted.Clear -> value.value() ?: "null"
        is Decrypted.Shredded -> "shredded in ${value.table()}.${value.column()}, ${value.keyId() > 0}"
        is Decrypted.Unreadable -> value.cause().reason().name
    }

    @Test
    fun valuesAreWrittenFoundAndRead() {
        val id = secret("ann", 7)
        val found: Secret = acme.from(Secrets).where(Secrets.nameIndex.eq(" ann ")).mapTo(Secret::class.java).one()
        assertThat(found).isEqualTo(Secret(id, "ann", 7))
        assertThat(acme.from(Secrets).where(Secrets.both.eq("ann", 7)).one()[Secrets.code]).isEqualTo(7)
        assertThat(acme.from(Secrets).where(Secrets.nameIndex.oneOf(listOf("ann", "bob"))).list()).hasSize(1)
        assertThat(acme.from(Secrets).where(Secrets.flagIndex.equalTo(true)).exists()).isTrue()
        assertThat(acme.from(Secrets).where(Secrets.layout.isNull().and(Secrets.name.isNotNull())).exists()).isTrue()
        val read: Decrypted<String?> = acme.from(Secrets).where(Secrets.id.eq(id)).values(Secrets.diary.decrypted()).one()
        assertThat(told(read)).isEqualTo("of ann")
    }

    @Test
    fun aColumnTellsHowItIsEncrypted() {
        assertThat(Secrets.encryptedColumns()).contains(Secrets.name, Secrets.diary)
        val index: BlindIndexColumn = Secrets.blindIndexes().first()
        assertThat(index.over()).containsExactly(Secrets.name)
        assertThat(index.next()).isNull()
        assertThat(Secrets.flagIndex.fewValues()).isEqualTo("shows the call")
        assertThat(Secrets.selectableColumns()).contains(Secrets.name).doesNotContain(Secrets.nameIndex)
        assertThat(index.hash().bits()).isEqualTo(200)
        assertThat(Moving.index.next()?.name()).isEqualTo("a_bidx2")
        assertThat(Moving.all.over()).hasSize(3)
        assertThat(Secrets.nameIndex.plainType()).isEqualTo(Secrets.name.plainType())
        assertThat(Secrets.diary.subject()).isEqualTo(Secrets.owner)
        assertThat(Secrets.diary.isBoundToItsRow).isFalse()
        val cell: EncryptedCell = Secrets.diary.cell()
        assertThat(cell).isEqualTo(EncryptedCell(cell.plain(), "every_diaries", "text"))
        val selectable: Selectable<Decrypted<String>> = Secrets.name.decrypted()
        val decrypted = DecryptedColumn(Secrets.name)
        assertThat(selectable).isEqualTo(decrypted)
        assertThat(decrypted.column()).isEqualTo(Secrets.name)
        assertThat(decrypted.label()).isEqualTo("name")
        assertThat(decrypted.isNullable).isFalse()
        assertThat(decrypted.type()).isEqualTo(Secrets.name.type())
        val one = SqlWriter(Audience.TENANT)
        decrypted.writeTo(one)
        val other = SqlWriter(Audience.TENANT)
        Secrets.name.writeTo(other)
        assertThat(one.toText().sql()).isEqualTo(other.toText().sql()).contains("array_send")
        val alias = Secrets.alias("s")
        assertThat(acme.from(alias).where(alias.of(Secrets.nameIndex).eq("nobody")).count()).isZero()
        assertThat(alias.of(Secrets.name).decrypted().label()).isEqualTo("name")
        assertThat(alias.of(Secrets.both).eq("a", 1)).isNotNull()
    }

    @Test
    fun keysAreManaged() {
        val owner = UUID.randomUUID()
        secret("carl", owner = owner)
        val fresh: KeyInfo = acme.keys().promote()
        acme.keys().promote(owner)
        val old = acme.keys().list().first { it.state() == KeyState.SUPERSEDED && it.subject().isEmpty() }
        val steps = mutableListOf<ReencryptionProgress>()
        val report = acme.reencrypt(Secrets).inBatchesOf(10).reportingTo { steps.add(it) }.execute()
        assertThat(report.left()).isZero()
        assertThat(steps.last().remaining()).isZero()
        assertThat(acme.keys().reencryptStores { steps.add(it) }).isEqualTo(ReencryptionReport.NOTHING)
        assertThat(acme.keys().uses(old.id())).isZero()
        assertThat(acme.keys().uses(fresh.id())).isPositive()
        assertThatThrownBy { acme.keys().retire(old.id()) }.isInstanceOf(KeyInUseException::class.java)
        assertThat(acme.keys().rewrap()).isZero()
        val back: BoundReencryption = acme.reencrypt(Secrets).backToClearText("never executed")
        assertThat(back.reencryption().toClearText()).isTrue()
        assertThat(acme.keys().shredSubject(owner)).isEqualTo(2)
        assertThat(archive.told).contains("reencrypt", owner.toString())
        val diary = acme.from(Secrets).where(Secrets.owner.eq(owner)).values(Secrets.diary.decrypted()).one()
        assertThat(told(diary)).isEqualTo("shredded in every_diaries.text, true")
    }

    @Test
    fun aTenantIsForgotten() {
        val globex = database.holdfast().tenant(ExampleDatabase.GLOBEX)
        globex.insertInto(Secrets) {
            it[Secrets.id] = UUID.randomUUID()
            it[Secrets.owner] = UUID.randomUUID()
            it[Secrets.name] = "gus"
        }.execute()
        val across = database.holdfast().acrossTenants("contract ended")
        assertThat(across.keys().rewrap()).isZero()
        assertThat(across.keys().shredTenant(ExampleDatabase.GLOBEX)).isPositive()
        val name: Decrypted<String> = globex.from(Secrets).values(Secrets.name.decrypted()).one()
        assertThatThrownBy { name.orElseThrow() }.isInstanceOf(ShreddedException::class.java)
        val store: PersonalDataStore = Archive()
        assertThat(store.name()).isEqualTo("archive")
        assertThat(store.reencrypt(acme) { }).isEqualTo(ReencryptionReport.NOTHING)
        acme.useTransaction { tx ->
            assertThat(store.uses(tx, 1)).isZero()
            store.subjectShredded(tx, "somebody")
        }
    }

    @Test
    fun encryptionHasSettings() {
        val other = encryption.mode(EncryptionMode.valueOf("READ_ONLY")).keysKeptFor(Duration.ofSeconds(9)).keysKept(5)
        assertThat(other.mode()).isEqualTo(EncryptionMode.READ_ONLY)
        assertThat(EncryptionMode.values()).hasSize(3)
        assertThat(other.keyLife()).isEqualTo(Duration.ofSeconds(9))
        assertThat(other.cachedKeys()).isEqualTo(5)
        assertThat(other.keyring()).isSameAs(keyring)
        other.countClearText()
        assertThat(other.clearTextRead()).isEqualTo(1)
    }

    @Test
    fun aKeyringOfOnesOwn() {
        val own: Keyring = keyring
        assertThat(own.keyIds()).containsExactly(own.primaryKeyId())
        assertThat(own.valuesPerDataKey()).isPositive()
        val context = byteArrayOf(1)
        val data = own.rewrap(own.create(KeyPurpose.DATA, context), context)
        val cipher = own.cipher(data, context)
        assertThat(cipher.decrypt(cipher.encrypt(context, context), context)).isEqualTo(context)
        val index = own.indexFunction(own.create(KeyPurpose.valueOf("INDEX"), context), context)
        assertThat(index.compute(context, 4)).hasSize(4)
        assertThat(KeyPurpose.values()).hasSize(2)
        assertThat(data.keyringKeyId()).isEqualTo(own.primaryKeyId())
        assertThat(data.bytes()).isNotEmpty()
    }

    private class OneKey(private val aead: Aead) : KmsClient {
        override fun doesSupport(keyUri: String) = true

        override fun withCredentials(credentialPath: String?) = this

        override fun withDefaultCredentials() = this

        override fun getAead(keyUri: String): Aead = aead
    }

    @Test
    fun keyringsByTink(@TempDir folder: Path) {
        val one = TinkKeyring.generate()
        val keyset = KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM, RegistryConfiguration.get())
        val aead = keyset.getPrimitive(RegistryConfiguration.get(), Aead::class.java)
        val two = one.withNewPrimary()
        assertThat(two.withoutKey(one.primaryKeyId()).keyIds()).containsExactly(two.primaryKeyId())
        two.saveTo(folder.resolve("a"), aead)
        two.saveCleartextTo(folder.resolve("b"), InsecureSecretKeyAccess.get())
        assertThat(TinkKeyring.ofFile(folder.resolve("a"), aead).keyIds()).isEqualTo(two.keyIds())
        assertThat(TinkKeyring.ofCleartextFile(folder.resolve("b"), InsecureSecretKeyAccess.get()).keyIds()).isEqualTo(two.keyIds())
        val kms = TinkKeyring.ofKms("one-kms://key", OneKey(aead)).alsoUnwrapping(two)
        val moved = kms.rewrap(two.create(KeyPurpose.DATA, byteArrayOf()), byteArrayOf())
        assertThat(moved.keyringKeyId()).isEqualTo("one-kms://key")
        assertThat(kms.cipher(moved, byteArrayOf())).isNotNull()
        val index = kms.withDataKeys(DataAlgorithm.valueOf("XAES_256_GCM")).create(KeyPurpose.INDEX, byteArrayOf())
        assertThat(kms.indexFunction(index, byteArrayOf())).isNotNull()
        assertThat(DataAlgorithm.values()).hasSize(2)
        assertThat(TinkKeyring.ofKeyset(keyset).keyIds()).hasSize(1)
        assertThat(TinkKeyring.development().keyIds()).hasSize(1)
        assertThat(TinkKeyring.development(folder.resolve("c")).toString()).contains("DEVELOPMENT")
    }

    @Test
    fun sqlObjectsMarkWhatIsEncrypted() {
        val id = secret("dora", 9)
        val dao = SecretDao::class.java
        val changed = holdfast.tenant(ExampleDatabase.ACME).withSqlObject(dao) { it.rename(id, Renaming("doris")) }
        assertThat(changed).isEqualTo(1)
        assertThat(acme.from(Secrets).where(Secrets.nameIndex.eq("doris")).one()[Secrets.id]).isEqualTo(id)
        val encrypted = Renaming::class.java.getMethod("getName").getAnnotation(Encrypted::class.java)
        assertThat(listOf(encrypted.table, encrypted.column, encrypted.subject, encrypted.tenant))
            .containsExactly("every_secrets", "name", "", "")
        assertThat(encrypted.rowKey).containsExactly("id")
        val indexed = Renaming::class.java.getMethod("getNameIndex").getAnnotation(BlindIndexed::class.java)
        assertThat(listOf(indexed.table, indexed.column, indexed.tenant)).containsExactly("every_secrets", "name_bidx", "")
    }

    @Test
    fun textsAreNormalised() {
        val iban = Normalization.of("iban") { it.replace(" ", "").uppercase() }.then(Normalization.LAST_FOUR)
        assertThat(iban.apply("de89 3704")).isEqualTo("3704")
        assertThat(iban.name()).isEqualTo("iban+lastFour")
        assertThat(Normalization.DIGITS_ONLY.leavesNothingOf("n/a")).isTrue()
        assertThat(listOf(Normalization.NONE, Normalization.DIGITS_ONLY).map { it.apply("a 1") }).containsExactly("a 1", "1")
    }

    @Test
    fun resultsAreValues() {
        val clear: Decrypted<String?> = Decrypted.Clear("a")
        assertThat(clear.map { it?.length }.orElseThrow()).isEqualTo(1)
        assertThat(clear.orNull()).isEqualTo("a")
        val gone: Decrypted<String?> = Decrypted.Shredded("t", "c", 5)
        assertThat(told(gone.map { it })).isEqualTo("shredded in t.c, true")
        assertThat(gone.orNull()).isNull()
        assertThatThrownBy { gone.orElseThrow() }.isInstanceOfSatisfying(ShreddedException::class.java) {
            assertThat(listOf<Any?>(it.table(), it.column(), it.keyId())).containsExactly("t", "c", 5L)
        }
        val cause = DecryptionException(DecryptionException.Reason.valueOf("KEYRING"), "t", "c", 5, "no such key")
        val unreadable: Decrypted<String?> = Decrypted.Unreadable(cause)
        assertThat(told(unreadable.map { it })).isEqualTo("KEYRING")
        assertThatThrownBy { unreadable.orElseThrow() }.isSameAs(cause)
        assertThat(listOf<Any?>(cause.table(), cause.column(), cause.keyId())).containsExactly("t", "c", 5L)
        assertThat(DecryptionException.Reason.values()).contains(cause.reason())
        val inUse = KeyInUseException(5, 2, "in use")
        assertThat(listOf(inUse.keyId(), inUse.uses())).containsExactly(5L, 2L)
        assertThat(KeyState.values()).contains(KeyState.valueOf("RETIRED"))
        val at = Instant.EPOCH
        val key = KeyInfo(1, "1", "", "data", KeyState.ACTIVE, "k", at, at)
        assertThat(key).isEqualTo(
            KeyInfo(
                key.id(), key.tenant(), key.subject(), key.purpose(), key.state(), key.wrappingKey(), key.createdAt(),
                key.changedAt(),
            ),
        )
        val step = ReencryptionProgress("t", 5, 4, 10, Duration.ofSeconds(1))
        assertThat(step).isEqualTo(
            ReencryptionProgress(step.table(), step.examined(), step.changed(), step.total(), step.elapsed()),
        )
        assertThat(step.rowsPerSecond()).isEqualTo(5.0)
        val report = ReencryptionReport(4, 3, 2, 1).plus(ReencryptionReport.NOTHING)
        assertThat(listOf(report.examined(), report.changed(), report.unreadable(), report.left())).containsExactly(4L, 3L, 2L, 1L)
    }

    @Test
    fun aReencryptionIsAValue() {
        val some = Reencryption.of(Secrets).inBatchesOf(7).reportingTo { }.backToClearText()
        assertThat(listOf(some.table(), some.batchSize(), some.toClearText())).containsExactly(Secrets, 7, true)
        some.listener().accept(ReencryptionProgress("t", 1, 1, 1, Duration.ZERO))
        val bound = BoundReencryption(some) { ReencryptionReport(it.batchSize().toLong(), 0, 0, 0) }
        assertThat(bound.execute().examined()).isEqualTo(7)
    }

    @Test
    fun protectionsAreValues() {
        val hash = BlindHash("t", "c", 12, listOf(BlindHash.Term(SqlTypes.TEXT, Normalization.NONE)))
        assertThat(hash.isTruncated).isTrue()
        assertThat(hash.bytes()).isEqualTo(2)
        assertThat(hash).isEqualTo(BlindHash(hash.table(), hash.column(), hash.bits(), hash.terms()))
        val term = hash.terms().first()
        assertThat(listOf(term.plain(), term.normalization())).containsExactly(SqlTypes.TEXT, Normalization.NONE)
        assertThat(term.searched("t.c", "ada")).isEqualTo("ada")
        val type: SqlType<String> = SqlType.encrypted(SqlTypes.TEXT, "t", "c")
        val protection: Protection? = type.protection()
        assertThat(listOf(protection?.table(), protection?.column())).containsExactly("t", "c")
        assertThat(SqlType.blindIndex(hash).protection()).isEqualTo(hash)
        assertThat(CellInput.subject("ada", "letters.patient_id")).isEqualTo("ada")
        val input = CellInput("v", "1", "", listOf("k"))
        assertThat(input).isEqualTo(CellInput(input.value(), input.tenant(), input.subject(), input.rowKey()))
        val searched = HashInput(listOf("v"), null, true)
        assertThat(searched).isEqualTo(HashInput(searched.values(), searched.tenant(), searched.search()))
        val cell = SealedCell(EncryptedCell(SqlTypes.TEXT, "t", "c"), byteArrayOf(1), "1", "", listOf("k"))
        assertThat(cell).isEqualTo(SealedCell(cell.type(), cell.bytes(), cell.tenant(), cell.subject(), cell.rowKey()))
        assertThat(listOf(cell.type().table(), cell.type().column())).containsExactly("t", "c")
        assertThat(WireText.parse(Wire.INTEGER, WireText.format(Wire.INTEGER, 5))).isEqualTo(5)
    }

    @Test
    fun conditionsAreComparedAgain() {
        val recheck = object : Recheck {
            override fun needs() = listOf(Everything.number)

            override fun keeps(values: List<Any?>) = values.first() == 1

            override fun isRequired() = true

            override fun refusal() = "compares"
        }
        val condition = Condition.of({ it.append("true") }, recheck).and(Everything.number.eq(3))
        val found: Recheck = condition.rechecks().first()
        assertThat(found.needs()).hasSize(1)
        assertThat(found.keeps(listOf(1))).isTrue()
        assertThat(found.isRequired).isTrue()
        assertThat(found.refusal()).isEqualTo("compares")
        val value: Parameter? = condition.valueOf(Everything.number)
        assertThat(value?.value()).isEqualTo(3)
        val out = SqlWriter(Audience.TENANT)
        out.permit(found)
        assertThat(out.takePermit(found)).isTrue()
        out.permit(found)
        condition.writeTo(out)
    }
}
