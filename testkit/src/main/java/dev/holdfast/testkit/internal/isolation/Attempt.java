package dev.holdfast.testkit.internal.isolation;

import dev.holdfast.table.Table;
import dev.holdfast.testkit.IsolationReport.Entry;
import dev.holdfast.testkit.IsolationReport.Way;
import dev.holdfast.testkit.TestkitException;
import java.sql.SQLException;
import java.util.Objects;

/**
 * Something that is tried on a row.
 *
 * @param <T> what it is tried on
 */
public record Attempt<T extends Target>(String name, Way way, Body<T> body) {

    /** Tries it. */
    @FunctionalInterface
    public interface Body<T> {
        Verdict run(T target) throws Exception;
    }

    public static <T extends Target> Attempt<T> dsl(String name, Body<T> body) {
        return new Attempt<>(name, Way.DSL, body);
    }

    public static <T extends Target> Attempt<T> sql(String name, Body<T> body) {
        return new Attempt<>(name, Way.SQL, body);
    }

    /** Whatever the attempt itself says: a row that isn't as it was is a breach. */
    Verdict verdictOn(T target) throws SQLException {
        String before = target.state();
        if (before == null) {
            return Verdict.breached(target.noun() + " is gone");
        }
        Verdict verdict;
        try {
            verdict = body.run(target);
        } catch (Verdict.Untried e) {
            verdict = Verdict.notTried(String.valueOf(e.getMessage()));
        } catch (TestkitException e) {
            throw e;
        } catch (Exception e) {
            verdict = Verdict.of(e);
        }
        String after = target.state();
        if (Objects.equals(before, after)) {
            return verdict;
        }
        return Verdict.breached(target.noun() + (after == null ? " is gone" : " was changed"));
    }

    /** What the report says of it. */
    public Entry entry(Table table, String named, Verdict verdict) {
        return new Entry(table.qualifiedName(), named, way, verdict.outcome(), verdict.observed());
    }
}
