package dev.holdfast.jdbi.internal.session;

import dev.holdfast.Isolation;
import dev.holdfast.Transaction;
import dev.holdfast.TransactionOptions;
import dev.holdfast.Use;
import dev.holdfast.Work;
import dev.holdfast.jdbi.JdbiScope;
import dev.holdfast.jdbi.internal.error.SqlErrors;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * A transaction of nobody's, in which blocks of several tenants follow each other: all of it is committed, or nothing. Each block
 * begins in one round trip, in which that of the one before ends, too. For one thread.
 */
public final class SharedTransaction {

    private final Lease lease;
    private final TransactionOptions limits;
    private boolean limited;

    /** Of the last block, whose settings are on until the next one, or the commit. */
    private @Nullable TransactionMark last;

    private SharedTransaction(Lease lease, TransactionOptions limits) {
        this.lease = lease;
        this.limits = limits;
    }

    /**
     * Runs work, and commits; at read committed, since others give signs of life for its rows meanwhile.
     *
     * @param engine gives the connection
     * @param longest how long a statement may take, and how long the transaction may be idle between two of them
     */
    public static <R extends @Nullable Object> R run(
            Engine engine, Duration longest, Work<? super SharedTransaction, R> work) {
        try (Lease lease = engine.connections().lease()) {
            OwnTransaction owned = new OwnTransaction(lease.connection());
            SharedTransaction shared = new SharedTransaction(
                    lease,
                    TransactionOptions.defaults()
                            .isolation(Isolation.READ_COMMITTED)
                            .statementTimeout(longest)
                            .idleTimeout(longest));
            R result;
            try {
                owned.begin();
                result = Calls.call(work, shared);
            } catch (Throwable failure) {
                owned.rollback(failure);
                throw failure;
            }
            owned.end(false, shared.last);
            return result;
        } catch (SQLException e) {
            throw SqlErrors.translate(e, null);
        }
    }

    /**
     * Runs a block of a scope. SQL inside that ends the transaction, or takes its tenant away, is told of when the next block
     * begins, or at the commit; then nothing is committed of what the transaction did since.
     *
     * @param scope of this Holdfast
     */
    public void within(JdbiScope scope, Use<? super Transaction> use) {
        ((EngineScope<?>) scope).joining(lease.handle(), this::begin, tx -> {
            use.run(tx);
            return true;
        });
    }

    private ForeignSettings begin(Connection connection, SessionSettings session) throws SQLException {
        TransactionMark mark = TransactionMark.of(session);
        List<Setting> settings = mark.with(session.values());
        TransactionMark before = last;
        if (before == null) {
            limit(settings);
        } else {
            before.requireAndSet(connection, settings);
        }
        last = mark;
        return ForeignSettings.NONE;
    }

    /** For what is no tenant's, or joins a tenant's scope by itself before any block. */
    public Handle handle() {
        try {
            if (!limited) {
                limit(List.of());
            }
        } catch (SQLException e) {
            throw SqlErrors.translate(e, null);
        }
        return lease.handle();
    }

    /** Whether nothing more can be done in it: a failure that no savepoint saved, or its end by SQL inside a block. */
    public boolean isLost() {
        try {
            return TransactionState.isFailed(lease.connection());
        } catch (SQLException unknown) {
            return true;
        }
    }

    /** Its limits, if it has none yet, and a block's settings. */
    private void limit(List<Setting> settings) throws SQLException {
        Preamble preamble = limited ? Preamble.of(settings) : Preamble.of(settings, limits);
        limited = true;
        try (PreparedStatement statement = lease.connection().prepareStatement(preamble.text())) {
            preamble.bind(statement);
            statement.execute();
        }
    }
}
