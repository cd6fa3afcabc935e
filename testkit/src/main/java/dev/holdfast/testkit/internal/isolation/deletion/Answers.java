package dev.holdfast.testkit.internal.isolation.deletion;

import dev.holdfast.testkit.IsolationReport.Entry;
import dev.holdfast.testkit.IsolationReport.Outcome;
import dev.holdfast.testkit.IsolationReport.Way;
import dev.holdfast.testkit.SoftDeleteIsolation.Shape;
import dev.holdfast.testkit.TestkitException;
import dev.holdfast.testkit.internal.isolation.Verdict;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the registered queries return before a row is stored, while it is live, and once it is hidden. A seeder stores the
 * rows that its own refers to as well, and those stay: where they change an answer, the test is one more row like the
 * hidden one, which must change nothing.
 */
final class Answers {

    private final DeletionTrial trial;
    private final Map<String, Shape> queries;
    private final Set<String> answered = new LinkedHashSet<>();

    Answers(DeletionTrial trial, Map<String, Shape> queries) {
        this.trial = trial;
        this.queries = queries;
    }

    private static String named(String query) {
        return "query \"" + query + "\"";
    }

    /** One entry for each query that the table has to do with. */
    List<Entry> compare(Hiding how) throws SQLException {
        if (queries.isEmpty()) {
            return List.of();
        }
        Map<String, Object> before = all();
        if (!before.equals(all())) {
            requireSame(before);
        }
        Hidden hidden = trial.live(how);
        Map<String, Object> live = all();
        try {
            trial.hide(hidden);
        } catch (Verdict.Untried e) {
            return List.of(); // the attempts say so
        }
        Map<String, Object> after = all();
        List<Entry> entries = new ArrayList<>();
        Map<String, Object> again = new LinkedHashMap<>();
        for (String query : queries.keySet()) {
            boolean seen = !same(before, live, query);
            if (seen) {
                answered.add(query);
            }
            if (same(before, after, query)) {
                if (seen) {
                    entries.add(entry(how, query, Verdict.held("as before")));
                }
                continue;
            }
            if (again.isEmpty()) {
                try {
                    Fresh.store(hidden);
                } catch (Verdict.Untried | SQLException e) {
                    entries.add(entry(how, query, unclear(e)));
                    continue;
                }
                again.putAll(all());
            }
            entries.add(entry(
                    how,
                    query,
                    same(after, again, query)
                            ? Verdict.held("as before, but for the rows that it refers to")
                            : Verdict.breached("the deleted row changes what it returns")));
        }
        return entries;
    }

    private static boolean same(Map<String, Object> one, Map<String, Object> other, String query) {
        return java.util.Objects.equals(one.get(query), other.get(query));
    }

    private static Verdict unclear(Exception e) {
        return new Verdict(
                Outcome.UNCLEAR,
                "returns something else than before, and whether that is for the rows that the deleted one refers to"
                        + " can't be told (" + (e instanceof Verdict.Untried ? e.getMessage() : Verdict.stateOf(e))
                        + "): let the seeder refer to rows that were there");
    }

    private void requireSame(Map<String, Object> before) {
        Map<String, Object> now = all();
        for (String query : queries.keySet()) {
            if (!same(before, now, query)) {
                throw new TestkitException(
                        named(query),
                        "it doesn't return the same twice, so nothing can be told from it",
                        "Return rows, or values that have equals, and nothing that depends on the time");
            }
        }
    }

    private Map<String, Object> all() {
        Map<String, Object> answers = new LinkedHashMap<>();
        queries.forEach((name, query) -> answers.put(name, answer(name, query)));
        return answers;
    }

    private Object answer(String name, Shape query) {
        try {
            return Comparison.of(named(name), query.run(trial.scope()));
        } catch (TestkitException e) {
            throw e;
        } catch (Exception e) {
            return "failed with " + e.getClass().getName();
        }
    }

    private static Entry entry(Hiding how, String query, Verdict verdict) {
        return new Entry(
                how.table().qualifiedName(), how.named(named(query)), Way.DSL, verdict.outcome(), verdict.observed());
    }

    /** The queries that no row made a difference to: they prove nothing. */
    List<Entry> withoutAnswer() {
        return queries.keySet().stream()
                .filter(query -> !answered.contains(query))
                .map(query -> new Entry(
                        "all tables",
                        named(query),
                        Way.DSL,
                        Outcome.NOT_TRIED,
                        "never saw the live row: nothing that the seeders store is in what it returns"))
                .toList();
    }
}
