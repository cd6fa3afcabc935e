package dev.holdfast.examples.history;

import static dev.holdfast.examples.history.Articles.ARTICLES;
import static dev.holdfast.examples.history.Authors.AUTHORS;
import static dev.holdfast.examples.history.Sections.SECTIONS;

import dev.holdfast.TenantScope;
import dev.holdfast.deletion.RestoreResult.Restored;
import dev.holdfast.error.SnapshotTokenException;
import dev.holdfast.error.StatementException;
import dev.holdfast.examples.history.BylineDao.Byline;
import dev.holdfast.examples.support.ExampleDatabase;
import dev.holdfast.history.RestoredVersion;
import dev.holdfast.history.SnapshotToken;
import dev.holdfast.history.Version;
import dev.holdfast.query.Include;
import dev.holdfast.table.Schema;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** What rows were, at any moment; and who made them so. */
public final class HistoryMain {

    private HistoryMain() {}

    record Article(UUID id, String title, int words) {}

    public static void main(String[] args) throws InterruptedException {
        try (var database = ExampleDatabase.with(Schema.of(AUTHORS, SECTIONS, ARTICLES))) {
            database.holdfast()
                    .acrossTenants("sections")
                    .insertInto(SECTIONS, row -> row.set(SECTIONS.code, "news").set(SECTIONS.label, "News"))
                    .execute();
            var acme = database.holdfast().tenant(ExampleDatabase.ACME).actor("user-7");
            UUID ann = UUID.randomUUID();
            UUID rain = UUID.randomUUID();
            acme.insertInto(AUTHORS, row -> row.set(AUTHORS.id, ann).set(AUTHORS.name, "Ann"))
                    .execute();
            acme.insertInto(ARTICLES, row -> row.set(ARTICLES.id, rain)
                            .set(ARTICLES.authorId, ann)
                            .set(ARTICLES.section, "news")
                            .set(ARTICLES.title, "Rain")
                            .set(ARTICLES.words, 120))
                    .execute();
            SnapshotToken then = acme.history().token();
            Thread.sleep(10);
            Instant yesterday = Instant.now();
            Thread.sleep(10);
            change(acme, ann, rain);
            asOf(acme, yesterday);
            token(acme, then);
            sqlObject(acme, yesterday, then);
            versions(acme, rain);
        }
    }

    private static void change(TenantScope acme, UUID ann, UUID rain) {
        acme.update(AUTHORS).set(AUTHORS.name, "Anna").where(AUTHORS.id.eq(ann)).execute();
        acme.because("too short")
                .update(ARTICLES)
                .set(ARTICLES.title, "Rain again")
                .set(ARTICLES.words, 300)
                .where(ARTICLES.id.eq(rain))
                .execute();
        acme.deleteFrom(ARTICLES).where(ARTICLES.id.eq(rain)).execute();
    }

    private static void asOf(TenantScope acme, Instant yesterday) {
        // region:as-of
        List<Article> articles =
                acme.from(ARTICLES).asOf(yesterday).mapTo(Article.class).list();
        List<String> bylines = acme.from(ARTICLES)
                .join(AUTHORS, AUTHORS.id.eq(ARTICLES.authorId))
                .asOf(yesterday) // both of them
                .orderBy(ARTICLES.title.asc())
                .limit(20)
                .map(row -> row.get(ARTICLES.title) + " by " + row.get(AUTHORS.name))
                .list();
        // endregion:as-of
        System.out.println("Yesterday: " + articles.size() + ", " + bylines + "; today "
                + acme.from(ARTICLES).count());
        // region:include
        Include theirs = Include.children(ARTICLES.authorId);
        var authors = acme.from(AUTHORS).include(theirs).asOf(yesterday).list();
        // endregion:include
        int children = authors.get(0).get(theirs).size();
        try {
            acme.from(ARTICLES)
                    .join(SECTIONS, SECTIONS.code.eq(ARTICLES.section))
                    .asOf(yesterday)
                    .list();
        } catch (StatementException e) {
            System.out.println("Refused: " + e.getMessage());
        }
        // region:current
        var labelled = acme.from(ARTICLES)
                .join(SECTIONS, SECTIONS.code.eq(ARTICLES.section))
                .asOf(yesterday)
                .withCurrent(SECTIONS) // has no history: as it is now
                .list();
        // endregion:current
        System.out.println("With children: " + children + ", with today's sections: " + labelled.size());
    }

    private static void token(TenantScope acme, SnapshotToken then) {
        String kept = then.toString();
        // region:token
        SnapshotToken now = acme.history().token(); // keep it, as text where you like
        var before = acme.from(ARTICLES).asOf(SnapshotToken.parse(kept)).list();
        var after = acme.from(ARTICLES).asOf(now).list();
        // endregion:token
        System.out.println("By tokens: " + before.size() + " and " + after.size());
        try {
            acme.from(ARTICLES)
                    .asOf(SnapshotToken.parse("1" + kept.substring(kept.indexOf(':'))))
                    .list();
        } catch (SnapshotTokenException e) {
            System.out.println("Another cluster's: " + e.sqlState());
        }
    }

    private static void sqlObject(TenantScope acme, Instant yesterday, SnapshotToken then) {
        // region:sql-object
        List<Byline> bylines = acme.withSqlObject(BylineDao.class, dao -> dao.bylines(yesterday));
        List<String> titles = acme.withSqlObject(BylineDao.class, dao -> dao.titles(then));
        // endregion:sql-object
        System.out.println("By SQL: " + bylines + ", " + titles);
        try {
            acme.useSqlObject(BylineDao.class, dao -> dao.mistaken(yesterday));
        } catch (StatementException e) {
            System.out.println("Refused: " + e.getMessage());
        }
    }

    private static void versions(TenantScope acme, UUID rain) {
        // region:versions
        List<Version> versions = acme.history(ARTICLES).of(rain).list();
        for (Version version : versions) {
            System.out.println(version.action() + " by " + version.actor() + ", because " + version.reason()
                    + ", until " + (version.to() == null ? "now" : "then") + ": " + version.get(ARTICLES.title));
        }
        var title = versions.get(1).change(ARTICLES.title);
        System.out.println(title.before() + " became " + title.after() + "; "
                + versions.get(1).changes());
        // endregion:versions
        // region:pages
        var newest = acme.history(ARTICLES).of(rain).newestFirst().limit(2);
        List<Version> first = newest.list();
        List<Version> next = newest.after(first.get(1)).list();
        // endregion:pages
        System.out.println("Pages of " + first.size() + " and " + next.size());
        boolean back = acme.restore(ARTICLES).where(ARTICLES.id.eq(rain)).execute() instanceof Restored;
        System.out.println("Back from its deletion: " + back);
        // region:restore
        var restoration = acme.because("it was better").history(ARTICLES).restoreVersion(versions.get(0));
        RestoredVersion planned = restoration.dryRun();
        RestoredVersion done = restoration.execute();
        // endregion:restore
        System.out.println("Planned " + planned + "; done " + done.outcome() + ": "
                + acme.from(ARTICLES).one().get(ARTICLES.title));
    }
}
