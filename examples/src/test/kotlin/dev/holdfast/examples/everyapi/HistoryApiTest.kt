package dev.holdfast.examples.everyapi

import dev.holdfast.changelog.HistoryChanges
import dev.holdfast.error.NoHistoryException
import dev.holdfast.error.SnapshotTokenException
import dev.holdfast.examples.support.ExampleDatabase
import dev.holdfast.expression.PlainSql
import dev.holdfast.history.ColumnChange
import dev.holdfast.history.History
import dev.holdfast.history.RestoredVersion
import dev.holdfast.history.RowHistory
import dev.holdfast.history.SnapshotToken
import dev.holdfast.history.TableHistory
import dev.holdfast.history.Version
import dev.holdfast.history.VersionAction
import dev.holdfast.history.VersionRestoration
import dev.holdfast.internal.Audience
import dev.holdfast.jdbi.AsOf
import dev.holdfast.jdbi.JdbiTenantScope
import dev.holdfast.query.Select
import dev.holdfast.sql.Moment
import dev.holdfast.sql.SqlWriter
import dev.holdfast.table.Historical
import dev.holdfast.table.Schema
import dev.holdfast.table.SoftDeletable
import dev.holdfast.table.StoredTable
import dev.holdfast.table.Table
import java.time.Instant
import java.util.UUID
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.jdbi.v3.sqlobject.customizer.Bind
import org.jdbi.v3.sqlobject.statement.SqlQuery
import org.junit.jupiter.api.AfterAll
import org.junit.jupiter.api.BeforeAll
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestInstance

/** A table with a history, deleted softly too. */
object Drafts : Table("every_drafts"), SoftDeletable, Historical {
    val id = uuid("id").primaryKey()
    val tenantId = bigint("tenant_id").tenantKey()
    val text = text("text")
    val note = text("note").nullable()
}

/** Without a history. */
object Shades : Table("every_shades") {
    val code = text("code").primaryKey()
}

data class Draft(val id: UUID, val text: String)

