package dev.holdfast.examples.everyapi

import dev.holdfast.Session
import dev.holdfast.audit.Audit
import dev.holdfast.audit.AuditAction
import dev.holdfast.audit.AuditEntry
import dev.holdfast.audit.AuditFilter
import dev.holdfast.audit.AuditPosition
import dev.holdfast.audit.AuditQuery
import dev.holdfast.audit.AuditRow
import dev.holdfast.audit.AuditRunner
import dev.holdfast.audit.ChangeSet
import dev.holdfast.audit.ChangeSetsQuery
import dev.holdfast.audit.NotAuditedException
import dev.holdfast.audit.RecordedChanges
import dev.holdfast.audit.RecordedValues
import dev.holdfast.audit.Revert
import dev.holdfast.audit.RevertConflict
import dev.holdfast.audit.RevertConflict.ChangedSince
import dev.holdfast.audit.RevertConflict.ColumnsGone
import dev.holdfast.audit.RevertConflict.ConstraintInTheWay
import dev.holdfast.audit.RevertConflict.RowExists
import dev.holdfast.audit.RevertConflict.RowGone
import dev.holdfast.audit.RevertConflict.StillReferred
import dev.holdfast.audit.RevertConflict.ValueDiffers
import dev.holdfast.audit.RevertConflict.ValuesMissing
import dev.holdfast.audit.RevertResult
import dev.holdfast.audit.RevertResult.NothingToRevert
import dev.holdfast.audit.RevertResult.Refused
import dev.holdfast.audit.RevertResult.Reverted
import dev.holdfast.audit.RevertedChange
import dev.holdfast.crypto.Decrypted
import dev.holdfast.error.MappingException
import dev.holdfast.examples.audit.ContractDao
import dev.holdfast.examples.audit.Contracts.CONTRACTS
import dev.holdfast.examples.audit.Office
import dev.holdfast.examples.support.ExampleDatabase
import dev.holdfast.internal.ValueType
import dev.holdfast.jdbi.AuditTrail
import dev.holdfast.jdbi.JdbiTenantScope
import dev.holdfast.table.EncryptedColumn
import java.math.BigDecimal
import java.time.Instant
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.junit.jupiter.api.AfterAll
import org.junit.jupiter.api.BeforeAll
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestInstance

