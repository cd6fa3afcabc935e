package dev.holdfast.examples.audit

import dev.holdfast.audit.RevertConflict.ValueDiffers
import dev.holdfast.audit.RevertResult
import dev.holdfast.audit.RevertResult.NothingToRevert
import dev.holdfast.audit.RevertResult.Refused
import dev.holdfast.audit.RevertResult.Reverted
import dev.holdfast.examples.audit.Contracts.CONTRACTS
import dev.holdfast.examples.support.ExampleDatabase
import java.math.BigDecimal

/** The same calls as in AuditMain, in Kotlin. */
fun main() {
    Office.open().use { database ->
        val acme = database.holdfast().tenant(ExampleDatabase.ACME).actor("user-7")
        Office.contract(acme, 42, "Ann & Co", "100.00")
        acme.update(CONTRACTS).set(CONTRACTS.fee, BigDecimal("110.00")).where(CONTRACTS.id.eq(42L)).execute()
        // region:read
        val raises = acme.audit().of(CONTRACTS, 42L).ofColumn(CONTRACTS.fee).list(20)
            .map { "${it[CONTRACTS.fee].before()} became ${it[CONTRACTS.fee].after()} by ${it.changeSet().actor()}" }
        // endregion:read
        println(raises)
        val raise = acme.audit().of(CONTRACTS, 42L).first().get()
        println(told(acme.audit().reverting(raise).execute()))
        println(told(acme.audit().reverting(raise).execute()))
    }
}

// region:told
private fun told(result: RevertResult): String = when (result) {
    is Reverted -> "Reverted ${result.changes()}"
    is NothingToRevert -> "There was nothing to revert"
    is Refused -> result.conflicts().joinToString(prefix = "Refused: ") { conflict ->
        when (conflict) {
            is ValueDiffers -> "${conflict.column()} is ${conflict.actual()} and not ${conflict.expected()}"
            else -> conflict.toString()
        }
    }
}
// endregion:told