/** Calls every public method about history, in whatever package, on PostgreSQL where it runs there. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HistoryApiTest {

    private lateinit var database: ExampleDatabase
    private lateinit var acme: JdbiTenantScope

    @BeforeAll
    fun open() {
        database = ExampleDatabase.with(Schema.of(Drafts, Shades))
        acme = database.holdfast().tenant(ExampleDatabase.ACME).actor("kotlin")
    }

    @AfterAll
    fun close() = database.close()

    private fun draft(text: String): UUID {
        val id = UUID.randomUUID()
        acme.insertInto(Drafts) {
            it[Drafts.id] = id
            it[Drafts.text] = text
        }.execute()
        return id
    }

    private fun change(id: UUID, text: String) =
        acme.because("better").requestId("r-1").update(Drafts).set(Drafts.text, text).where(Drafts.id.eq(id)).execute()

    @Test
    fun asOf() {
        val id = draft("one")
        val history: History = acme.history()
        val token: SnapshotToken = history.token()
        change(id, "two")
        val own = Drafts.id.eq(id)

        assertThat(acme.from(Drafts).asOf(token).where(own).one()[Drafts.text]).isEqualTo("one")
        assertThat(acme.from(Drafts).asOf(Instant.now().plusSeconds(60)).where(own).one()[Drafts.text]).isEqualTo("two")
        val moment: Moment = SnapshotToken.parse(token.toString())
        assertThat(acme.list(Select.from(Drafts).asOf(moment).where(own))).hasSize(1)
        assertThat(acme.from(Drafts).asOf(Moment.at(Instant.now().plusSeconds(60))).where(own).exists()).isTrue()
        assertThat(acme.from(Shades).asOf(token).withCurrent(Shades).count()).isZero()
        val plain = PlainSql.condition("exists (select from every_shades)")
        assertThat(acme.from(Drafts).asOf(token).withCurrentPlainSql().where(plain).count()).isZero()
        assertThatThrownBy { acme.from(Drafts).asOf(Instant.EPOCH).list() }.isInstanceOf(NoHistoryException::class.java)
        val foreign = SnapshotToken.parse("1" + token.toString().substringAfter(':').let { ":$it" })
        assertThatThrownBy { acme.from(Drafts).asOf(foreign).list() }.isInstanceOf(SnapshotTokenException::class.java)
    }

    interface DraftDao {
        @SqlQuery("select text from every_drafts_as_of(:at) where id = :id")
        fun at(@AsOf("at") at: Instant, @Bind("id") id: UUID): List<String>

        @SqlQuery("select text from every_drafts_as_of_token(:token), every_shades where id = :id")
        fun seenBy(@AsOf(value = "token", withCurrent = ["every_shades"]) token: SnapshotToken, @Bind("id") id: UUID): List<String>
    }

    @Test
    fun asOfInASqlObject() {
        val id = draft("one")
        val token = acme.history().token()
        change(id, "two")
        val soon = Instant.now().plusSeconds(60)

        assertThat(acme.withSqlObject(DraftDao::class.java) { it.at(soon, id) }).containsExactly("two")
        assertThat(acme.withSqlObject(DraftDao::class.java) { it.seenBy(token, id) }).isEmpty()
        val marks = DraftDao::class.java.methods.map { it.parameters.first().getAnnotation(AsOf::class.java) }
        assertThat(marks.map { it.value }).containsExactlyInAnyOrder("at", "token")
        assertThat(marks.flatMap { it.withCurrent.toList() }).containsExactly("every_shades")
    }

    @Test
    fun versions() {
        val id = draft("one")
        change(id, "two")
        val table: TableHistory = acme.history(Drafts)
        val same: TableHistory = acme.history().of(Drafts)
        val row: RowHistory = same.of(id)
        val versions: List<Version> = table.of(id).list()
        val (first, second) = versions

        assertThat(versions.map { it.action() }).containsExactly(VersionAction.INSERT, VersionAction.UPDATE)
        assertThat(first.sequence()).isLessThan(second.sequence())
        assertThat(first.to()).isEqualTo(second.from())
        assertThat(second.to()).isNull()
        assertThat(second.isGone).isFalse()
        assertThat(second.linkedKey()).isNull()
        assertThat(second.changeSetId()).isNotNull()
        assertThat(listOf(second.actor(), second.reason(), second.requestId())).containsExactly("kotlin", "better", "r-1")
        assertThat(second.databaseRole()).isNotBlank()
        assertThat(second[Drafts.text]).isEqualTo("two")
        assertThat(second.getOrNull(Drafts.note)).isNull()
        assertThat(second.mapTo(Draft::class.java)).isEqualTo(Draft(id, "two"))
        val change: ColumnChange<String> = second.change(Drafts.text)
        assertThat(change.before() to change.after()).isEqualTo("one" to "two")
        assertThat(change.hasBefore() && change.hasAfter() && change.isChanged).isTrue()
        assertThat(second.changes().map { it.column().name() }).containsExactly("text")
        assertThat(row.limit(1).after(first).list()).hasSize(1)
        assertThat(row.after(second.sequence()).list()).isEmpty()
        assertThat(row.newestFirst().first().get().sequence()).isEqualTo(second.sequence())
        assertThat(row.toSql()).contains("every_drafts_versions")
    }

    @Test
    fun restoring() {
        val id = draft("one")
        val first = acme.history(Drafts).of(id).list().first()
        change(id, "two")
        val restoration: VersionRestoration = acme.history(Drafts).restoreVersion(first)
        val planned: RestoredVersion = restoration.dryRun()
        val done = restoration.execute()

        assertThat(planned).isEqualTo(done).isEqualTo(RestoredVersion(RestoredVersion.Outcome.UPDATED, listOf(Drafts.text)))
        assertThat(done.outcome()).isEqualTo(RestoredVersion.Outcome.UPDATED)
        assertThat(done.changed().map { it.name() }).containsExactly("text")
        assertThat(restoration.toSql()).startsWith("with version")
    }

    @Test
    fun declarations() {
        val table: Historical = Drafts
        val stored: StoredTable = table
        assertThat(stored.asTable()).isEqualTo(Drafts)
        assertThat(Drafts.isHistorical && !Shades.isHistorical).isTrue()
        assertThat(HistoryChanges.enableHistory(Drafts).toString()).contains("enableHistory")
        val out = SqlWriter(Audience.TENANT)
        val moment = Moment.at(Instant.EPOCH)
        out.asOf(moment, setOf(Shades), false) {
            assertThat(it.momentOf(Drafts)).isEqualTo(moment)
            assertThat(it.momentOf(Shades)).isNull()
            assertThat(it.moment()).isEqualTo(moment)
            it.declare("cte", "one")
            assertThat(it.isDeclaredAtSameMoment("cte")).isTrue()
            moment.writeKnown("version", it)
            moment.writeCheck("'t'::regclass", it)
            moment.writeSeldomCheck("'t'::regclass", it)
        }
        assertThat(moment.isCheckedWhereNone()).isTrue()
        assertThat(out.moment()).isNull()
        assertThat(out.hasQueries()).isFalse()
        assertThat(Drafts.text.eq("x").equalTo(Drafts.text)).isEmpty()
        val same = Drafts.text.eq(Shades.code)
        assertThat(same.equalTo(Drafts.text)).containsExactly(Shades.code)
        assertThat(same.withoutEqual(Shades.code, Drafts.text)).isNull()
        val token = SnapshotToken.parse("1:2:3:4:5:")
        token.writeKnown("version", out)
        token.writeCheck("'t'::regclass", out)
        token.writeSeldomCheck("'t'::regclass", out)
        assertThat(token.isCheckedWhereNone()).isFalse()
        assertThat(out.toText().sql()).contains("holdfast.is_in_history_of_token")
        assertThat(History(acme).of(Drafts)).isNotNull()
        assertThat(VersionAction.valueOf("REKEY")).isIn(*VersionAction.values())
        assertThat(RestoredVersion.Outcome.valueOf("INSERTED")).isIn(*RestoredVersion.Outcome.values())
    }
}