/** Calls every public method about the audit log, on PostgreSQL where it runs there. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuditApiTest {

    private lateinit var database: ExampleDatabase
    private lateinit var acme: JdbiTenantScope
    private val now = Instant.EPOCH

    @BeforeAll
    fun open() {
        database = Office.open()
        acme = database.holdfast().tenant(ExampleDatabase.ACME).actor("kotlin").because("a test").requestId("r-1")
    }

    @AfterAll
    fun close() = database.close()

    private fun raise(session: Session, id: Long, fee: String) =
        session.update(CONTRACTS).set(CONTRACTS.fee, BigDecimal(fee)).where(CONTRACTS.id.eq(id)).execute()

    @Test
    fun `reads entries`() {
        Office.contract(acme, 1, "Ann", "1.00")
        raise(acme, 1, "2.00")
        val audit: Audit = acme.audit()
        val read = audit.of(CONTRACTS, 1L).byActor("kotlin").byRequest("r-1").actions(AuditAction.UPDATE)
            .actions(setOf(AuditAction.UPDATE, AuditAction.DELETE)).ofColumn(CONTRACTS.fee)
            .between(now, Instant.now().plusSeconds(3600)).oldestFirst().newestFirst()
        val entry: AuditEntry = read.first().get()
        assertThat(read.list(10).map(AuditEntry::sequence)).isEqualTo(read.stream().map(AuditEntry::sequence).toList())
        val fee = entry[CONTRACTS.fee]
        assertThat(fee.before()).isEqualTo(BigDecimal("1.00"))
        assertThat(entry.of(CONTRACTS.fee).after()).isEqualTo(BigDecimal("2.00"))
        assertThat(listOf(fee.isChanged, fee.hasBefore(), fee.hasAfter(), entry.has(CONTRACTS.fee))).containsOnly(true)
        assertThat(entry.ofText("fee").after()).isEqualTo("2.00")
        assertThat(entry.columns()).containsExactly("fee")
        assertThat(entry.table() to entry.action()).isEqualTo("contracts" to AuditAction.UPDATE)
        assertThat(entry.key()).isEqualTo(entry.newKey()).containsExactly("1")
        assertThat(entry.isKeyChanged).isFalse()
        assertThat(entry.tenant()).isEqualTo(ExampleDatabase.ACME)
        assertThat(entry.recordedAt()).isAfter(now)
        assertThat(entry.toJson()).contains("\"fee\":{\"before\":1.00,\"after\":2.00}")
        val position: AuditPosition = AuditPosition.parse(entry.position().toString())
        assertThat(AuditPosition(position.changeSet(), position.sequence())).isEqualTo(entry.position())
        assertThat(read.after(position).list(1)).isEmpty()
        assertThat(audit.of(CONTRACTS).ofChangeSet(entry.changeSet().id()).list(10)).hasSize(1)
        assertThat(audit.everything().list(1)).hasSize(1)
        val gone = acme.inTransaction { tx ->
            tx.deleteFrom(CONTRACTS).where(CONTRACTS.id.eq(1L)).execute()
            tx.audit().of(CONTRACTS, 1L).first().get()
        }
        assertThat(gone[CONTRACTS.taxId].before()).isEqualTo("tax 1")
        val opened: Decrypted<String>? = gone[CONTRACTS.taxId.decrypted()].before()
        assertThat(opened!!.orElseThrow()).isEqualTo("tax 1")
    }

    @Test
    fun `reads change sets`() {
        Office.contract(acme, 2, "Bob", "1.00")
        val read = acme.audit().changeSets().byActor("kotlin").byRequest("r-1")
            .between(now, Instant.now().plusSeconds(3600)).oldestFirst().newestFirst()
        val set: ChangeSet = read.list(1).first()
        assertThat(read.after(set.id()).stream().map(ChangeSet::id).toList()).doesNotContain(set.id())
        val changes: RecordedChanges = acme.audit().changeSet(set.id()).get()
        assertThat(changes.changeSet()).isEqualTo(set)
        assertThat(changes.entries()).hasSize(1)
        assertThat(changes.toText()).contains("insert of contracts 2")
        assertThat(changes.toJson()).startsWith("{\"changeSet\":{")
        assertThat(RecordedChanges(set, listOf()).entries()).isEmpty()
        val made = ChangeSet(1, "7", now, now, null, "a", "b", "c", "{\"d\": \"e\"}", "role")
        assertThat(listOf(made.transactionId(), made.actor(), made.reason(), made.requestId(), made.databaseRole()))
            .containsExactly("7", "a", "b", "c", "role")
        assertThat(listOf(made.transactionAt(), made.recordedAt())).containsOnly(now)
        assertThat(made.tenant()).isNull()
        assertThat(made.metadataJson()).isEqualTo("{\"d\": \"e\"}")
        assertThat(made.metadata()).containsEntry("d", "e")
        val odd = ChangeSet(1, "7", now, now, null, null, null, null, "\"x\"", "role")
        assertThat(odd.metadata()).containsEntry("metadata", "x")
    }

    @Test
    fun `reverts`() {
        Office.contract(acme, 3, "Cy", "1.00")
        raise(acme, 3, "2.00")
        val audit = acme.audit()
        val entry = audit.of(CONTRACTS, 3L).first().get()
        val changes = audit.changeSet(entry.changeSet().id()).get()
        val bound = audit.reverting(entry).leaving("customer")
        val revert: Revert = bound.revert()
        assertThat(listOf(revert.changeSet(), revert.sequence(), revert.leftAlone(), revert.dryRun()))
            .containsExactly(entry.changeSet().id(), entry.sequence(), setOf("customer"), false)
        assertThat(Revert(1, null, setOf(), true).isOf(entry)).isTrue()
        assertThat(revert.entries().changeSet()).isEqualTo(entry.changeSet().id())
        assertThat(bound.dryRun().isReverted).isTrue()
        assertThat(audit.reverting(changes).dryRun().isReverted).isTrue()
        assertThat(audit.revertingChangeSet(entry.changeSet().id()).execute().isReverted).isTrue()
        val refused = bound.execute() as Refused
        assertThat(told(refused)).isEqualTo("fee: 2.00, 1.00")
        assertThat(told(NothingToRevert())).isEqualTo("nothing")
        val done = RevertedChange(entry, AuditAction.UPDATE)
        assertThat(told(Reverted(listOf(done), true))).isEqualTo("UPDATE of ${entry.sequence()}, true")
        val every: List<RevertConflict> = listOf(
            RowGone(entry), RowExists(entry), ChangedSince(entry, 7), ConstraintInTheWay(entry, "t", "c", "23505"),
            StillReferred(entry, "t", "f"), ValuesMissing(entry, listOf("a")), ColumnsGone(entry, listOf("b")),
            ValueDiffers(entry, "x", "y", null),
        )
        assertThat(every.map(RevertConflict::entry)).containsOnly(entry)
        assertThat(every.map(::told)).containsExactly(
            "gone", "there", "7", "t c 23505", "t f", "[a]", "[b]", "x: y, null",
        )
        assertThat(told(Refused(every.takeLast(1)))).isEqualTo("x: y, null")
    }

    private fun told(result: RevertResult): String = when (result) {
        is Reverted -> result.changes().joinToString { "${it.done()} of ${it.entry().sequence()}" } + ", ${result.dryRun()}"
        is NothingToRevert -> "nothing"
        is Refused -> result.conflicts().joinToString(transform = ::told)
    }

    private fun told(conflict: RevertConflict): String = when (conflict) {
        is ValueDiffers -> listOf(conflict.entry()).joinToString { "${conflict.column()}: ${conflict.expected()}, ${conflict.actual()}" }
        is RowGone -> "gone".also { conflict.entry() }
        is RowExists -> "there".also { conflict.entry() }
        is ChangedSince -> "${conflict.sequence()}".also { conflict.entry() }
        is ConstraintInTheWay -> "${conflict.table()} ${conflict.constraint()} ${conflict.sqlState()}".also { conflict.entry() }
        is StillReferred -> "${conflict.table()} ${conflict.constraint()}".also { conflict.entry() }
        is ValuesMissing -> "${conflict.columns()}".also { conflict.entry() }
        is ColumnsGone -> "${conflict.columns()}".also { conflict.entry() }
    }

    @Test
    fun `reads in a hand-written SqlObject`() {
        Office.contract(acme, 4, "Di", "1.00")
        acme.useSqlObject(ContractDao::class.java) { dao: AuditTrail<Long> ->
            assertThat(dao.auditTrail().list(1)).hasSize(1)
            val entry = dao.auditTrail(4L).first().get()
            assertThat(dao.reverting(entry).dryRun().isReverted).isTrue()
        }
    }

    /** What a log in another place would be. */
    private class Remembered(private val entry: AuditEntry) : AuditRunner {
        override fun entries(query: AuditQuery): List<AuditEntry> = listOf(entry)

        override fun changeSets(query: ChangeSetsQuery): List<ChangeSet> = listOf(entry.changeSet())

        override fun revert(revert: Revert): RevertResult = NothingToRevert()
    }

    private object Texts : RecordedValues {
        override fun read(type: ValueType, text: String): Any = type.fromWire(BigDecimal(text))

        override fun open(column: EncryptedColumn<*>, text: String, tenant: String, rowKey: List<String>): Decrypted<*> =
            Decrypted.Clear(text)
    }

    @Test
    fun `is made of parts`() {
        val set = ChangeSet(1, "7", now, now, null, null, null, null, null, "role")
        val row = AuditRow(
            5, now, "contracts", listOf("id"), "1", "2", AuditAction.UPDATE, set, 1L, "{\"fee\": [1.5, null]}",
        )
        assertThat(listOf(row.sequence(), row.recordedAt(), row.table(), row.keyColumns(), row.key(), row.newKey()))
            .containsExactly(5L, now, "contracts", listOf("id"), "1", "2")
        assertThat(listOf(row.action(), row.changeSet(), row.tenant(), row.changesJson()))
            .containsExactly(AuditAction.UPDATE, set, 1L, "{\"fee\": [1.5, null]}")
        val entry = AuditEntry(row, CONTRACTS, Texts)
        assertThat(entry[CONTRACTS.fee].before()).isEqualTo(BigDecimal("1.5"))
        assertThat(Texts.open(CONTRACTS.taxId, "x", "1", listOf("1")).orNull()).isEqualTo("x")
        assertThat(Texts.read(CONTRACTS.fee.type(), "1")).isEqualTo(BigDecimal.ONE)
        val runner: AuditRunner = Remembered(entry)
        assertThat(Audit(runner).of(CONTRACTS).list(1)).containsExactly(entry)
        assertThat(runner.revert(Revert(1, null, setOf(), true)).isReverted).isFalse()
        val filter = AuditFilter("a", "r", now, now, true, 3)
        assertThat(listOf(filter.actor(), filter.requestId(), filter.from(), filter.to(), filter.newestFirst(), filter.limit()))
            .containsExactly("a", "r", now, now, true, 3)
        val sets = ChangeSetsQuery(1, 2, filter)
        assertThat(listOf(sets.id(), sets.after(), sets.filter())).containsExactly(1L, 2L, filter)
        assertThat(runner.changeSets(sets)).containsExactly(set)
        val query = AuditQuery(CONTRACTS, listOf("1"), "fee", setOf(AuditAction.UPDATE), 1, AuditPosition(1, 2), filter)
        assertThat(listOf(query.table(), query.key(), query.column(), query.actions(), query.changeSet(), query.after(), query.filter()))
            .containsExactly(CONTRACTS, listOf("1"), "fee", setOf(AuditAction.UPDATE), 1L, AuditPosition(1, 2), filter)
        assertThat(runner.entries(query)).containsExactly(entry)
        assertThat(AuditAction.values()).hasSize(7).contains(AuditAction.valueOf("PURGE"))
        assertThat(NotAuditedException("t").table()).isEqualTo("t")
        val odd = IllegalStateException("odd")
        assertThatThrownBy { throw MappingException.ofMapping(odd) }.hasCause(odd)
    }
}
