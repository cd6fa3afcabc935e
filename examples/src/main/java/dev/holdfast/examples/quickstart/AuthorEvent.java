package dev.holdfast.examples.quickstart;

import dev.holdfast.event.EventType;
import dev.holdfast.event.Personal;
import java.time.Instant;

/** What an author did. */
// region:events
sealed interface AuthorEvent {

    String FORGOTTEN = "(forgotten)";

    @EventType("author-joined")
    record Joined(
            String authorId,
            String name,

            @Personal(subject = "authorId", shredded = "\"" + FORGOTTEN + "\"")
            String email) // encrypted by the author's own key
            implements AuthorEvent {}

    @EventType("commit-made")
    record CommitMade(String sha, Instant committedAt, String subject) implements AuthorEvent {}

    @EventType("author-thanked")
    record Thanked(String by) implements AuthorEvent {}
}
// endregion:events
