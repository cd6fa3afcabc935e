package dev.holdfast.jdbi.history;

import static dev.holdfast.jdbi.history.Archive.ARTICLES;
import static dev.holdfast.jdbi.history.Archive.AUTHORS;
import static dev.holdfast.jdbi.history.Archive.PAGES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.holdfast.TenantScope;
import dev.holdfast.crypto.DecryptionException;
import dev.holdfast.deletion.Deletion;
import dev.holdfast.error.ForeignKeyViolationException;
import dev.holdfast.error.InvalidValueException;
import dev.holdfast.error.RowDeletedException;
import dev.holdfast.error.StatementException;
import dev.holdfast.error.TenantRequiredException;
import dev.holdfast.error.UniqueViolationException;
import dev.holdfast.history.RestoredVersion.Outcome;
import dev.holdfast.history.Version;
import dev.holdfast.history.VersionAction;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.query.Row;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@PostgresTest(template = Archive.class)
class VersionsTest {

    private final TestDatabase database;
    private final JdbiHoldfast holdfast;
    private final JdbiTenantScope a;
    private final JdbiTenantScope b;

    VersionsTest(TestDatabase database) {
        this.database = database;
        this.holdfast = Archive.holdfast(database);
        this.a = Archive.newTenant(holdfast);
        this.b = Archive.newTenant(holdfast);
    }

    record Titled(UUID id, String title, int rank) {}

    private void title(TenantScope scope, UUID article, String title) {
        scope.update(ARTICLES)
                .set(ARTICLES.title, title)
                .where(ARTICLES.id.eq(article))
                .execute();
    }

    private static List<String> names(List<? extends AnyColumn<?>> columns) {
        return columns.stream().map(AnyColumn::name).toList();
    }

    private static List<String> changed(Version version) {
        return version.changes().stream().map(change -> change.column().name()).toList();
    }

    @Test
    @DisplayName("AH-1 two updates in one transaction are two versions, in order, none empty, with who and why")
    void versionsOfOneTransaction() {
        UUID ann = Archive.author(a, "Ann");
        UUID id = Archive.article(a, ann, "One", 1);
        a.actor("user-7").because("typo").requestId("r-1").useTransaction(tx -> {
            tx.update(ARTICLES)
                    .set(ARTICLES.title, "Two")
                    .where(ARTICLES.id.eq(id))
                    .execute();
            tx.update(ARTICLES).set(ARTICLES.rank, 3).where(ARTICLES.id.eq(id)).execute();
        });

        List<Version> versions = a.history(ARTICLES).of(id).list();

        assertThat(versions).hasSize(3);
        assertThat(versions.stream().map(Version::action))
                .containsExactly(VersionAction.INSERT, VersionAction.UPDATE, VersionAction.UPDATE);
        assertThat(versions.stream().map(Version::sequence)).isSorted();
        Version first = versions.get(0);
        Version second = versions.get(1);
        Version third = versions.get(2);
        assertThat(first.to()).isEqualTo(second.from()).isAfter(first.from());
        assertThat(second.to()).isEqualTo(third.from()).isAfter(second.from());
        assertThat(third.to()).as("AH-16 what is so now has no end").isNull();
        assertThat(second.changeSetId()).isEqualTo(third.changeSetId()).isNotEqualTo(first.changeSetId());
        assertThat(first.actor()).isNull();
        assertThat(second.actor()).isEqualTo("user-7");
        assertThat(second.reason()).isEqualTo("typo");
        assertThat(second.requestId()).isEqualTo("r-1");
        assertThat(second.databaseRole()).isNotEmpty();
        assertThat(changed(first)).contains("id", "title", "rank", "twice");
        assertThat(changed(second)).containsExactly("title", "version");
        assertThat(changed(third)).containsExactly("rank", "twice", "version");
        var change = second.change(ARTICLES.title);
        assertThat(change.before()).isEqualTo("One");
        assertThat(change.after()).isEqualTo("Two");
        assertThat(change.hasBefore()).isTrue();
        assertThat(second.change(ARTICLES.rank).isChanged()).isFalse();
        assertThat(first.change(ARTICLES.title).hasBefore()).isFalse();
        assertThat(second.get(ARTICLES.title)).isEqualTo("Two");
        assertThat(second.mapTo(Titled.class)).isEqualTo(new Titled(id, "Two", 1));
        assertThat(second)
                .hasToString("version " + second.sequence() + ", update by user-7 (typo), " + second.from()
                        + ": title, version");
        assertThat(change).hasToString("articles.title changed");
    }

