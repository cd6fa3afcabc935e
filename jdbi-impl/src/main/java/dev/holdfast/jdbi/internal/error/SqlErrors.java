package dev.holdfast.jdbi.internal.error;

import dev.holdfast.error.AccessDeniedException;
import dev.holdfast.error.ActorRefusedException;
import dev.holdfast.error.ConstraintViolationException;
import dev.holdfast.error.DatabaseException;
import dev.holdfast.error.DatabaseException.Refusal;
import dev.holdfast.error.DeadlockException;
import dev.holdfast.error.ForeignKeyViolationException;
import dev.holdfast.error.LockNotAvailableException;
import dev.holdfast.error.NoHistoryException;
import dev.holdfast.error.ReadOnlyException;
import dev.holdfast.error.SerializationFailureException;
import dev.holdfast.error.SnapshotTokenException;
import dev.holdfast.error.TimeoutException;
import dev.holdfast.error.TransactionFailedException;
import dev.holdfast.error.UniqueViolationException;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Turns PostgreSQL's refusals into exceptions. The server's detail line, and the messages of those classes of errors
 * that quote a value, go neither into the message nor into the cause.
 */
public final class SqlErrors {

    // Data exceptions (22) quote the value; integrity violations (23) say it in the detail; P0 is a trigger's own text.
    private static final Set<String> QUOTING_CLASSES = Set.of("22", "23", "P0");
    /** PostgreSQL's other ones, the driver's and Holdfast's: one that isn't among them was made up by a trigger, too. */
    private static final Set<String> OTHER_CLASSES = Set.of(
            ("00 01 02 03 07 08 09 0A 0B 0F 0L 0P 0Z 10 20 21 24 25 26 27 28 2B 2D 2F 34 38 39 3B 3D 3F 40 42 44 53 54 55"
                            + " 57 58 72 99 F0 HF HV XX ??")
                    .split(" "));
    /** Of Holdfast's own functions, whose words tell of no values. */
    private static final Set<String> PLAIN_STATES = Set.of("HF015", "HF016", "HF017", "HF018");
    /** Of an error that isn't PostgreSQL's. */
    private static final String UNKNOWN = "?????";

    private static final int SQL_SHOWN = 500;
    private static final Pattern OURS = Pattern.compile("\\bholdfast\\.(?!tenant_id\\b)[a-z_]+");
    /** How the names of foreign keys between live rows end. */
    private static final String LIVE_KEY = "_live";

    private SqlErrors() {}

    /**
     * The exception for a refusal.
     *
     * @param sql the statement, with marks instead of values; null where it isn't known
     */
    public static DatabaseException translate(SQLException error, @Nullable String sql) {
        ServerErrorMessage server = server(error);
        Refusal refusal = refusal(error, server);
        String state = refusal.sqlState();
        String message = withHint(describe(refusal, Causes.of(refusal, sql)), server, state) + shown(sql);
        SQLException cause = withoutValues(error, refusal);
        return switch (state) {
            case "23505" -> new UniqueViolationException(message, refusal, cause);
            case "23503", "23001" -> new ForeignKeyViolationException(message, refusal, cause);
            case "23502", "23514", "23P01" -> new ConstraintViolationException(message, refusal, cause);
            case "42501" -> new AccessDeniedException(message, refusal, cause);
            case "40001" -> new SerializationFailureException(message, refusal, cause);
            case "40P01" -> new DeadlockException(message, refusal, cause);
            case "55P03" -> new LockNotAvailableException(message, refusal, cause);
            case "57014", "25P03", "25P04" -> new TimeoutException(message, refusal, cause);
            case "25006" -> new ReadOnlyException(message, refusal, cause);
            case "25P02" -> new TransactionFailedException(message, refusal, cause);
            case "HF015" -> new SnapshotTokenException(message, refusal, cause);
            case "HF016", "HF018" -> new ActorRefusedException(message, refusal, cause);
            case "HF017" -> new NoHistoryException(message, refusal, cause);
            default -> new DatabaseException(message, refusal, cause);
        };
    }

    private static @Nullable ServerErrorMessage server(SQLException error) {
        return withoutBatch(error) instanceof PSQLException postgres ? postgres.getServerErrorMessage() : null;
    }

    private static Refusal refusal(SQLException error, @Nullable ServerErrorMessage server) {
        String state = error.getSQLState() == null ? UNKNOWN : error.getSQLState();
        return server == null
                ? new Refusal(state, null, null, null, withoutBatch(error).getMessage())
                : new Refusal(
                        state, server.getTable(), server.getColumn(), server.getConstraint(), server.getMessage());
    }

    /** The same error for who may not know values: without the server's detail, and without its words where they quote. */
    public static SQLException withoutValues(SQLException error) {
        return withoutValues(error, refusal(error, server(error)));
    }

