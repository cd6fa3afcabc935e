package dev.holdfast.jdbi.projection;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.Supplier;
import javax.sql.DataSource;

/** Connections whose commits fail in the ways in which a network and a server make them fail. Thread-safe. */
final class FaultyConnections {

    /** What becomes of a commit. */
    enum Fault {
        NONE,
        /** It isn't sent. */
        LOST_BEFORE,
        /** It is done, and nobody is told. */
        LOST_AFTER,
        /** The server ends the session instead. */
        KILLED
    }

    private FaultyConnections() {}

    static DataSource over(DataSource source, Supplier<Fault> faults) {
        return (DataSource) Proxy.newProxyInstance(
                FaultyConnections.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (proxy, method, arguments) -> {
                    Object result = call(method, source, arguments);
                    return result instanceof Connection connection ? faulty(connection, faults) : result;
                });
    }

    private static Connection faulty(Connection connection, Supplier<Fault> faults) {
        return (Connection) Proxy.newProxyInstance(
                FaultyConnections.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("commit")) {
                        commit(connection, connection::commit, faults.get());
                        return null;
                    }
                    Object result = call(method, connection, arguments);
                    return result instanceof PreparedStatement statement && ((String) arguments[0]).endsWith("; commit")
                            ? faulty(connection, statement, faults)
                            : result;
                });
    }

    /** Of a statement in whose execution a commit is the last. */
    private static PreparedStatement faulty(
            Connection connection, PreparedStatement committing, Supplier<Fault> faults) {
        return (PreparedStatement) Proxy.newProxyInstance(
                FaultyConnections.class.getClassLoader(),
                new Class<?>[] {PreparedStatement.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("execute")) {
                        commit(connection, committing::execute, faults.get());
                        return false;
                    }
                    return call(method, committing, arguments);
                });
    }

    private interface Step {
        void run() throws SQLException;
    }

    private static void commit(Connection connection, Step step, Fault fault) throws SQLException {
        switch (fault) {
            case LOST_BEFORE -> {
                connection.abort(Runnable::run);
                throw new SQLException("lost before the commit", "08006");
            }
            case LOST_AFTER -> {
                step.run();
                connection.abort(Runnable::run);
                throw new SQLException("lost after the commit", "08006");
            }
            case KILLED -> {
                try (Statement statement = connection.createStatement()) {
                    statement.execute("select pg_terminate_backend(pg_backend_pid())");
                }
                step.run();
            }
            default -> step.run();
        }
    }

    private static Object call(java.lang.reflect.Method method, Object target, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
