package dev.holdfast.testkit.internal;

import java.util.Map;
import java.util.Optional;

/** One place that PostgreSQL can come from. */
public interface PostgresSource {
    /** Its name in {@code -Dholdfast.postgres.source}. */
    String name();

    /** Why it can't be used here, in a clause; empty when it can. Answers within about a second. */
    Optional<String> whyNot();

    /**
     * Starts the server, or connects to it.
     *
     * @param settings server settings by name, such as {@code fsync} to {@code on}
     */
    RunningPostgres start(Map<String, String> settings);
}
