package dev.holdfast.testkit;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.logging.Logger;
import javax.sql.DataSource;

/** A data source whose connections are tracked, from a pool or each a new one. Thread-safe. */
final class TrackedDataSource implements DataSource {
    private final DataSource delegate;
    private final Opening opening;
    private final ConnectionTracker tracker;
    private final Role role;

    /** Where connections of the data source's own user come from. */
    @FunctionalInterface
    interface Opening {
        Connection open() throws SQLException;
    }

    /** @param delegate answers everything else, connections of other users among it */
    TrackedDataSource(DataSource delegate, Opening opening, ConnectionTracker tracker, Role role) {
        this.delegate = delegate;
        this.opening = opening;
        this.tracker = tracker;
        this.role = role;
    }

    @Override
    public Connection getConnection() throws SQLException {
        return tracker.track(opening.open(), role);
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        return tracker.track(delegate.getConnection(user, password), role);
    }

    @Override
    public PrintWriter getLogWriter() throws SQLException {
        return delegate.getLogWriter();
    }

    @Override
    public void setLogWriter(PrintWriter out) throws SQLException {
        delegate.setLogWriter(out);
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        delegate.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return delegate.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getLogger("dev.holdfast.testkit");
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return type.isInstance(this) ? type.cast(this) : type.cast(delegate);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return type.isInstance(this) || type.isInstance(delegate);
    }

    @Override
    public String toString() {
        return "TestDatabase data source of role " + role;
    }
}
