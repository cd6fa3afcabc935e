package dev.holdfast.liquibase;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** A call of append_events in SQL: one event to article/a, where nothing else is said. */
final class Append {
    private static final Map<String, String> ONE_EVENT = Map.ofEntries(
            Map.entry("categories", "array['article']"),
            Map.entry("streams", "array['a']"),
            Map.entry("expected", "array[null]::bigint[]"),
            Map.entry("targets", "'{}'"),
            Map.entry("ids", "array[gen_random_uuid()]"),
            Map.entry("types", "array['Drafted']"),
            Map.entry("schema_versions", "array[1]"),
            Map.entry("data", "array['{}']"),
            Map.entry("metadata", "'{}'"),
            Map.entry("cell_events", "'{}'"),
            Map.entry("members", "'{}'"),
            Map.entry("subjects", "'{}'"),
            Map.entry("cells", "'{}'"));

    private final Map<String, String> arguments;

    private Append(Map<String, String> arguments) {
        this.arguments = arguments;
    }

    static Append event() {
        return new Append(ONE_EVENT);
    }

    /** Two events, to the streams a and b. */
    static Append toTwoStreams() {
        return events(2)
                .with("categories", "array['article', 'article']")
                .with("streams", "array['a', 'b']")
                .with("expected", "array[null, null]::bigint[]")
                .with("targets", "array[1, 2]");
    }

    /** So many events to stream a. */
    static Append events(int count) {
        String series = " from generate_series(1, " + count + "))";
        return event().with("ids", "array(select gen_random_uuid()" + series)
                .with("types", "array(select 'Drafted'" + series)
                .with("schema_versions", "array(select 1" + series)
                .with("data", "array(select '{}'" + series);
    }

    /** One event with a member of somebody's, encrypted by a key of this id. */
    static Append personal(int key) {
        return event().with("cell_events", "array[1]")
                .with("members", "array['email']")
                .with("subjects", "array['bob']")
                .with("cells", "array[" + Cells.encrypted(key) + "]");
    }

    Append with(String argument, String sql) {
        if (!ONE_EVENT.containsKey(argument)) {
            throw new IllegalArgumentException(argument);
        }
        Map<String, String> changed = new LinkedHashMap<>(arguments);
        changed.put(argument, sql);
        return new Append(changed);
    }

    /** The query of some of what the function gives. */
    String select(String columns) {
        return "select " + columns + " from holdfast.append_events("
                + arguments.entrySet().stream()
                        .map(argument -> argument.getKey() + " => " + argument.getValue())
                        .collect(Collectors.joining(", "))
                + ")";
    }
}
