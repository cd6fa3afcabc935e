package dev.holdfast.examples.softdelete;

import static dev.holdfast.examples.softdelete.Articles.ARTICLES;
import static dev.holdfast.examples.softdelete.Authors.AUTHORS;
import static dev.holdfast.examples.softdelete.Sections.SECTIONS;

import dev.holdfast.TenantScope;
import dev.holdfast.deletion.Deletion;
import dev.holdfast.error.ForeignKeyViolationException;
import dev.holdfast.error.RowDeletedException;
import dev.holdfast.examples.support.ExampleDatabase;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.query.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Rows are deleted, with what goes with them, and still seen by who asks for them. */
public final class SoftDeleteMain {

    private SoftDeleteMain() {}

    public static void main(String[] args) {
        try (var database = Magazine.open()) {
            var acme = database.holdfast().tenant(ExampleDatabase.ACME).actor("user-7");
            UUID ann = Magazine.author(acme, "Ann");
            delete(
                    acme,
                    ann,
                    Magazine.articles(acme, ann, "rain", "sun", "wind").get(0));
            look(acme, ann);
            sqlObject(acme);
        }
    }

    private static void delete(TenantScope acme, UUID ann, UUID rain) {
        // region:delete
        Deletion one = acme.because("a duplicate")
                .deleteFrom(ARTICLES)
                .where(ARTICLES.id.eq(rain))
                .execute();
        Deletion all = acme.because("left the magazine")
                .deleteFrom(AUTHORS)
                .where(AUTHORS.id.eq(ann))
                .expectOne(); // exactly one author, or an exception
        long articles = all.count(ARTICLES);
        // endregion:delete
        System.out.println("Deleted: " + one.counts() + "; then " + all.counts() + ", which is " + articles
                + " articles; again: "
                + acme.deleteFrom(AUTHORS).where(AUTHORS.id.eq(ann)).execute().counts());
        Magazine.articles(acme, Magazine.author(acme, "Bob"), "snow");
        try {
            // region:restrict
            acme.deleteFrom(SECTIONS).where(SECTIONS.code.eq("news")).execute(); // refused: it has live articles
            // endregion:restrict
        } catch (ForeignKeyViolationException refused) {
            System.out.println("A section with live articles: " + refused.sqlState() + " by " + refused.constraint());
        }
    }

    private static void look(TenantScope acme, UUID ann) {
        // region:look
        long live = acme.from(ARTICLES).count();
        long all = acme.from(ARTICLES).withDeleted().count();
        List<Row> trash = acme.from(ARTICLES)
                .deletedSince(Instant.now().minus(Duration.ofDays(7)))
                .orderBy(ARTICLES.deletedAt().desc())
                .list();
        // endregion:look
        System.out.println("Live " + live + " of " + all);
        trash.forEach(row -> System.out.println("In the trash: " + row.get(ARTICLES.title) + ", by "
                + row.get(ARTICLES.deletedBy()) + ": " + row.get(ARTICLES.deleteReason())));
        // region:join
        var author = AUTHORS.withDeleted().alias("author");
        List<String> gone = acme.from(ARTICLES)
                .onlyDeleted()
                .join(author, author.of(AUTHORS.id).eq(ARTICLES.authorId))
                .map(row -> row.get(ARTICLES.title) + " by " + row.get(author.of(AUTHORS.name)))
                .list();
        // endregion:join
        System.out.println("Deleted, with authors: " + gone.size());
        try {
            // region:update
            acme.update(AUTHORS)
                    .set(AUTHORS.name, "Anna")
                    .where(AUTHORS.id.eq(ann))
                    .expectOne(); // execute() would give 0
            // endregion:update
        } catch (RowDeletedException e) {
            System.out.println("An update of a deleted row: deleted before now: "
                    + e.deletedAt().isBefore(Instant.now()) + ", restore("
                    + e.deletionId().version() + ")");
        }
    }

    private static void sqlObject(JdbiTenantScope acme) {
        UUID cid = Magazine.author(acme, "Cid");
        UUID id = Magazine.articles(acme, cid, "fog", "hail").get(0);
        // region:sqlobject
        List<ArticleDao.Gone> gone = acme.because("spam").withSqlObject(ArticleDao.class, dao -> {
            Deletion fog = dao.deleteById(id); // as by deleteFrom
            dao.deleteBySlug("hail"); // as in any SQL client
            dao.restoreById(id);
            return dao.findDeleted(); // the last one first
        });
        // endregion:sqlobject
        System.out.println("By SQL: " + gone.get(0).title() + ", " + gone.get(0).deletedBy() + ", "
                + gone.get(0).deleteReason());
    }
}
