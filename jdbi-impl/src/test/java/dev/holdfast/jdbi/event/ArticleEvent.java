package dev.holdfast.jdbi.event;

import dev.holdfast.event.EventType;
import dev.holdfast.event.Personal;
import org.jspecify.annotations.Nullable;

/** The events of the tests' articles. */
public sealed interface ArticleEvent {

    @EventType("article-drafted")
    record Drafted(String title, int words) implements ArticleEvent {}

    @EventType("article-renamed")
    record Renamed(String title) implements ArticleEvent {}

    @EventType("article-published")
    record Published(long edition) implements ArticleEvent {}

    /** With a reader's personal data. */
    @EventType("article-commented")
    record Commented(
            String readerId,
            @Personal(subject = "readerId") @Nullable String email,

            @Personal(subject = "readerId", shredded = "\"(erased)\"")
            String text,

            String editorId,
            @Personal(subject = "editorId") @Nullable String note)
            implements ArticleEvent {}
}
