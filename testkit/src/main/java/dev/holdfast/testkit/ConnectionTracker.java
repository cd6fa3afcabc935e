package dev.holdfast.testkit;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Remembers every connection handed out for one database until it is closed, as a connection of its own or back into the
 * pool: it counts as closed when it says so itself. Thread-safe.
 */
final class ConnectionTracker {
    /** Another thread may be about to close its connection when the test ends. */
    private static final long GRACE_NANOS = 1_000_000_000L;

    private final AtomicLong numbers = new AtomicLong();
    private final ConcurrentLinkedQueue<Opened> open = new ConcurrentLinkedQueue<>();

    private record Opened(long number, Connection connection, Throwable where) {}

    Connection track(Connection connection, Role role) {
        open.removeIf(opened -> isClosed(opened.connection()));
        long number = numbers.incrementAndGet();
        Throwable where = new Throwable("connection " + number + " of role " + role + " was opened here by "
                + Thread.currentThread().getName());
        open.add(new Opened(number, connection, where));
        return connection;
    }

    /** A mark to look back to: connections opened later have higher numbers. */
    long mark() {
        return numbers.get();
    }

    /**
     * The connections opened since the mark that are still open, as an error with a suppressed throwable for each that
     * shows where it was opened. They are closed now, so that each is reported once.
     */
    Optional<AssertionError> leakSince(long mark, String where) {
        List<Opened> leaked = openSince(mark);
        for (long end = System.nanoTime() + GRACE_NANOS; !leaked.isEmpty() && System.nanoTime() < end; ) {
            try {
                Thread.sleep(10);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
            leaked = openSince(mark);
        }
        if (leaked.isEmpty()) {
            return Optional.empty();
        }
        Opened first = leaked.get(0);
        AssertionError error = new AssertionError(
                leaked.size() + " connection(s) left open by " + where
                        + ": close each one, for example by try-with-resources. The first was opened where the cause"
                        + " says",
                first.where());
        leaked.stream().skip(1).forEach(opened -> error.addSuppressed(opened.where()));
        leaked.forEach(opened -> close(opened.connection()));
        return Optional.of(error);
    }

    private List<Opened> openSince(long mark) {
        open.removeIf(opened -> isClosed(opened.connection()));
        return open.stream().filter(opened -> opened.number() > mark).toList();
    }

    private static boolean isClosed(Connection connection) {
        try {
            return connection.isClosed();
        } catch (SQLException e) {
            return false;
        }
    }

    private static void close(Connection connection) {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException e) {
            // it is reported as leaked anyway, and dropping the database cuts it off
        }
    }
}
