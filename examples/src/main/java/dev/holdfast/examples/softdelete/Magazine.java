package dev.holdfast.examples.softdelete;

import static dev.holdfast.examples.softdelete.Articles.ARTICLES;
import static dev.holdfast.examples.softdelete.Authors.AUTHORS;
import static dev.holdfast.examples.softdelete.Likes.LIKES;
import static dev.holdfast.examples.softdelete.Payments.PAYMENTS;
import static dev.holdfast.examples.softdelete.Sections.SECTIONS;

import dev.holdfast.Session;
import dev.holdfast.examples.support.ExampleDatabase;
import dev.holdfast.table.Schema;
import java.util.List;
import java.util.UUID;

/** The magazine's tables, and some rows. */
public final class Magazine {

    public static final Schema SCHEMA = Schema.of(AUTHORS, SECTIONS, ARTICLES, LIKES, PAYMENTS);

    private Magazine() {}

    /** A magazine with a section and without authors. */
    public static ExampleDatabase open() {
        ExampleDatabase database = ExampleDatabase.with(SCHEMA);
        for (long tenant : new long[] {ExampleDatabase.ACME, ExampleDatabase.GLOBEX}) {
            database.holdfast()
                    .tenant(tenant)
                    .insertInto(SECTIONS, row -> row.set(SECTIONS.code, "news"))
                    .execute();
        }
        return database;
    }

    /** Stores an author with a payment. */
    public static UUID author(Session session, String name) {
        UUID id = UUID.randomUUID();
        session.insertInto(AUTHORS, row -> row.set(AUTHORS.id, id)
                        .set(AUTHORS.name, name)
                        .set(AUTHORS.email, name.toLowerCase(java.util.Locale.ROOT) + "@example.org"))
                .execute();
        session.insertInto(PAYMENTS, row -> row.set(PAYMENTS.authorId, id).set(PAYMENTS.cents, 5000))
                .execute();
        return id;
    }

    /** Stores an article for each slug. */
    public static List<UUID> articles(Session session, UUID author, String... slugs) {
        return session.insertInto(ARTICLES)
                .rows(List.of(slugs), (row, slug) -> row.set(ARTICLES.id, UUID.randomUUID())
                        .set(ARTICLES.authorId, author)
                        .set(ARTICLES.section, "news")
                        .set(ARTICLES.slug, slug)
                        .set(ARTICLES.title, "About " + slug))
                .returning(ARTICLES.id)
                .map(row -> row.get(ARTICLES.id))
                .list();
    }

    /** Stores a like of each article. */
    public static void likes(Session session, List<UUID> articles) {
        session.insertInto(LIKES)
                .rows(articles, (row, id) -> row.set(LIKES.articleId, id).set(LIKES.reader, "Rita"))
                .execute();
    }
}
