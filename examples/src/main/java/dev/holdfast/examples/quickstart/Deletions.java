package dev.holdfast.examples.quickstart;

import static dev.holdfast.examples.quickstart.Authors.AUTHORS;
import static dev.holdfast.examples.quickstart.Commits.COMMITS;
import static java.util.stream.Collectors.joining;

import dev.holdfast.deletion.Conflict.UniqueConflict;
import dev.holdfast.deletion.Deletion;
import dev.holdfast.deletion.PurgeReport;
import dev.holdfast.deletion.RestoreResult;
import dev.holdfast.deletion.RestoreResult.Refused;
import dev.holdfast.deletion.RestoreResult.Restored;
import dev.holdfast.deletion.RowKey;
import dev.holdfast.deletion.TableCounts;
import dev.holdfast.error.AccessDeniedException;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.query.PlainStatement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/** Deletes an author with all commits, restores exactly them, can't do it again, and looks at what a purge would remove. */
final class Deletions {

    private final JdbiTenantScope tenant;
    private final Screen screen;
    private final NewestAuthor author;

    /** Works on the author of the newest commit. */
    Deletions(JdbiTenantScope tenant, Screen screen) {
        this.tenant = tenant;
        this.screen = screen;
        this.author = NewestAuthor.of(tenant);
    }

    /** Shows everything; true where all of it was as promised. */
    boolean show() throws Exception {
        return exactly() & conflict() & purge();
    }

    private boolean exactly() throws Exception {
        String first = tenant.from(COMMITS)
                .where(COMMITS.authorId.eq(author.id()))
                .orderBy(COMMITS.committedAt.asc(), COMMITS.sha.asc())
                .limit(1)
                .values(COMMITS.sha)
                .one();
        // region:delete
        Deletion older = tenant.because("imported twice")
                .deleteFrom(COMMITS)
                .where(COMMITS.sha.eq(first))
                .execute();
        Deletion gone = tenant.because("asked to be forgotten")
                .deleteFrom(AUTHORS)
                .where(AUTHORS.id.eq(author.id()))
                .expectOne();
        // endregion:delete
        long left = commits();
        // region:restore
        RestoreResult result = tenant.restore(gone);
        List<String> stillDeleted =
                tenant.from(COMMITS).onlyDeleted().values(COMMITS.sha).list();
        // endregion:restore
        screen.heading("7. An author is deleted with all commits, and comes back");
        screen.line("Deleted before, as imported twice: " + shown(older.counts()) + String.format(", %.7s", first));
        screen.line("Deleted now, " + author.name() + ": " + shown(gone.counts()) + "; live commits left: " + left);
        screen.line("Restored: " + (result instanceof Restored back ? shown(back.counts()) : "not, " + result));
        screen.line("Still deleted: "
                + stillDeleted.stream().map(sha -> String.format("%.7s", sha)).collect(joining(", ")));
        screen.proof("A deletion has an id, which the author and the commits share. Restoring brings back exactly"
                + " those: what was deleted before stays deleted. Each is one round trip, counts and all.");
        return result instanceof Restored restored
                && restored.counts().equals(gone.counts())
                && gone.count(AUTHORS) == 1
                && left == 0
                && stillDeleted.equals(List.of(first));
    }

    private long commits() {
        return tenant.from(COMMITS).where(COMMITS.authorId.eq(author.id())).count();
    }

    private boolean conflict() {
        Deletion gone =
                tenant.deleteFrom(AUTHORS).where(AUTHORS.id.eq(author.id())).expectOne();
        UUID newcomer = UUID.randomUUID();
        tenant.insertInto(AUTHORS, row -> row.set(AUTHORS.id, newcomer)
                        .set(AUTHORS.name, author.name())
                        .set(AUTHORS.email, author.email()))
                .execute();
        RestoreResult result = tenant.restore(gone);
        screen.heading("8. The author is deleted again, and somebody else takes name and address");
        if (!(result instanceof Refused refused)) {
            screen.line("Restored all the same: " + result);
            return false;
        }
        for (UniqueConflict taken : refused.uniqueConflicts()) {
            screen.line("Not restored: " + shown(taken.row()) + ", since " + String.join(" and ", taken.columns())
                    + " are now those of " + shown(taken.holder()));
        }
        screen.line("Live commits of the author: " + commits());
        screen.proof("A restoration is all or nothing, and its result says which row can't come back, by which key, and"
                + " who has the values now. Unique keys count live rows only, so the newcomer was free to take them.");
        return refused.uniqueConflicts().size() == 1
                && refused.uniqueConflicts().get(0).holder().value().equals(newcomer)
                && commits() == 0;
    }

    private static String shown(RowKey key) {
        return one(key.table()) + " " + String.format("%.8s", key.value());
    }

    private static String one(String table) {
        return table.replaceAll("s$", "");
    }

    private static String shown(TableCounts counts) {
        return counts.byTable().entrySet().stream()
                .map(each -> QuickstartMain.counted(each.getValue(), one(each.getKey())))
                .collect(Collectors.collectingAndThen(joining(" and "), text -> text.isEmpty() ? "nothing" : text));
    }

    private boolean purge() {
        long before = tenant.from(COMMITS).onlyDeleted().count();
        // region:purge
        PurgeReport due = tenant.purge(AUTHORS).olderThan(Duration.ofDays(30)).dryRun();
        PurgeReport all = tenant.purge(AUTHORS).olderThan(Duration.ZERO).dryRun();
        // endregion:purge
        long after = tenant.from(COMMITS).onlyDeleted().count();
        String refusal = deleteForGood();
        screen.heading("9. What would a purge remove for good? A dry run tells");
        screen.line("Deleted 30 days ago or before: " + shown(due.purged()));
        screen.line("Deleted at any time: " + shown(all.purged()) + "; held back: " + (all.held() + all.blocked()));
        screen.line("The application tries 'delete from commits': " + refusal);
        screen.proof("A purge takes a row with all that is below it, children first, or not at all. It goes through"
                + " functions of PostgreSQL alone: the application's role has no right to delete.");
        return due.purged().total() == 0
                && all.purged().of(AUTHORS) == 1
                && all.purged().of(COMMITS) == before
                && before == after
                && refusal.contains("42501");
    }

    private String deleteForGood() {
        try {
            tenant.execute(PlainStatement.of("delete from commits"));
            return "gone!";
        } catch (AccessDeniedException refused) {
            return "refused, SQLSTATE " + refused.sqlState();
        }
    }
}
