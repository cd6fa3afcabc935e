package dev.holdfast.examples.quickstart;

import static dev.holdfast.examples.quickstart.Authors.AUTHORS;
import static dev.holdfast.examples.quickstart.Commits.COMMITS;

import dev.holdfast.audit.AuditAction;
import dev.holdfast.audit.AuditEntry;
import dev.holdfast.audit.RevertConflict.ValueDiffers;
import dev.holdfast.audit.RevertResult;
import dev.holdfast.audit.RevertResult.Refused;
import dev.holdfast.history.SnapshotToken;
import dev.holdfast.history.Version;
import dev.holdfast.jdbi.JdbiTenantScope;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** What PostgreSQL has recorded meanwhile: one commit's life, everything as it was after the import, and a change that is taken back. */
final class Records {

    private static final int LONGEST = 120;

    private final JdbiTenantScope tenant;
    private final Screen screen;
    private final SnapshotToken imported;
    private final long importedCommits;

    Records(JdbiTenantScope tenant, Screen screen) {
        this.tenant = tenant;
        this.screen = screen;
        // region:token
        this.imported = tenant.history().token(); // a text, kept where you like
        // endregion:token
        this.importedCommits = tenant.from(COMMITS).count();
    }

    /** Shows everything; true where all of it was as promised. */
    boolean show() {
        return life() & asOf() & reverted();
    }

    private boolean life() {
        String sha = tenant.audit()
                .of(COMMITS)
                .actions(AuditAction.SOFT_DELETE)
                .oldestFirst()
                .list(1)
                .get(0)
                .key()
                .get(0);
        // region:life
        List<AuditEntry> entries = tenant.audit().of(COMMITS, sha).oldestFirst().list(100);
        List<Version> versions = tenant.history(COMMITS).of(sha).list();
        // endregion:life
        screen.heading("18. One commit's life");
        entries.forEach(entry -> screen.line(shown(entry, sha)));
        screen.line("and as versions of the row:");
        for (Version version : versions) {
            screen.line("  " + version.action() + ", until " + (version.to() == null ? "now" : version.to()));
        }
        screen.proof(
                "Triggers have written it, whoever changed the row and by whatever statement. The message is in it as"
                        + " ciphertext alone.");
        return entries.size() >= 2
                && versions.size() == entries.size()
                && entries.stream().anyMatch(entry -> "imported twice"
                        .equals(entry.changeSet().reason()));
    }

    private boolean asOf() {
        var author = AUTHORS.alias("author");
        // region:as-of
        var then = tenant.from(COMMITS)
                .join(author, author.of(AUTHORS.id).eq(COMMITS.authorId))
                .asOf(imported) // both tables, at one moment
                .orderBy(COMMITS.sha.asc())
                .list();
        // endregion:as-of
        long now = tenant.from(COMMITS)
                .join(author, author.of(AUTHORS.id).eq(COMMITS.authorId))
                .count();
        screen.heading("19. Commits with their authors, as they were after the import");
        screen.line(String.format(
                "%6d  as of then, with %d authors",
                then.size(),
                then.stream()
                        .map(row -> row.get(author.of(AUTHORS.id)))
                        .distinct()
                        .count()));
        screen.line(String.format("%6d  now", now));
        screen.proof(
                "The same statement, of any moment. By a token it gives the same rows for ever, however late somebody else"
                        + " commits.");
        return then.size() == importedCommits && now < importedCommits;
    }

    private boolean reverted() {
        String sha = "1".repeat(40);
        UUID author = tenant.from(AUTHORS).limit(1).values(AUTHORS.id).one();
        tenant.insertInto(COMMITS, row -> row.set(COMMITS.sha, sha)
                        .set(COMMITS.authorId, author)
                        .set(COMMITS.committedAt, Instant.EPOCH)
                        .set(COMMITS.subject, "Writen by hand")
                        .set(COMMITS.message, "Writen by hand")
                        .set(COMMITS.parents, List.of()))
                .execute();
        String original = subject(sha);
        rename(tenant.actor("ann").because("a typo"), sha, "Mended by Ann");
        rename(tenant.actor("bob"), sha, "Mended by Bob");
        // region:revert
        AuditEntry anns = tenant.audit().of(COMMITS, sha).byActor("ann").first().orElseThrow();
        RevertResult first = tenant.audit().reverting(anns).execute();
        // endregion:revert
        screen.heading("20. Ann's change is to be taken back, but Bob has changed the same since");
        screen.line(shown(anns, sha));
        if (!(first instanceof Refused refused) || !(refused.conflicts().get(0) instanceof ValueDiffers differs)) {
            screen.line("Taken back all the same: " + first);
            return false;
        }
        screen.line(
                "Not taken back: " + differs.column() + " is " + differs.actual() + " and not " + differs.expected());
        AuditEntry bobs = tenant.audit().of(COMMITS, sha).byActor("bob").first().orElseThrow();
        boolean both = tenant.audit().reverting(bobs).execute().isReverted()
                && tenant.audit().reverting(anns).execute().isReverted();
        screen.line("Bob's taken back, then Ann's: " + cut(subject(sha)));
        screen.proof(
                "A change is taken back by another one, which is recorded as well: all of it or nothing, and what is in"
                        + " the way is named.");
        return both && subject(sha).equals(original);
    }

    private String subject(String sha) {
        return tenant.from(COMMITS)
                .where(COMMITS.sha.eq(sha))
                .values(COMMITS.subject)
                .one();
    }

    private static void rename(JdbiTenantScope scope, String sha, String subject) {
        scope.update(COMMITS)
                .set(COMMITS.subject, subject)
                .where(COMMITS.sha.eq(sha))
                .expectOne();
    }

    private static String shown(AuditEntry entry, String sha) {
        return cut(entry.toString().replace(sha, sha.substring(0, 7)));
    }

    private static String cut(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }
}
