package dev.holdfast.examples.quickstart;

import java.time.Instant;
import java.util.List;

/**
 * A commit as it can be stored.
 *
 * @param author who wrote it
 * @param committedAt the committer's time
 * @param parents the ids of its parents: none for a root, several for a merge
 */
record GitCommit(String sha, Author author, Instant committedAt, String subject, String message, List<String> parents) {

    /** A name with an e-mail address, each empty where git has none. */
    record Author(String name, String email) {}
}