    /**
     * What it says.
     *
     * @param cause what is known besides the code; null where that says it all
     */
    private static String describe(Refusal refusal, @Nullable String cause) {
        String table = refusal.table() == null ? "The statement" : "Table " + refusal.table();
        return switch (refusal.sqlState()) {
            case "23505" ->
                table + " has a row with this value of " + refusal.constraint()
                        + " already (23505): choose another value, or insert with onConflict(…)";
            case "23503", "23001" ->
                table + ", foreign key " + refusal.constraint() + " (23503): "
                        + broken(String.valueOf(refusal.constraint()), cause);
            case "23502" -> table + ": column " + refusal.column() + " needs a value (23502)";
            case "23514" -> table + ": the values don't satisfy check " + refusal.constraint() + " (23514)";
            case "23P01" -> table + ": the row excludes one that is there, by " + refusal.constraint() + " (23P01)";
            case "40001" ->
                "The transaction lost against a concurrent one (40001): run it again, as a RetryPolicy does";
            case "40P01" -> "The transaction waited in a ring with others (40P01): run it again, as a RetryPolicy does";
            case "55P03" -> "A lock wasn't to be had in time (55P03): try later, or raise lockTimeout";
            case "08000", "08003", "08006", "08007", "57P01", "57P02" ->
                "The connection to PostgreSQL broke (" + refusal.sqlState() + "): "
                        + refusal.serverMessage()
                        + " What wasn't committed is lost; whether a commit that was under way took"
                        + " effect, or a statement on its own, nobody knows: look before you repeat it";
            case UNKNOWN -> "The driver or the pool failed: " + refusal.serverMessage();
            case "25006" ->
                "PostgreSQL refused (25006): " + refusal.serverMessage()
                        + ". The server is a standby, or the transaction only reads: write through a data source of the primary,"
                        + " in a transaction that may";
            case "25P02" -> "The transaction had failed before (25P02): the first error counts, see what swallowed it";
            default ->
                quotes(refusal.sqlState())
                        ? table + " was refused with SQLSTATE " + refusal.sqlState()
                                + " (the server's words may hold values: see serverMessage())"
                        : "PostgreSQL refused (" + refusal.sqlState() + "): "
                                + (cause == null ? refusal.serverMessage() : cause);
        };
    }

    private static String broken(String foreignKey, @Nullable String cause) {
        if (foreignKey.endsWith(LIVE_KEY)) {
            return "the row referred to is deleted, or live rows still refer to the one to be deleted: restore the one,"
                    + " delete the others first, or declare OnDelete.CASCADE";
        }
        return cause == null
                ? "the row referred to isn't there for this tenant, or rows still refer to one that is deleted or whose"
                        + " key is changed"
                : cause;
    }

    /** The refusal of a batch's entry: the batch's own message quotes what was bound. */
    private static SQLException withoutBatch(SQLException error) {
        if (!(error instanceof BatchUpdateException)) {
            return error;
        }
        return error.getCause() instanceof SQLException entry
                ? entry
                : new SQLException("a batch was refused", error.getSQLState());
    }

    private static String withHint(String said, @Nullable ServerErrorMessage server, String state) {
        String hint = server == null || quotes(state) ? null : server.getHint();
        if (hint == null) {
            return said;
        }
        return (said.endsWith(".") || said.endsWith("?") ? said : said + ".") + " Hint: " + hint;
    }

    private static boolean quotes(String state) {
        if (state.length() < 2 || PLAIN_STATES.contains(state)) {
            return false;
        }
        String stateClass = state.substring(0, 2);
        return QUOTING_CLASSES.contains(stateClass) || !OTHER_CLASSES.contains(stateClass);
    }

    private static String shown(@Nullable String sql) {
        if (sql == null) {
            return "";
        }
        Matcher ours = OURS.matcher(sql);
        if (sql.indexOf('\n') >= 0 && ours.find()) { // our own statements are long, and nobody's to mend
            return " [SQL: … " + ours.group() + " …]";
        }
        return " [SQL: " + (sql.length() > SQL_SHOWN ? sql.substring(0, SQL_SHOWN) + "…" : sql) + "]";
    }

    /** The same error without the server's detail, at the same place. */
    private static SQLException withoutValues(SQLException error, Refusal refusal) {
        String message =
                quotes(refusal.sqlState()) ? "SQLSTATE " + refusal.sqlState() : String.valueOf(refusal.serverMessage());
        SQLException clean = new SQLException(message, refusal.sqlState());
        clean.setStackTrace(error.getStackTrace());
        return clean;
    }

    /** The SQLSTATE of the first SQL error among the causes, or null. */
    public static @Nullable String stateOf(Throwable thrown) {
        Throwable at = thrown;
        for (int depth = 0; at != null && depth < 20; depth++) {
            if (at instanceof DatabaseException ours) {
                return ours.sqlState();
            }
            if (at instanceof SQLException error && error.getSQLState() != null) {
                return error.getSQLState();
            }
            at = at.getCause();
        }
        return null;
    }
}