    @Test
    void aLifeFromInsertToPurgeAndBack() {
        UUID id = Archive.article(a, Archive.author(a, "Ann"), "One", 1);
        Deletion deletion =
                a.actor("user-7").deleteFrom(ARTICLES).where(ARTICLES.id.eq(id)).execute();
        a.restore(deletion);
        a.deleteFrom(ARTICLES).where(ARTICLES.id.eq(id)).execute();
        a.purge(ARTICLES).deletedBefore(Instant.now().plusSeconds(60)).execute();

        List<Version> versions = a.history(ARTICLES).of(id).list();

        assertThat(versions.stream().map(Version::action))
                .containsExactly(
                        VersionAction.INSERT,
                        VersionAction.SOFT_DELETE,
                        VersionAction.RESTORE,
                        VersionAction.SOFT_DELETE,
                        VersionAction.PURGE);
        assertThat(versions.get(1).get(ARTICLES.deletedBy())).isEqualTo("user-7");
        assertThat(versions.get(1).isGone()).isFalse();
        Version last = versions.get(4);
        assertThat(last.isGone()).isTrue();
        assertThat(last.change(ARTICLES.title).before()).isEqualTo("One");
        assertThat(last.change(ARTICLES.title).hasAfter()).isFalse();
        assertThat(last.getOrNull(ARTICLES.title)).isNull();
        assertThatThrownBy(() -> last.get(ARTICLES.title))
                .isInstanceOf(StatementException.class)
                .hasMessageContaining("was gone (purge)");
        assertThat(a.history(ARTICLES).restoreVersion(versions.get(0)).execute().outcome())
                .isEqualTo(Outcome.INSERTED);
        Version again = a.history(ARTICLES).of(id).newestFirst().first().orElseThrow();
        assertThat(again.action()).isEqualTo(VersionAction.INSERT);
        assertThat(again.change(ARTICLES.title).hasBefore()).isFalse();
        assertThat(a.from(ARTICLES).where(ARTICLES.id.eq(id)).one().get(ARTICLES.title))
                .isEqualTo("One");
    }

    @Test
    void longHistoriesComeInPages() {
        UUID id = Archive.article(a, Archive.author(a, "Ann"), "T0", 1);
        for (int i = 1; i <= 9; i++) {
            title(a, id, "T" + i);
        }
        var history = a.history(ARTICLES).of(id).limit(4);

        List<Version> first = history.list();
        List<Version> second = history.after(first.get(3)).list();
        List<Version> third = history.after(second.get(3).sequence()).list();

        assertThat(titles(first)).containsExactly("T0", "T1", "T2", "T3");
        assertThat(titles(second)).containsExactly("T4", "T5", "T6", "T7");
        assertThat(second.get(0).change(ARTICLES.title).before()).isEqualTo("T3");
        assertThat(titles(third)).containsExactly("T8", "T9");
        List<Version> newest = history.newestFirst().list();
        assertThat(titles(newest)).containsExactly("T9", "T8", "T7", "T6");
        assertThat(titles(history.newestFirst().after(newest.get(3)).list())).containsExactly("T5", "T4", "T3", "T2");
        assertThatThrownBy(() -> history.limit(0)).isInstanceOf(StatementException.class);
    }

    private static List<String> titles(List<Version> versions) {
        return versions.stream().map(version -> version.get(ARTICLES.title)).toList();
    }

