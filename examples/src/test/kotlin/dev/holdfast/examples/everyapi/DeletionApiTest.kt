package dev.holdfast.examples.everyapi

import dev.holdfast.deletion.Conflict
import dev.holdfast.deletion.Conflict.ParentDeleted
import dev.holdfast.deletion.Conflict.UniqueConflict
import dev.holdfast.deletion.Deletion
import dev.holdfast.deletion.PurgeProgress
import dev.holdfast.deletion.PurgeReport
import dev.holdfast.deletion.RestoreResult
import dev.holdfast.deletion.RestoreResult.NotDeleted
import dev.holdfast.deletion.RestoreResult.Refused
import dev.holdfast.deletion.RestoreResult.Restored
import dev.holdfast.deletion.RowKey
import dev.holdfast.deletion.TableCounts
import dev.holdfast.error.NoRowException
import dev.holdfast.error.RowDeletedException
import dev.holdfast.examples.support.ExampleDatabase
import dev.holdfast.jdbi.ForTable
import dev.holdfast.jdbi.JdbiTenantScope
import dev.holdfast.query.BoundPurge
import dev.holdfast.query.BoundRestore
import dev.holdfast.query.BoundSoftDelete
import dev.holdfast.query.BoundSoftSelect
import dev.holdfast.query.BoundUpdate
import dev.holdfast.query.Delete
import dev.holdfast.query.Include
import dev.holdfast.query.Mutation
import dev.holdfast.query.OnConflict
import dev.holdfast.query.Purge
import dev.holdfast.query.Restoration
import dev.holdfast.query.RestoreQuery
import dev.holdfast.query.Select
import dev.holdfast.query.Update
import dev.holdfast.query.VersionCheck
import dev.holdfast.internal.Audience
import dev.holdfast.value.Interval
import dev.holdfast.sql.SqlWriter
import dev.holdfast.sql.Uuids
import dev.holdfast.table.ScopedTable
import dev.holdfast.table.SoftDeletable
import dev.holdfast.table.Source
import java.time.Duration
import java.time.Instant
import java.util.UUID
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.junit.jupiter.api.AfterAll
import org.junit.jupiter.api.BeforeAll
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestInstance

