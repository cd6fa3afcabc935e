package dev.holdfast.jdbi.internal.error;

import dev.holdfast.error.ConnectionUnavailableException;
import dev.holdfast.error.DatabaseException.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Says why there is no connection. A pool tells that it waited, and keeps what the driver said in a cause. */
public final class ConnectionErrors {

    private static final String NOT_CONNECTED = "08001";
    private static final int DEEPEST = 10;
    private static final Pattern PASSWORD = Pattern.compile("(?i)(password=)[^&\\s;]*");

    private ConnectionErrors() {}

    /** The exception for what a data source has thrown instead of giving a connection. */
    public static ConnectionUnavailableException translate(Exception failure) {
        String state = SqlErrors.stateOf(failure);
        String reasons = String.join(": ", reasons(failure));
        return new ConnectionUnavailableException(
                "No connection could be got, so nothing was sent. " + reasons + ". " + fix(state),
                new Refusal(state == null ? NOT_CONNECTED : state, null, null, null, reasons),
                failure);
    }

    /** What each of the causes adds. */
    private static List<String> reasons(Throwable failure) {
        List<String> reasons = new ArrayList<>();
        Throwable at = failure;
        for (int depth = 0; at != null && depth < DEEPEST; depth++) {
            String reason = reason(at);
            if (!reason.isEmpty() && reasons.stream().noneMatch(known -> known.contains(reason))) {
                reasons.add(reason);
            }
            at = at.getCause();
        }
        return reasons.isEmpty() ? List.of(failure.getClass().getName()) : reasons;
    }

    private static String reason(Throwable thrown) {
        String message = thrown.getMessage() == null ? "" : thrown.getMessage().strip();
        String sentence = message.endsWith(".") ? message.substring(0, message.length() - 1) : message;
        return PASSWORD.matcher(sentence).replaceAll("$1…");
    }

    private static String fix(@Nullable String state) {
        if (state == null) {
            return "Where all connections are in use: what is called inside a transaction, or while a stream is open, but not"
                    + " by it, takes one more. Use the transaction itself, or let the pool have more";
        }
        return switch (state) {
            case "28P01", "28000" -> "Check the data source's user and password";
            case "3D000" -> "Check the database's name in the data source's URL";
            case "53300" -> "The server takes no more: let the pools have fewer, or raise max_connections";
            default -> "Check that the server is up and takes connections, and the data source's host and port";
        };
    }
}
