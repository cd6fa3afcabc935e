package dev.holdfast.examples.everyapi

import dev.holdfast.crypto.CryptoCheck
import dev.holdfast.deletion.DeletionCheck
import dev.holdfast.doctor.Acceptance
import dev.holdfast.doctor.AcceptedFinding
import dev.holdfast.doctor.Additions
import dev.holdfast.doctor.Check
import dev.holdfast.doctor.TableCheck
import dev.holdfast.doctor.Diagnosis
import dev.holdfast.doctor.Finding
import dev.holdfast.doctor.Renaming
import dev.holdfast.error.ActorRefusedException
import dev.holdfast.error.DatabaseException
import dev.holdfast.error.HoldfastException
import dev.holdfast.error.InvalidValueException
import dev.holdfast.error.MappingException
import dev.holdfast.error.StaleVersionException
import dev.holdfast.error.UnsupportedServerException
import dev.holdfast.tenant.UnsafeRoleException
import dev.holdfast.doctor.DiagnosisException
import dev.holdfast.error.UniqueViolationException
import dev.holdfast.event.EventCheck
import dev.holdfast.tenant.TenantCheck
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test

/** Calls every public method of `dev.holdfast.error` and `dev.holdfast.doctor`. */
class ErrorApiTest {

    @Test
    fun errorsHaveParts() {
        val refusal = DatabaseException.Refusal("23505", "users", null, "users_email_key", null)
        val actor: DatabaseException = ActorRefusedException("unknown", refusal, null)
        assertThat(actor).hasMessage("unknown")
        val unique: DatabaseException = UniqueViolationException("taken", refusal, null)
        assertThat(unique.sqlState()).isEqualTo(refusal.sqlState())
        assertThat(unique.table()).isEqualTo(refusal.table())
        assertThat(unique.column()).isEqualTo(refusal.column())
        assertThat(unique.constraint()).isEqualTo(refusal.constraint())
        assertThat(unique.serverMessage()).isEqualTo(refusal.serverMessage())
        val unsigned: DatabaseException = ActorRefusedException("nobody acts", DatabaseException.Refusal("HF016", "users", null, null, null), null)
        assertThat(unsigned.table()).isEqualTo("users")
        assertThat(UnsafeRoleException("root", "refused").role()).isEqualTo("root")
        assertThat(UnsupportedServerException(14).majorVersion()).isEqualTo(14)
        val stale = StaleVersionException("users", 1, 2)
        assertThat(listOf<Any>(stale.table(), stale.expected(), stale.actual())).containsExactly("users", 1L, 2L)
        assertThat(InvalidValueException("name", "is empty", "fill it in").label()).isEqualTo("name")
        val odd = MappingException.ofValue("holds infinity", "leave it out").at("users", "since")
        assertThat(odd).hasMessage("users.since holds infinity: leave it out")
        val mapped = MappingException.ofValue("is odd", "mend it", stale).about("User.since", odd.table(), odd.column())
        assertThat(listOf(mapped.component(), mapped.table(), mapped.column())).containsExactly("User.since", "users", "since")
        assertThat(MappingException("plain").at(null, "n")).hasMessage("n: plain")
        val caught: HoldfastException = HoldfastException("with a cause", stale)
        assertThat(caught).hasCause(stale)
    }

    @Test
    fun aDiagnosisHasFindings() {
        val finding = Finding(TableCheck.valueOf("DRIFT"), "users", "differs", "alter table")
        val diagnosis = Diagnosis(1, listOf(finding))
        assertThat(diagnosis.tables()).isEqualTo(1)
        assertThat(diagnosis.isClean).isFalse()
        assertThat(DiagnosisException(diagnosis).diagnosis()).isEqualTo(diagnosis)
        assertThat(diagnosis.findings()).isEqualTo(diagnosis.of(TableCheck.DRIFT))
        assertThat(listOf(finding.subject(), finding.cause(), finding.fix())).containsExactly("users", "differs", "alter table")
        assertThat(diagnosis.toChangelog("ann")).isEmpty()
        assertThat(diagnosis.accepted()).isEmpty()
        val check: Check = finding.check()
        assertThat(check.name()).isEqualTo("DRIFT")
        assertThat(check).isIn(*TableCheck.values())
        assertThat(TenantCheck.values()).contains(TenantCheck.valueOf("RLS_DISABLED"))
        assertThat(DeletionCheck.values()).contains(DeletionCheck.valueOf("DELETE_GRANTED"))
        assertThat(CryptoCheck.values()).contains(CryptoCheck.valueOf("NOT_BYTEA"))
        assertThat(EventCheck.values()).contains(EventCheck.valueOf("SNAPSHOTS_DUE"))
    }

    @Test
    fun findingsCanBeAccepted() {
        val draft: Acceptance.Draft = Acceptance.of(TableCheck.DRIFT, "legacy.*").about("column total")
        val reasoned: Acceptance.Reasoned = draft.because("the old billing writes it until May")
        val acceptance: Acceptance = reasoned.by("team billing")
        val finding = Finding(TableCheck.DRIFT, "legacy.orders", "column total differs", "alter table")
        assertThat(acceptance.accepts(finding)).isTrue()
        assertThat(listOf(acceptance.check(), acceptance.subject(), acceptance.reason(), acceptance.owner()))
            .containsExactly(TableCheck.DRIFT, "legacy.*", "the old billing writes it until May", "team billing")
        val accepted = AcceptedFinding(finding, acceptance)
        assertThat(accepted.finding()).isEqualTo(finding)
        assertThat(accepted.acceptance()).isEqualTo(acceptance)
        val additions = Additions { author, renamings -> author + renamings }
        val diagnosis = Diagnosis(1, listOf(), listOf(accepted), additions)
        assertThat(diagnosis.accepted()).containsExactly(accepted)
        assertThat(additions.toChangelog("ann", listOf())).isEqualTo(diagnosis.toChangelog("ann"))
    }

    @Test
    fun whatIsRenamedIsTold() {
        val column = Renaming.ofColumn("orders", "title", "caption")
        assertThat(listOf(column.table(), column.column(), column.before())).containsExactly("orders", "caption", "title")
        assertThat(Renaming.ofTable("purchases", "orders")).isEqualTo(Renaming("orders", null, "purchases"))
    }
}
