package dev.holdfast.jdbi.internal.session;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The texts of statements with what goes around them, for statements that come again: one string instead of a new copy
 * each time, which the driver also finds its prepared statement by faster. Thread-safe; holds a bounded number of
 * bounded texts.
 */
final class FramedTexts {

    private static final int MAX_LENGTH = 4_000;
    private static final int MAX_STATEMENTS = 500;
    private static final int MAX_FRAMES = 32;

    /** By the text before, then by the statement. */
    private final Map<String, Map<String, String>> known = new ConcurrentHashMap<>();

    String of(Frame frame, String sql) {
        if (frame.before().isEmpty() && frame.after().isEmpty()) {
            return sql;
        }
        if (!frame.after().equals(Frame.COMMIT) || sql.length() > MAX_LENGTH) {
            return frame.before() + sql + frame.after();
        }
        Map<String, String> statements = known.get(frame.before());
        String framed = statements == null ? null : statements.get(sql);
        return framed == null ? add(frame, sql) : framed;
    }

    private String add(Frame frame, String sql) {
        String framed = frame.before() + sql + frame.after();
        if (known.size() < MAX_FRAMES || known.containsKey(frame.before())) {
            Map<String, String> statements = known.computeIfAbsent(frame.before(), key -> new ConcurrentHashMap<>());
            if (statements.size() < MAX_STATEMENTS) {
                statements.put(sql, framed);
            }
        }
        return framed;
    }
}
