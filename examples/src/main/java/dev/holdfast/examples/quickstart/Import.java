package dev.holdfast.examples.quickstart;

import static dev.holdfast.examples.quickstart.Authors.AUTHORS;
import static dev.holdfast.examples.quickstart.Commits.COMMITS;

import dev.holdfast.TenantScope;
import dev.holdfast.crypto.Normalization;
import dev.holdfast.examples.quickstart.GitCommit.Author;
import dev.holdfast.examples.quickstart.GitHistory.UnreadableException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.IntConsumer;

/** Writes a history for one tenant: a transaction for each thousand commits, with the authors that are new in it. */
final class Import {

    private static final int BATCH = 1000;

    private final TenantScope tenant;
    private final IntConsumer progress;
    private final Map<Author, UUID> known = new HashMap<>();
    private final List<Author> newAuthors = new ArrayList<>();
    private final List<GitCommit> batch = new ArrayList<>(BATCH);
    private int written;

    /**
     * An import.
     *
     * @param progress is told how many commits are stored so far
     */
    Import(TenantScope tenant, IntConsumer progress) {
        this.tenant = tenant;
        this.progress = progress;
    }

    void run(GitHistory history) throws UnreadableException {
        history.forEach(this::add);
        flush();
    }

    private void add(GitCommit commit) {
        if (known.putIfAbsent(keyOf(commit.author()), UUID.randomUUID()) == null) {
            newAuthors.add(commit.author());
        }
        batch.add(commit);
        if (batch.size() == BATCH) {
            flush();
        }
    }

    private void flush() {
        if (batch.isEmpty()) {
            return;
        }
        tenant.useTransaction(tx -> {
            if (!newAuthors.isEmpty()) {
                tx.insertInto(AUTHORS)
                        .rows(newAuthors, (row, author) -> row.set(AUTHORS.id, idOf(author))
                                .set(AUTHORS.name, author.name())
                                .set(AUTHORS.email, author.email()))
                        .execute();
            }
            // region:bulk
            tx.insertInto(COMMITS)
                    .rows(batch, (row, commit) -> row.set(COMMITS.sha, commit.sha())
                            .set(COMMITS.authorId, idOf(commit.author()))
                            .set(COMMITS.committedAt, commit.committedAt())
                            .set(COMMITS.subject, commit.subject())
                            .set(COMMITS.message, commit.message())
                            .set(COMMITS.parents, commit.parents()))
                    .execute();
            // endregion:bulk
        });
        written += batch.size();
        batch.clear();
        newAuthors.clear();
        progress.accept(written);
    }

    /** The id under which an author was stored. */
    UUID idOf(Author author) {
        return Objects.requireNonNull(known.get(keyOf(author)));
    }

    /** Addresses that the blind index takes for one are one. */
    private static Author keyOf(Author author) {
        return new Author(author.name(), Normalization.CASE_FOLDED.apply(author.email()));
    }

    int commits() {
        return written;
    }

    int authors() {
        return known.size();
    }
}
