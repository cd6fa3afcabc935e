package dev.holdfast.examples.softdelete;

import static dev.holdfast.examples.softdelete.Articles.ARTICLES;
import static dev.holdfast.examples.softdelete.Authors.AUTHORS;
import static dev.holdfast.examples.softdelete.Likes.LIKES;
import static dev.holdfast.examples.softdelete.Payments.PAYMENTS;
import static java.util.stream.Collectors.joining;

import dev.holdfast.TenantScope;
import dev.holdfast.deletion.Conflict;
import dev.holdfast.deletion.Conflict.ParentDeleted;
import dev.holdfast.deletion.Conflict.UniqueConflict;
import dev.holdfast.deletion.Deletion;
import dev.holdfast.deletion.RestoreResult;
import dev.holdfast.deletion.RestoreResult.Refused;
import dev.holdfast.deletion.RestoreResult.Restored;
import dev.holdfast.examples.support.ExampleDatabase;
import dev.holdfast.query.OnConflict;
import java.util.List;
import java.util.UUID;

/** Exactly the rows of a deletion come back, or none of them and the reasons. */
public final class RestoreMain {

    private RestoreMain() {}

    public static void main(String[] args) {
        try (var database = Magazine.open()) {
            TenantScope acme = database.holdfast().tenant(ExampleDatabase.ACME).actor("user-7");
            UUID ann = Magazine.author(acme, "Ann");
            List<UUID> articles = Magazine.articles(acme, ann, "rain", "sun", "wind");
            Magazine.likes(acme, articles);
            UUID rain = articles.get(0);
            exactly(acme, ann, rain);
            parents(acme, ann, rain);
            conflict(acme, rain);
            upsert(acme);
        }
    }

    private static void exactly(TenantScope acme, UUID ann, UUID rain) {
        acme.deleteFrom(ARTICLES).where(ARTICLES.id.eq(rain)).execute();
        Deletion gone = acme.deleteFrom(AUTHORS).where(AUTHORS.id.eq(ann)).execute();
        System.out.println("Without their author: " + acme.from(LIKES).count() + " likes, "
                + acme.from(PAYMENTS).count() + " payment");
        // region:restore
        RestoreResult result = acme.restore(gone); // or restoring(gone.id()).execute(), where the id was kept
        // endregion:restore
        System.out.println(told(result) + "; still deleted: "
                + acme.from(ARTICLES).onlyDeleted().values(ARTICLES.title).list());
    }

    private static void parents(TenantScope acme, UUID ann, UUID rain) {
        acme.deleteFrom(AUTHORS).where(AUTHORS.id.eq(ann)).execute();
        // region:parents
        RestoreResult alone = acme.restore(ARTICLES).where(ARTICLES.id.eq(rain)).execute();
        RestoreResult planned =
                acme.restore(ARTICLES).where(ARTICLES.id.eq(rain)).withParents().dryRun(); // changes nothing
        // endregion:parents
        System.out.println(told(alone));
        System.out.println(told(planned));
        RestoreResult both =
                acme.restore(ARTICLES).where(ARTICLES.id.eq(rain)).withParents().execute();
        System.out.println("Restored: " + both.isRestored() + ". Live: "
                + acme.from(ARTICLES).values(ARTICLES.title).list());
    }

    private static void conflict(TenantScope acme, UUID rain) {
        Deletion gone = acme.deleteFrom(ARTICLES).where(ARTICLES.id.eq(rain)).execute();
        Magazine.articles(acme, Magazine.author(acme, "Bob"), "rain");
        System.out.println(told(acme.restore(gone)));
    }

    // region:told
    private static String told(RestoreResult result) {
        if (result instanceof Restored restored) {
            return (restored.dryRun() ? "Would restore " : "Restored ") + restored.counts();
        }
        if (result instanceof Refused refused) { // every row that can't come back, with what is in its way
            return refused.conflicts().stream().map(RestoreMain::told).collect(joining("; ", "Refused: ", ""));
        }
        return "There was nothing to restore";
    }

    private static String told(Conflict conflict) {
        if (conflict instanceof UniqueConflict taken) { // taken.row() and taken.holder() have the keys of both
            return "the " + String.join(", ", taken.columns()) + " of a row of "
                    + taken.row().table() + " is taken";
        }
        ParentDeleted orphan = (ParentDeleted) conflict;
        return orphan.column() + " of a row of " + orphan.row().table() + " names a deleted row of "
                + orphan.parent().table();
    }
    // endregion:told

    private static void upsert(TenantScope acme) {
        UUID author = Magazine.author(acme, "Cid");
        UUID fog = Magazine.articles(acme, author, "fog").get(0);
        acme.deleteFrom(ARTICLES).where(ARTICLES.id.eq(fog)).execute();
        // region:upsert
        UUID revived = acme.insertInto(ARTICLES, row -> row.set(ARTICLES.id, UUID.randomUUID())
                        .set(ARTICLES.authorId, author)
                        .set(ARTICLES.section, "news")
                        .set(ARTICLES.slug, "fog")
                        .set(ARTICLES.title, "Fog again"))
                .onConflict(OnConflict.on(ARTICLES.slug).update(ARTICLES.title).reviving())
                .returning(ARTICLES.id)
                .map(row -> row.get(ARTICLES.id))
                .one();
        // endregion:upsert
        System.out.println("The upsert revived it: " + revived.equals(fog));
    }
}