/** Calls every public method about soft deletion, in whatever package, on PostgreSQL where it runs there. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeletionApiTest {

    private lateinit var database: ExampleDatabase
    private lateinit var acme: JdbiTenantScope
    private val times = Instant.EPOCH

    @BeforeAll
    fun open() {
        database = ExampleDatabase.with(DELETABLE)
        acme = database.holdfast().tenant(ExampleDatabase.ACME).actor("kotlin")
    }

    @AfterAll
    fun close() = database.close()

    private fun folder(name: String): UUID {
        val id = UUID.randomUUID()
        acme.insertInto(Folders) {
            it[Folders.id] = id
            it[Folders.name] = name
        }.execute()
        return id
    }

    private fun file(folder: UUID): UUID {
        val id = UUID.randomUUID()
        acme.insertInto(Files) {
            it[Files.id] = id
            it[Files.folderId] = folder
            it[Files.name] = "file"
        }.execute()
        acme.insertInto(Stars) {
            it[Stars.id] = id
            it[Stars.fileId] = id
        }.execute()
        return id
    }

    private fun told(result: RestoreResult): String = when (result) {
        is Restored -> "restored"
        is NotDeleted -> "not deleted"
        is Refused -> result.conflicts().joinToString(transform = ::told)
    }

    private fun told(conflict: Conflict): String = when (conflict) {
        is UniqueConflict -> "unique"
        is ParentDeleted -> "parent"
    }

    @Test
    fun theTableDecidesWhatADeleteGives() {
        val folder = folder("Overloads")
        val file = file(folder)
        val hidden: Deletion = acme.deleteFrom(Folders).where(Folders.id.eq(folder)).execute()
        assertThat(hidden).isEqualTo(Deletion(hidden.id(), hidden.counts()))
        assertThat(hidden.count(Files)).isEqualTo(1)
        assertThat(hidden.total()).isEqualTo(2)
        assertThat(hidden.isEmpty).isFalse()
        assertThat(hidden.counts().of(Folders)).isEqualTo(hidden.counts().byTable()["every_folders"])
        assertThat(TableCounts(mapOf("a" to 2L)).total()).isEqualTo(2)
        assertThat(acme.from(Stars).where(Stars.fileId.eq(file)).exists()).isFalse()
        assertThat(acme.restore(hidden).isRestored).isTrue()
        val counted: Long = acme.deleteFrom(Stars).where(Stars.fileId.eq(file)).execute()
        assertThat(counted).isEqualTo(1)
        val general: SoftDeletable = Files
        val again: Deletion = acme.deleteFrom(general).where(Files.id.eq(file)).expectOne()
        assertThat(again.total()).isEqualTo(1)
        val bound = BoundSoftDelete.from(acme, Files).where(Files.id.eq(file))
        assertThat(bound.toSql()).isEqualTo(bound.mutation().toSql())
        assertThatThrownBy { bound.expectOne() }.isInstanceOf(RowDeletedException::class.java)
        assertThat(acme.delete(Delete.from(Files).where(Files.id.eq(file))).isEmpty).isTrue()
    }

    @Test
    fun deletedRowsAreSeenByWhoAsks() {
        val folder = folder("Seen")
        val file = file(folder)
        acme.because("kotlin").deleteFrom(Files).where(Files.id.eq(file)).execute()
        val files: BoundSoftSelect = acme.from(Files)
        val mine = Files.id.eq(file)
        assertThat(files.where(mine).exists()).isFalse()
        assertThat(files.withDeleted().where(mine).exists()).isTrue()
        assertThat(files.onlyDeleted().where(mine).exists()).isTrue()
        assertThat(files.deletedSince(times).where(mine).exists()).isTrue()
        assertThat(files.deletedBefore(times).where(mine).exists()).isFalse()
        assertThat(BoundSoftSelect.from(acme, Files).where(mine).exists()).isFalse()
        val row = files.onlyDeleted().where(mine).one()
        val stamps = listOf(row[Files.deletedAt()], row[Files.deletedBy()], row[Files.deleteReason()], row[Files.deletionId()])
        assertThat(stamps).doesNotContainNull().contains("kotlin")
        val gone = Files.onlyDeleted().alias("gone")
        assertThat(
            acme.from(Folders).join(gone, gone.of(Files.folderId).eq(Folders.id))
                .values(gone.of(Files.name)).list(),
        ).contains("file")
        assertThat(acme.update(Files).set(Files.name, "x").where(mine).execute()).isZero()
        assertThatThrownBy { acme.update(Files).set(Files.name, "x").where(mine).expectOne() }
            .isInstanceOfSatisfying(RowDeletedException::class.java) { e ->
                assertThat(listOf(e.table(), e.deletedAt(), e.deletionId()))
                    .containsExactly("every_files", row[Files.deletedAt()], row[Files.deletionId()])
            }
        acme.update(Files.withDeleted()).set(Files.name, "x").where(mine).expectOne()
        assertThat(BoundUpdate.rows(acme, Files.onlyDeleted()).set(Files.name, "y").where(mine).execute()).isEqualTo(1)
    }

    @Test
    fun aRestorationTellsWhatCameOfIt() {
        val folder = folder("Restored")
        val file = file(folder)
        val gone = acme.deleteFrom(Folders).where(Folders.id.eq(folder)).execute()
        val one = acme.restore(Files).where(Files.id.eq(file))
        assertThat(told(one.execute())).isEqualTo("parent")
        assertThat(told(one.withParents().dryRun())).isEqualTo("restored")
        folder("Restored")
        val refused = acme.restoring(gone).withParents().execute()
        assertThat(told(refused)).isEqualTo("unique")
        assertThat((refused as Refused).uniqueConflicts().first().row().value()).isEqualTo(folder)
        acme.deleteFrom(Folders).where(Folders.name.eq("Restored")).execute()
        assertThat(told(acme.restoring(gone.id()).execute())).isEqualTo("restored")
        assertThat(told(acme.restore(gone))).isEqualTo("not deleted")
        val bound = BoundRestore(acme, Restoration.of(Stars.fileId.metadata().reference()!!.to().source() as SoftDeletable))
        assertThat(bound.everyRow().restoration().table()).isEqualTo(Files)
        assertThat(acme.restore(Restoration.of(UUID.randomUUID()))).isEqualTo(NotDeleted())
    }

    @Test
    fun resultsHaveParts() {
        val key = RowKey("t", mapOf("id" to 1L))
        assertThat(key).isEqualTo(RowKey(key.table(), key.values()))
        val taken = UniqueConflict(key, listOf("name"), key)
        assertThat(taken).isEqualTo(UniqueConflict(taken.row(), taken.columns(), taken.holder()))
        val orphan = ParentDeleted(key, "folder_id", key)
        assertThat(orphan).isEqualTo(ParentDeleted(orphan.row(), orphan.column(), orphan.parent()))
        val refused = Refused(listOf<Conflict>(taken, orphan))
        assertThat(refused.conflicts().map { it.row() }).containsOnly(key)
        assertThat(refused.uniqueConflicts() + refused.deletedParents()).isEqualTo(refused.conflicts())
        val restored = Restored(TableCounts.NONE, true)
        assertThat(restored).isEqualTo(Restored(restored.counts(), restored.dryRun()))
        val report = PurgeReport(TableCounts.NONE, 0, 0, 0, true)
        assertThat(report)
            .isEqualTo(PurgeReport(report.purged(), report.held(), report.blocked(), report.batches(), report.dryRun()))
        val progress = PurgeProgress(TableCounts.NONE, 1, 2, 3)
        assertThat(progress)
            .isEqualTo(PurgeProgress(progress.purged(), progress.examined(), progress.due(), progress.batches()))
    }

    @Test
    fun aPurgeIsSaidInOneSentence() {
        val folder = folder("Purged")
        file(folder)
        acme.deleteFrom(Folders).where(Folders.id.eq(folder)).execute()
        val steps = mutableListOf<Int>()
        val files: BoundPurge = acme.purge(Files)
            .olderThan(Interval.ofDays(1))
            .olderThan(Duration.ZERO)
            .where(Files.folderId.eq(folder))
            .unless(Files.name.eq("kept"))
            .inBatchesOf(10)
            .reportingTo { steps += it.batches() }
        assertThat(files.dryRun().purged().of(Files)).isEqualTo(1)
        assertThat(files.execute().purged().of(Files)).isEqualTo(1)
        assertThat(steps).containsExactly(1, 1)
        assertThat(acme.purge(Folders).deletedBefore(Instant.now()).execute().purged().total()).isZero()
        val purge: Purge = files.purge()
        assertThat(listOf(purge.table(), purge.batchSize(), purge.dryRun())).containsExactly(Files, 10, false)
        assertThat(listOf(purge.olderThan(), purge.deletedBefore(), purge.where(), purge.unless())).hasSize(4)
        purge.listener().accept(PurgeProgress(TableCounts.NONE, 1, 1, 1))
        val built = Purge.of(Files).olderThan(Interval.ofDays(1)).where(Files.name.eq("x")).unless(Files.name.eq("y"))
            .inBatchesOf(5).reportingTo { }.deletedBefore(times).asDryRun()
        assertThat(BoundPurge(built) { PurgeReport(TableCounts.NONE, 0, 0, it.batchSize(), it.dryRun()) }.execute().batches())
            .isEqualTo(5)
    }

    @Test
    fun sqlObjectsHaveTheSameEngine() {
        assertThat(FileDao::class.java.getAnnotation(ForTable::class.java).value).isEqualTo(Files::class)
        val file = file(folder("Objects"))
        acme.useSqlObject(FileDao::class.java) { dao ->
            assertThat(dao.deleteById(file).total()).isEqualTo(1)
            assertThat(dao.findDeletedById(file)).hasValueSatisfying { assertThat(it.deletedBy).isEqualTo("kotlin") }
            assertThat(dao.findDeleted().map { it.id }).contains(file)
            assertThat(dao.restoreById(file).isRestored).isTrue()
        }
    }

    @Test
    fun statementsAreValues() {
        val insert = acme.insertInto(Folders) {
            it[Folders.id] = UUID.randomUUID()
            it[Folders.name] = "Upserted"
        }.onConflict(OnConflict.on(Folders.name).update(Folders.kept).reviving())
        assertThat(insert.execute()).isEqualTo(1)
        val mutations: List<Mutation> = listOf(
            Update.rows(Files.withDeleted()).set(Files.name, "x").everyRow(),
            Update.table(Files).set(Files.name, "x").everyRow(),
            Delete.from(Files).everyRow(),
        )
        assertThat(mutations.map { it.deletedCheck() != null }).containsExactly(false, true, true)
        assertThat(Update.table(Files).set(Files.name, "x").everyRow().deletedCheck()).isNotNull()
        assertThat(Delete.from(Files).everyRow().deletedCheck()).isNotNull()
        val none = Delete.from(Files).where(Files.name.eq("none"))
        assertThat(VersionCheck("files", 1, Select.from(Files).counted()).failure(acme, none)).isInstanceOf(NoRowException::class.java)
        val hidden = RestoreQuery.hiddenBy(Files, Uuids.v7())
        assertThat(acme.one(RestoreQuery(mapOf(Files to hidden))).total()).isZero()
        val asked = Restoration.of(Deletion(Uuids.v7(), TableCounts.NONE)).andParents().asDryRun()
        assertThat(listOf(asked.tables(), asked.table(), asked.where(), asked.withParents(), asked.dryRun()))
            .containsExactly(setOf<String>(), null, null, true, true)
        assertThat(asked.deletionId()).isNotNull()
        assertThat(Restoration.of(Files).where(Files.name.eq("x")).where()).isNotNull()
        val out = SqlWriter(Audience.TENANT)
        out.append("select 1").endFirst().append("select 2")
        assertThat(out.toText().resultsBefore()).isEqualTo(1)
    }

    @Test
    fun tablesTellWhatTheyAre() {
        assertThat(Folders.isSoftDeletable).isTrue()
        assertThat(Stars.isSoftDeletable).isFalse()
        assertThat(Folders.uniqueKeys()).containsExactly(listOf(Folders.name))
        assertThat(Stars.derivedFrom().map { it.to() }).containsExactly(Files.id)
        val soft: SoftDeletable = Folders
        assertThat(soft.legalHold()).isEqualTo("kept")
        assertThat(soft.purgeAfter()).isEqualTo(Interval.ofDays(30))
        assertThat(Files.legalHold() ?: Files.purgeAfter()).isNull()
        assertThat(soft.asTable()).isEqualTo(Folders)
        assertThat(Select.from(Stars.withHidden()).toSql()).doesNotContain("exists")
        val gone = Include.children(Files.folderId).among(Files.onlyDeleted())
        assertThat(Select.from(Folders).include(gone).toSql()).contains("deleted_at is not null")
        assertThat(Delete.rows(Stars.withHidden()).everyRow().toSql()).doesNotContain("exists")
        assertThat(DELETABLE.softDeletable()).containsExactly(Folders, Files)
        assertThat(DELETABLE.hiddenWith(Folders)).containsExactly(Folders, Files)
        assertThat(DELETABLE.referencesTo(Files)).hasSize(1)
        assertThat(acme.schema()).isEqualTo(DELETABLE)
        val end = times.plusSeconds(60)
        val rows: ScopedTable = Files.onlyDeleted().since(times).before(end)
        assertThat(listOf(rows.isOnlyDeleted, rows.deletedSince(), rows.deletedBefore())).containsExactly(true, times, end)
        assertThat(rows.table()).isEqualTo(Files)
        val source: Source = rows
        assertThat(source.base()).isEqualTo(Files)
        assertThat(source.name()).isEqualTo("every_files")
        assertThat(source.columns()).hasSize(Files.columns().size + 4)
        assertThat(source.primaryKey()).containsExactly(Files.id)
        assertThat(source.tenantKey()).isEqualTo(Files.tenantId)
        val out = SqlWriter(Audience.TENANT)
        source.writeSource(out)
        assertThat(out.toText().sql()).isEqualTo("every_files")
        assertThat(Select.from(rows).toSql()).contains("deleted_at is not null")
    }
}
