package dev.holdfast.examples.everyapi

import dev.holdfast.audit.AllTenantsAudit
import dev.holdfast.audit.AuditCheck
import dev.holdfast.audit.AuditPartition
import dev.holdfast.audit.AuditRunner
import dev.holdfast.audit.AuditUpkeep
import dev.holdfast.audit.RemovedRecords
import dev.holdfast.changelog.AuditChanges
import dev.holdfast.examples.audit.Office
import dev.holdfast.history.HistoryCheck
import dev.holdfast.table.Audited
import dev.holdfast.table.Auditing
import dev.holdfast.table.Table
import java.lang.reflect.Proxy
import java.time.Duration
import java.time.Instant
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test

/** Audited, but for its notes. */
object Ledgers : Table("ledgers"), Audited {
    val id = bigint("id").primaryKey()
    val text = text("text")
    val note = text("note")

    override fun auditing(): Auditing = Auditing.ofChanges().excluding(note).withWholeCopies().withNoOps()
}

/** Calls every public method about the declaration of an audit, and the upkeep of what was recorded. */
class AuditUpkeepApiTest {

    private val past = Instant.parse("2026-01-01T00:00:00Z")
    private val month = AuditPartition("audit_entries_2026_01", past, past + Duration.ofDays(31), 8192)

    private inner class Told : AuditUpkeep {
        override fun preparePartitions(months: Int): Int = months
        override fun partitionsEndedBefore(moment: Instant, dropped: Boolean): List<AuditPartition> = if (dropped) listOf(month) else listOf()
        override fun dropUnusedChangeSets(madeBefore: Instant): Long = 3
        override fun purgeTenant(tenant: Any): RemovedRecords = RemovedRecords(4, 5)
        override fun expireTenant(tenant: Any, keptFrom: Instant): RemovedRecords = RemovedRecords(6, 7)
        override fun expireWithoutTenant(keptFrom: Instant): RemovedRecords = RemovedRecords(8, 9)
    }

    @Test
    fun `is made of parts`() {
        val runner = Proxy.newProxyInstance(javaClass.classLoader, arrayOf(AuditRunner::class.java)) { _, method, _ ->
            throw UnsupportedOperationException(method.name)
        } as AuditRunner
        val upkeep: AuditUpkeep = Told()
        assertThat(upkeep.preparePartitions(1)).isEqualTo(1)
        assertThat(upkeep.partitionsEndedBefore(past, true)).isEqualTo(listOf(month))
        assertThat(upkeep.dropUnusedChangeSets(past)).isEqualTo(3)
        assertThat(listOf(upkeep.purgeTenant(1L), upkeep.expireTenant(1L, past), upkeep.expireWithoutTenant(past)))
            .containsExactly(RemovedRecords(4, 5), RemovedRecords(6, 7), RemovedRecords(8, 9))
        val audit = AllTenantsAudit(runner, upkeep)
        assertThat(audit.preparePartitions(2)).isEqualTo(2)
        assertThat(audit.partitionsEndedBefore(past)).isEmpty()
        assertThat(audit.dropPartitions(past)).isEqualTo(listOf(month))
        assertThat(audit.dropUnusedChangeSets(past)).isEqualTo(3)
        val removed = audit.purgeTenant(1L)
        assertThat(listOf(removed.entries(), removed.versions())).containsExactly(4L, 5L)
        assertThat(audit.expireTenant(1L, past)).isEqualTo(RemovedRecords(6, 7))
        assertThat(audit.expireWithoutTenant(past)).isEqualTo(RemovedRecords(8, 9))
        assertThat(listOf(month.name(), month.from(), month.to(), month.bytes()))
            .containsExactly("audit_entries_2026_01", past, Instant.parse("2026-02-01T00:00:00Z"), 8192L)
    }

    @Test
    fun `runs on PostgreSQL`() {
        Office.open().use { database ->
            val audit: AllTenantsAudit = database.holdfast().acrossTenants("upkeep").audit()
            assertThat(audit.partitionsEndedBefore(past)).isEmpty()
            assertThat(audit.preparePartitions(0)).isZero()
        }
    }

    @Test
    fun `is declared`() {
        val table: Audited = Ledgers
        val auditing: Auditing = table.auditing().requiringActor().called("ledger").including(Ledgers.text)
        assertThat(Ledgers.isAudited).isTrue()
        assertThat(auditing.included()).containsExactly(Ledgers.text)
        assertThat(auditing.excluded()).containsExactly(Ledgers.note)
        assertThat(listOf(auditing.hasWholeCopies(), auditing.hasNoOps(), auditing.needsActor())).containsOnly(true)
        assertThat(auditing.logicalName()).isEqualTo("ledger")
        assertThat(AuditChanges.enableAudit(Ledgers).toXmlFragment())
            .isEqualTo("""<holdfast:enableAudit tableName="ledgers" tenant="false" excludeColumns="note" wholeCopies="true" recordNoOps="true"/>""")
    }

    @Test
    fun `the doctor's checks`() {
        assertThat(AuditCheck.values()).contains(AuditCheck.valueOf("RECORDING_STALE"))
        assertThat(HistoryCheck.values()).contains(HistoryCheck.valueOf("HISTORY_MISSING"))
    }
}
