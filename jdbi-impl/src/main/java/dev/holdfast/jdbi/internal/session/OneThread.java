package dev.holdfast.jdbi.internal.session;

import dev.holdfast.error.WrongThreadException;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementBuilder;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/**
 * Refuses what another thread does with a transaction. JDBI makes each of its statements through this, so a handle or
 * SqlObject in a parallel stream is refused before anything is sent.
 */
public final class OneThread implements StatementBuilder {

    private static final Map<Connection, Thread> OWNERS = Collections.synchronizedMap(new IdentityHashMap<>());

    private final StatementBuilder delegate;

    private OneThread(StatementBuilder delegate) {
        this.delegate = delegate;
    }

    /** Puts the check before the way in which a Jdbi makes its statements. */
    public static void guard(Jdbi jdbi) {
        var factory = jdbi.getStatementBuilderFactory();
        jdbi.setStatementBuilderFactory(connection -> new OneThread(factory.createStatementBuilder(connection)));
    }

    /** From now on, statements on the connection are this thread's; gives whose they were before, null for nobody's. */
    static @Nullable Thread own(Connection connection) {
        return OWNERS.put(connection, Thread.currentThread());
    }

    /** From now on, statements on the connection are that thread's; null for anybody's. */
    static void giveBack(Connection connection, @Nullable Thread before) {
        if (before == null) {
            OWNERS.remove(connection);
        } else {
            OWNERS.put(connection, before);
        }
    }

    static void require(Thread owner) {
        if (Thread.currentThread() != owner) {
            throw new WrongThreadException("A transaction of thread '" + owner.getName() + "' was used by '"
                    + Thread.currentThread().getName() + "': a transaction has one connection, which one thread uses."
                    + " Do parallel work in scopes, each with its own transaction");
        }
    }

    private static Connection checked(Connection connection) {
        Thread owner = OWNERS.get(connection);
        if (owner != null) {
            require(owner);
        }
        return connection;
    }

    @Override
    public Statement create(Connection connection, StatementContext context) throws SQLException {
        return delegate.create(checked(connection), context);
    }

    @Override
    public PreparedStatement create(Connection connection, String sql, StatementContext context) throws SQLException {
        return delegate.create(checked(connection), sql, context);
    }

    @Override
    public CallableStatement createCall(Connection connection, String sql, StatementContext context)
            throws SQLException {
        return delegate.createCall(checked(connection), sql, context);
    }

    @Override
    public void close(Connection connection, String sql, Statement statement) throws SQLException {
        delegate.close(connection, sql, statement);
    }

    @Override
    public void close(Connection connection) {
        delegate.close(connection);
    }
}
