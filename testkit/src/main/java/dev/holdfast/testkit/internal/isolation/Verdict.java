package dev.holdfast.testkit.internal.isolation;

import dev.holdfast.error.DatabaseException;
import dev.holdfast.error.StatementException;
import dev.holdfast.error.TenantRequiredException;
import dev.holdfast.testkit.IsolationReport.Outcome;
import dev.holdfast.testkit.TestkitException;
import java.sql.SQLException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What came of an attempt, in words without values. */
public record Verdict(Outcome outcome, String observed) {

    public static final String DENIED = "42501";
    public static final String UNIQUE = "23505";

    /** There is no way to try. */
    public static final class Untried extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public Untried(String why) {
            super(why);
        }
    }

    /** An attempt that counts what it reached. */
    @FunctionalInterface
    public interface Counting {
        long run() throws Exception;
    }

    public static Verdict held(String observed) {
        return new Verdict(Outcome.HELD, observed);
    }

    public static Verdict breached(String observed) {
        return new Verdict(Outcome.BREACHED, observed);
    }

    public static Verdict notTried(String why) {
        return new Verdict(Outcome.NOT_TRIED, why);
    }

    /** Holds where no row was reached. */
    public static Verdict nothing(long rows) {
        return rows == 0 ? held("0 rows") : breached(rows + " of the other tenant's rows reached");
    }

    /** Holds where exactly the own rows were reached. */
    public static Verdict onlyOwn(long reached, long own) {
        return reached == own
                ? held("own rows only")
                : breached(reached + " rows reached, of which " + own + " are the tenant's own");
    }

    /** Holds where PostgreSQL refuses with one of these codes, or the library before it sends anything. */
    public static Verdict refused(Counting attempt, String... states) {
        try {
            return breached("went through, with " + attempt.run() + " rows");
        } catch (TestkitException e) {
            throw e;
        } catch (Untried e) {
            return notTried(String.valueOf(e.getMessage()));
        } catch (StatementException | TenantRequiredException e) {
            return held("refused by the library");
        } catch (Exception e) {
            String state = stateOf(e);
            return state != null && Arrays.asList(states).contains(state)
                    ? held("refused, " + state)
                    : breached("stopped by " + describe(e) + ", not by the fence (" + String.join(", ", states) + ")");
        }
    }

    /** What an unexpected error means: a lack of privileges stops as well as a policy does. */
    public static Verdict of(Exception e) {
        return DENIED.equals(stateOf(e))
                ? held("refused, " + DENIED)
                : new Verdict(Outcome.UNCLEAR, "failed with " + describe(e));
    }

    /** True where a foreign key or a unique key stopped a write to all rows before it could be counted. */
    public static boolean stoppedByKey(Throwable thrown) {
        String state = stateOf(thrown);
        return "23503".equals(state) || "23001".equals(state) || UNIQUE.equals(state);
    }

    public static @Nullable String stateOf(Throwable thrown) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (t instanceof DatabaseException database) {
                return database.sqlState();
            }
            if (t instanceof SQLException sql && sql.getSQLState() != null) {
                return sql.getSQLState();
            }
        }
        return null;
    }

    /** The code or the class: a message may hold values. */
    private static String describe(Throwable thrown) {
        String state = stateOf(thrown);
        return state == null ? thrown.getClass().getSimpleName() : state;
    }
}