    @Test
    @DisplayName(
            "AH-15 a changed key: the old one's history ends and tells of the new one, whose history tells of the old one")
    void changedKey() {
        a.insertInto(PAGES, row -> row.set(PAGES.volume, 1).set(PAGES.number, 1).set(PAGES.text, "p"))
                .execute();
        Instant then = Archive.now(database);
        a.update(PAGES).set(PAGES.number, 2).where(PAGES.number.eq(1)).execute();

        List<Version> old = a.history(PAGES).of(1, 1).list();
        List<Version> now = a.history(PAGES).of(1, 2).list();

        assertThat(old.stream().map(Version::action)).containsExactly(VersionAction.INSERT, VersionAction.REKEY);
        assertThat(old.get(1).isGone()).isTrue();
        assertThat(old.get(1).linkedKey()).isEqualTo("[\"1\",\"2\"]");
        assertThat(now.stream().map(Version::action)).containsExactly(VersionAction.UPDATE);
        assertThat(now.get(0).linkedKey()).isEqualTo("[\"1\",\"1\"]");
        assertThat(a.from(PAGES).asOf(then).values(PAGES.number).list()).containsExactly(1);
        assertThat(a.from(PAGES)
                        .asOf(Archive.now(database))
                        .values(PAGES.number)
                        .list())
                .containsExactly(2);
        assertThatThrownBy(() -> a.history(PAGES).of(1))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("A key of pages has 1 values, and the primary key has [volume, number]");
    }

    @Test
    @DisplayName("what is no key of a row is refused by history and audit in the same words")
    void notAKey() {
        UUID id = UUID.randomUUID();
        var across = holdfast.acrossTenants("all");
        var nobody = holdfast.withoutTenant();
        assertSame(() -> a.history(ARTICLES).of(id, id), () -> a.audit().of(ARTICLES, id, id), "has 2 values");
        assertSame(
                () -> a.history(PAGES).of(1, null),
                () -> a.audit().of(PAGES, 1, null),
                "pages.number is part of the key, and null is none");
        assertSame(
                () -> across.history(ARTICLES).of(id).list(),
                () -> across.audit().of(ARTICLES, id).list(1),
                "A row of articles is named by its key");
        assertSame(
                () -> nobody.history(ARTICLES).of(id).list(),
                () -> nobody.audit().of(ARTICLES, id).list(1),
                "Table articles is tenant-owned, and this session has no tenant");
        assertThat(catchThrowable(() -> nobody.audit().of(ARTICLES).list(1)))
                .isInstanceOf(TenantRequiredException.class)
                .hasMessageContaining("Table articles")
                .hasMessageNotContaining("[SQL");
    }

    private static void assertSame(ThrowingCallable history, ThrowingCallable audit, String words) {
        Throwable ofHistory = catchThrowable(history);
        assertThat(ofHistory).hasMessageContaining(words).hasMessageNotContaining("[SQL");
        assertThat(catchThrowable(audit)).hasSameClassAs(ofHistory).hasMessage(ofHistory.getMessage());
    }

