package dev.holdfast.examples.quickstart;

import static dev.holdfast.examples.quickstart.Authors.AUTHORS;
import static dev.holdfast.examples.quickstart.Commits.COMMITS;

import dev.holdfast.TenantScope;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** A tenant without a repository, and with a few rows of its own. */
final class Neighbour {

    static final int COMMITS_WRITTEN = 2;

    private Neighbour() {}

    static void movesIn(TenantScope neighbour) {
        neighbour.useTransaction(tx -> {
            UUID author = tx.insertInto(AUTHORS, row -> row.set(AUTHORS.id, UUID.randomUUID())
                            .set(AUTHORS.name, "Nina Neighbour")
                            .set(AUTHORS.email, "nina@example.org"))
                    .returning(AUTHORS.id)
                    .map(row -> row.get(AUTHORS.id))
                    .one();
            for (int i = 1; i <= COMMITS_WRITTEN; i++) {
                String sha = "%040d".formatted(i);
                String subject = "The neighbour's commit " + i;
                tx.insertInto(COMMITS, row -> row.set(COMMITS.sha, sha)
                                .set(COMMITS.authorId, author)
                                .set(COMMITS.committedAt, Instant.EPOCH)
                                .set(COMMITS.subject, subject)
                                .set(COMMITS.message, subject)
                                .set(COMMITS.parents, List.of()))
                        .execute();
            }
        });
    }
}
