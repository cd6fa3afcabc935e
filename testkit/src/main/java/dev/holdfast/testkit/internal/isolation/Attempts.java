package dev.holdfast.testkit.internal.isolation;

import dev.holdfast.testkit.IsolationReport.Entry;
import dev.holdfast.testkit.IsolationReport.Outcome;
import dev.holdfast.testkit.TestkitException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes attempts one after another, and seeds anew after each that was a breach. */
public final class Attempts {

    private Attempts() {}

    /** Stores what attempts are made on. */
    @FunctionalInterface
    public interface Seeding<T> {
        T fresh() throws SQLException;
    }

    /** One entry for each attempt, in their order. */
    public static <T extends Target> List<Entry> run(List<Attempt<T>> attempts, T first, Seeding<T> seeding)
            throws SQLException {
        List<Entry> entries = new ArrayList<>();
        @Nullable T target = first;
        for (Attempt<T> attempt : attempts) {
            Verdict verdict = target == null
                    ? Verdict.notTried("no row could be seeded after the breach before")
                    : attempt.verdictOn(target);
            entries.add(attempt.entry(first.table(), first.named(attempt.name()), verdict));
            if (verdict.outcome() == Outcome.BREACHED) {
                target = freshOrNull(seeding);
            }
        }
        return entries;
    }

    private static <T> @Nullable T freshOrNull(Seeding<T> seeding) {
        try {
            return seeding.fresh();
        } catch (TestkitException | SQLException | Verdict.Untried e) {
            return null;
        }
    }
}