    @Test
    @DisplayName(
            "AH-22 X-2 another tenant's history is nobody's: neither by the DSL, nor by plain SQL, nor to be written")
    void anotherTenants() {
        UUID id = Archive.article(a, Archive.author(a, "Ann"), "One", 1);
        title(a, id, "Two");
        List<Version> own = a.history(ARTICLES).of(id).list();

        assertThat(b.history(ARTICLES).of(id).list()).isEmpty();
        assertThat(b.history(ARTICLES).of(id).first()).isEmpty();
        assertThatThrownBy(() -> b.history(ARTICLES).restoreVersion(own.get(0)).execute())
                .isInstanceOf(dev.holdfast.error.NoRowException.class);
        assertThatThrownBy(() ->
                        holdfast.acrossTenants("all").history(ARTICLES).of(id).list())
                .isInstanceOf(TenantRequiredException.class)
                .hasMessageContaining("in the scope of its tenant");
        long seen = b.withHandle(handle -> handle.createQuery("select count(*) from articles_versions where id = :id")
                .bind("id", id)
                .mapTo(Long.class)
                .one());
        assertThat(seen).isZero();
        for (String attack : List.of(
                "update articles_versions set title = 'forged'",
                "delete from articles_versions",
                "truncate articles_versions",
                "insert into articles_versions (tenant_id, id, holdfast_sequence, holdfast_at, holdfast_transaction,"
                        + " holdfast_gone, holdfast_action) values (" + a.tenantId() + ", gen_random_uuid(), 1, now(),"
                        + " pg_current_xact_id(), false, 'insert')")) {
            assertThatThrownBy(() -> a.withHandle(handle -> handle.execute(attack)))
                    .as(attack)
                    .isInstanceOf(Exception.class);
        }
        assertThat(a.history(ARTICLES).of(id).list()).hasSize(2);
    }

    @Test
    @DisplayName("EN-4 encrypted values of versions decrypt, and one that was put into another row's version fails")
    void encrypted() {
        UUID ann = Archive.author(a, "Ann");
        UUID bea = Archive.author(a, "Bea");
        a.update(AUTHORS).set(AUTHORS.phone, "1").where(AUTHORS.id.eq(ann)).execute();

        List<Version> versions = a.history(AUTHORS).of(ann).list();

        assertThat(versions.get(0).get(AUTHORS.phone)).isEqualTo("+354 Ann");
        var change = versions.get(1).change(AUTHORS.phone);
        assertThat(change.before()).isEqualTo("+354 Ann");
        assertThat(change.after()).isEqualTo("1");
        assertThat(changed(versions.get(1))).containsExactly("phone");
        assertThat(versions.get(1).toString()).doesNotContain("+354");
        Sql.run(
                database.superuserDataSource(),
                "alter table authors_versions disable trigger all; update authors_versions v set phone = o.phone from authors_versions o"
                        + " where v.id = '" + ann + "' and v.holdfast_action = 'insert' and o.id = '" + bea + "'");
        Version swapped = a.history(AUTHORS).of(ann).list().get(0);
        assertThatThrownBy(() -> swapped.get(AUTHORS.phone)).isInstanceOf(DecryptionException.class);
        assertThat(swapped.get(AUTHORS.name)).isEqualTo("Ann");
    }

    @Test
    @DisplayName(
            "AH-27 an old version is written back as a new change, encrypted values as the ciphertexts that they were")
    void restoreVersion() {
        UUID ann = Archive.author(a, "Ann");
        UUID id = Archive.article(a, ann, "One", 1);
        a.update(ARTICLES)
                .set(ARTICLES.title, "Two")
                .set(ARTICLES.rank, 2)
                .where(ARTICLES.id.eq(id))
                .execute();
        a.update(AUTHORS).set(AUTHORS.phone, "1").where(AUTHORS.id.eq(ann)).execute();
        Version first = a.history(ARTICLES).of(id).first().orElseThrow();
        var restoration = a.actor("user-8").because("mistake").history(ARTICLES).restoreVersion(first);

        assertThat(restoration.dryRun().outcome()).isEqualTo(Outcome.UPDATED);
        assertThat(a.history(ARTICLES).of(id).list()).hasSize(2);
        var restored = restoration.execute();

        assertThat(restored.outcome()).isEqualTo(Outcome.UPDATED);
        assertThat(names(restored.changed())).containsExactly("title", "rank");
        assertThat(restored).hasToString("updated: title, rank");
        var row = a.from(ARTICLES).where(ARTICLES.id.eq(id)).one();
        assertThat(row.get(ARTICLES.title)).isEqualTo("One");
        assertThat(row.get(ARTICLES.twice)).isEqualTo(2);
        assertThat(row.get(ARTICLES.version)).as("goes on counting").isEqualTo(first.get(ARTICLES.version) + 2);
        Version last = a.history(ARTICLES).of(id).newestFirst().first().orElseThrow();
        assertThat(last.actor()).isEqualTo("user-8");
        assertThat(last.reason()).isEqualTo("mistake");
        assertThat(restoration.execute().outcome()).isEqualTo(Outcome.UNCHANGED);
        assertThat(a.history(ARTICLES).of(id).list()).hasSize(3);
        Version phone = a.history(AUTHORS).of(ann).first().orElseThrow();
        assertThat(names(a.history(AUTHORS).restoreVersion(phone).execute().changed()))
                .containsExactly("phone");
        assertThat(a.from(AUTHORS).one().get(AUTHORS.phone)).isEqualTo("+354 Ann");
    }

