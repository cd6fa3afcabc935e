package dev.holdfast.jdbi.internal.projection;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * Hears of other processes' appends, on a connection that is kept open for that: PostgreSQL tells a session, and the driver only who reads
 * from its socket. Where it is lost, polls go on, and it is opened again. Thread-safe.
 */
final class Listening implements AutoCloseable {

    static final String CHANNEL = "holdfast_events";

    /** How long nothing comes until the connection is tried: one that is cut off says nothing either. */
    private static final int QUIET_MILLIS = 10_000;

    private static final int VALID_SECONDS = 5;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final DataSource source;
    private final String own;
    private final Runnable heard;
    private final Told told;
    private final Thread thread;
    private @Nullable Connection connection;
    private boolean closed;

    /**
     * Not begun yet.
     *
     * @param own what this process's own notifications say, which it knows of without
     * @param heard called on this one's thread; quick, and throws nothing
     */
    Listening(DataSource source, String own, Runnable heard, Told told) {
        this.source = source;
        this.own = own;
        this.heard = heard;
        this.told = told;
        this.thread = ProjectionRuntime.daemon(this::run, "holdfast-notifications");
    }

    Listening begin() {
        thread.start();
        return this;
    }

    private void run() {
        Duration pause = FIRST_PAUSE;
        while (!isClosed()) {
            try (Connection opened = source.getConnection()) {
                if (!keep(opened)) {
                    return;
                }
                opened.setAutoCommit(true);
                try (Statement statement = opened.createStatement()) {
                    statement.execute("listen " + CHANNEL);
                }
                pause = FIRST_PAUSE;
                heard.run(); // what was told while nobody listened
                listen(opened);
            } catch (SQLException | RuntimeException failure) {
                if (!isClosed()) {
                    told.unheard(failure);
                }
            }
            rest(pause);
            pause = Pace.doubled(pause, LONGEST_PAUSE);
        }
    }

    private void listen(Connection opened) throws SQLException {
        PGConnection postgres = opened.unwrap(PGConnection.class);
        while (!isClosed()) {
            PGNotification[] all = postgres.getNotifications(QUIET_MILLIS);
            if (all == null || all.length == 0) {
                if (!isClosed() && !opened.isValid(VALID_SECONDS)) {
                    throw new SQLException("the connection for notifications doesn't answer", "08006");
                }
            } else if (isOthers(all)) {
                heard.run();
            }
        }
    }

    private boolean isOthers(PGNotification[] all) {
        for (PGNotification each : all) {
            if (!each.getParameter().equals(own)) {
                return true;
            }
        }
        return false;
    }

    private synchronized boolean keep(Connection opened) {
        connection = opened;
        return !closed;
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private synchronized void rest(Duration pause) {
        try {
            if (!closed) {
                wait(pause.toMillis());
            }
        } catch (InterruptedException e) {
            closed = true;
        }
    }

    /** Ends the connection, which its thread may be reading from. */
    @Override
    public void close() {
        Connection open;
        synchronized (this) {
            closed = true;
            open = connection;
            notifyAll();
        }
        if (open != null) {
            try {
                open.abort(Runnable::run);
            } catch (SQLException gone) {
                // as is wanted
            }
        }
    }
}
