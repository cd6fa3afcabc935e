package dev.holdfast.jdbi.audit;

import static dev.holdfast.jdbi.deletion.Library.BOOKS;
import static dev.holdfast.jdbi.deletion.Library.PAIRS;
import static dev.holdfast.jdbi.deletion.Library.WRITERS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.TenantScope;
import dev.holdfast.audit.AuditAction;
import dev.holdfast.audit.AuditEntry;
import dev.holdfast.audit.RecordedChanges;
import dev.holdfast.audit.RevertConflict;
import dev.holdfast.audit.RevertResult;
import dev.holdfast.audit.RevertedChange;
import dev.holdfast.deletion.Deletion;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.jdbi.deletion.Library;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import dev.holdfast.value.Interval;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Deletions, restorations and purges of soft-deletable tables in the log, and undone by it. */
@PostgresTest(template = Audited.OfLibrary.class)
class AuditSoftDeleteTest {

    private final TestDatabase database;
    private final TenantScope scope;

    AuditSoftDeleteTest(TestDatabase database) {
        this.database = database;
        this.scope = Library.holdfast(database).tenant(Library.A).actor("ann");
    }

    private UUID writer() {
        UUID id = UUID.randomUUID();
        scope.insertInto(
                        WRITERS,
                        row -> row.set(WRITERS.id, id).set(WRITERS.name, "w").set(WRITERS.email, id + "@library.test"))
                .execute();
        return id;
    }

    private UUID book(UUID writer) {
        UUID id = UUID.randomUUID();
        scope.insertInto(BOOKS, row -> row.set(BOOKS.id, id)
                        .set(BOOKS.writerId, writer)
                        .set(BOOKS.title, "t" + id)
                        .set(BOOKS.isbn, null))
                .execute();
        return id;
    }

    private AuditEntry last(UUID writer) {
        return scope.audit().of(WRITERS, writer).first().orElseThrow();
    }

    private boolean isLive(UUID writer) {
        return scope.from(WRITERS).where(WRITERS.id.eq(writer)).exists();
    }

    @Test
    @DisplayName("a deletion with its cascade is one change set, which is undone by restoring exactly its rows")
    void cascade() {
        UUID writer = writer();
        UUID book = book(writer);
        UUID before = book(writer);
        scope.deleteFrom(BOOKS).where(BOOKS.id.eq(before)).execute();
        Deletion deletion =
                scope.deleteFrom(WRITERS).where(WRITERS.id.eq(writer)).execute();
        assertThat(deletion.total()).isEqualTo(2);
        AuditEntry entry = last(writer);
        assertThat(entry.action()).isEqualTo(AuditAction.SOFT_DELETE);
        RecordedChanges changes =
                scope.audit().changeSet(entry.changeSet().id()).orElseThrow();
        assertThat(changes.entries())
                .extracting(AuditEntry::action)
                .containsOnly(AuditAction.SOFT_DELETE)
                .hasSize(2);

        RevertResult result = scope.audit().reverting(changes).execute();

        assertThat(((RevertResult.Reverted) result).changes())
                .extracting(RevertedChange::done)
                .containsOnly(AuditAction.RESTORE);
        assertThat(isLive(writer)).isTrue();
        assertThat(scope.from(BOOKS).where(BOOKS.id.eq(book)).exists()).isTrue();
        assertThat(scope.from(BOOKS).where(BOOKS.id.eq(before)).exists()).isFalse();
        assertThat(last(writer).action()).isEqualTo(AuditAction.RESTORE);

        assertThat(scope.audit().reverting(last(writer)).execute())
                .isInstanceOfSatisfying(RevertResult.Refused.class, refused -> assertThat(refused.conflicts())
                        .singleElement()
                        .isInstanceOf(RevertConflict.StillReferred.class));
        assertThat(scope.audit()
                        .revertingChangeSet(last(writer).changeSet().id())
                        .execute()
                        .isReverted())
                .isTrue();
        assertThat(isLive(writer)).isFalse();
        assertThat(scope.restore(deletion).isRestored()).isTrue();
        assertThat(isLive(writer)).isTrue();
    }

    @Test
    @DisplayName("a new row of a soft-deletable table is deleted softly, and no other with it")
    void insert() {
        UUID writer = writer();
        assertThat(scope.audit().reverting(last(writer)).dryRun().isReverted()).isTrue();
        UUID book = book(writer);
        assertThat(scope.audit().reverting(last(writer)).execute())
                .isInstanceOfSatisfying(RevertResult.Refused.class, refused -> assertThat(refused.conflicts())
                        .singleElement()
                        .isInstanceOf(RevertConflict.StillReferred.class));
        scope.deleteFrom(BOOKS).where(BOOKS.id.eq(book)).execute();

        RevertResult result =
                scope.because("mistake").audit().reverting(last(writer)).execute();

        assertThat(((RevertResult.Reverted) result).changes().get(0).done()).isEqualTo(AuditAction.SOFT_DELETE);
        assertThat(isLive(writer)).isFalse();
        assertThat(last(writer).action()).isEqualTo(AuditAction.SOFT_DELETE);
        assertThat(last(writer).ofText("delete_reason").after()).isEqualTo("mistake");
        assertThat(scope.restore(WRITERS).where(WRITERS.id.eq(writer)).execute().isRestored())
                .isTrue();
    }

    @Test
    @DisplayName("a version goes on counting, and a later update of another column is no conflict by it")
    void version() {
        UUID writer = writer();
        scope.update(WRITERS)
                .set(WRITERS.name, "x")
                .where(WRITERS.id.eq(writer))
                .execute();
        AuditEntry entry = last(writer);
        scope.update(WRITERS)
                .set(WRITERS.onHold, true)
                .where(WRITERS.id.eq(writer))
                .execute();

        assertThat(scope.audit().reverting(entry).execute().isReverted()).isTrue();

        assertThat(scope.from(WRITERS)
                        .where(WRITERS.id.eq(writer))
                        .values(WRITERS.version)
                        .one())
                .isEqualTo(4);
    }

    @Test
    @DisplayName("a purged row comes back as it was, deleted; its key has several columns")
    void purged() {
        scope.insertInto(PAIRS, row -> row.set(PAIRS.left, 1)
                        .set(PAIRS.right, "a,\"b\"")
                        .set(PAIRS.note, "n"))
                .execute();
        Sql.run(
                database.superuserDataSource(),
                "update pairs set deleted_at = now() - interval '40 days' where tenant_id = 1");
        scope.purge(PAIRS).olderThan(Interval.ofDays(20)).execute();

        AuditEntry purge = scope.audit().of(PAIRS, 1, "a,\"b\"").first().orElseThrow();
        assertThat(purge.action()).isEqualTo(AuditAction.PURGE);
        assertThat(purge.key()).containsExactly("1", "a,\"b\"");
        assertThat(purge.toString()).startsWith("purge of pairs (1, a,\"b\") by ann");

        assertThat(scope.audit().reverting(purge).execute().isReverted()).isTrue();
        assertThat(scope.from(PAIRS).exists()).isFalse();
        assertThat(scope.from(PAIRS).onlyDeleted().values(PAIRS.note).list()).containsExactly("n");
    }
}