    @Test
    void aRowThatIsGoneComesBackBehindTheLastVersionThatSomebodyMayHold() {
        UUID id = Archive.article(a, Archive.author(a, "Ann"), "One", 1);
        Version one = a.history(ARTICLES).of(id).first().orElseThrow();
        title(a, id, "Two");
        int held = a.from(ARTICLES).where(ARTICLES.id.eq(id)).one().get(ARTICLES.version);
        a.deleteFrom(ARTICLES).where(ARTICLES.id.eq(id)).execute();
        a.purge(ARTICLES).deletedBefore(Instant.now().plusSeconds(60)).execute();

        assertThat(a.history(ARTICLES).restoreVersion(one).execute().outcome()).isEqualTo(Outcome.INSERTED);

        Row back = a.from(ARTICLES).where(ARTICLES.id.eq(id)).one();
        assertThat(back.get(ARTICLES.title)).isEqualTo("One");
        assertThat(back.get(ARTICLES.version)).isGreaterThan(held);
    }

    @Test
    void whatIsInTheWayOfAnOldVersion() {
        UUID ann = Archive.author(a, "Ann");
        UUID id = Archive.article(a, ann, "One", 1);
        Version one = a.history(ARTICLES).of(id).first().orElseThrow();
        title(a, id, "Two");
        Archive.article(a, ann, "One", 1);
        assertThatThrownBy(() -> a.history(ARTICLES).restoreVersion(one).execute())
                .isInstanceOfSatisfying(UniqueViolationException.class, refused -> assertThat(refused.constraint())
                        .contains("title"))
                .hasMessageContaining("Another row of articles has by now the value of")
                .hasMessageContaining("in version " + one.sequence())
                .hasMessageNotContaining("onConflict");
        a.deleteFrom(ARTICLES).where(ARTICLES.id.eq(id)).execute();
        assertThatThrownBy(() -> a.history(ARTICLES).restoreVersion(one).execute())
                .isInstanceOf(RowDeletedException.class);
        assertThatThrownBy(() -> a.history(ARTICLES).restoreVersion(one).dryRun())
                .isInstanceOf(RowDeletedException.class);
        UUID bea = Archive.author(a, "Bea");
        UUID other = Archive.article(a, bea, "Bea's", 1);
        Version of = a.history(ARTICLES).of(other).first().orElseThrow();
        a.update(ARTICLES)
                .set(ARTICLES.authorId, ann)
                .where(ARTICLES.id.eq(other))
                .execute();
        a.deleteFrom(AUTHORS).where(AUTHORS.id.eq(bea)).execute();
        assertThatThrownBy(() -> a.history(ARTICLES).restoreVersion(of).execute())
                .isInstanceOf(ForeignKeyViolationException.class);
        Version gone = a.history(AUTHORS).of(bea).newestFirst().first().orElseThrow();
        assertThat(gone.action()).isEqualTo(VersionAction.DELETE);
        assertThatThrownBy(() -> a.history(AUTHORS).restoreVersion(gone))
                .isInstanceOf(StatementException.class)
                .hasMessageContaining("was gone");
        assertThatThrownBy(() -> a.history(AUTHORS).restoreVersion(of)).isInstanceOf(StatementException.class);
    }
}
