package dev.holdfast.jdbi.internal.session;

import dev.holdfast.RetryPolicy;
import dev.holdfast.TransactionOptions;
import dev.holdfast.Work;
import dev.holdfast.error.HoldfastException;
import dev.holdfast.error.TransactionMisuseException;
import dev.holdfast.jdbi.internal.error.SqlErrors;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Opens transactions, ends them, and runs lost ones again. */
public final class Transactions {

    private Transactions() {}

    static <R extends @Nullable Object> R run(
            Engine engine, Context context, Work<? super RunningTransaction, R> work) {
        return run(engine, context, TransactionOptions.defaults(), work);
    }

    static <R extends @Nullable Object> R run(
            Engine engine, Context context, TransactionOptions options, Work<? super RunningTransaction, R> work) {
        if (engine.connections().isSurrounded()) {
            return joinSurrounding(engine, context, options, work);
        }
        RetryPolicy retry = options.retry();
        for (int attempt = 1; ; attempt++) {
            try {
                return once(engine, context, options, work);
            } catch (RuntimeException lost) {
                if (attempt >= retry.attempts() || !isLostRace(lost)) {
                    throw lost;
                }
                pause(retry.delayBefore(attempt + 1));
                if (Thread.currentThread().isInterrupted()) {
                    throw lost;
                }
            }
        }
    }

    private static boolean isLostRace(Throwable thrown) {
        String state = SqlErrors.stateOf(thrown);
        return "40001".equals(state) || "40P01".equals(state);
    }

    private static void pause(Duration bound) {
        long nanos = bound.toNanos();
        if (nanos > 0) {
            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(nanos) + 1);
        }
    }

    private static <R extends @Nullable Object> R once(
            Engine engine, Context context, TransactionOptions options, Work<? super RunningTransaction, R> work) {
        Ended<R> ended;
        engine.active().enter(context);
        try {
            ended = ended(engine, context, options, work);
        } finally {
            engine.active().leave();
        }
        ended.transaction().committed();
        return ended.result();
    }

    private record Ended<R extends @Nullable Object>(RunningTransaction transaction, R result) {}

    /** A transaction of its own, whatever else this thread has under way: it takes a connection more. */
    static <R extends @Nullable Object> R beside(
            Engine engine, Context context, TransactionOptions options, Work<? super RunningTransaction, R> work) {
        Ended<R> ended = ended(engine, context, options, work);
        ended.transaction().committed();
        return ended.result();
    }

    private static <R extends @Nullable Object> Ended<R> ended(
            Engine engine, Context context, TransactionOptions options, Work<? super RunningTransaction, R> work) {
        try (Lease lease = engine.connections().lease()) {
            OwnTransaction owned = new OwnTransaction(lease.connection());
            RunningTransaction tx =
                    new RunningTransaction(engine, context, Preamble.of(context, options), lease, false);
            R result;
            try {
                owned.begin();
                result = call(work, tx);
            } catch (Throwable failure) {
                tx.end();
                owned.rollback(failure);
                throw failure;
            }
            boolean rollbackOnly = tx.isRollbackOnly();
            tx.end();
            owned.end(rollbackOnly);
            if (rollbackOnly) {
                tx.forget();
            }
            return new Ended<>(tx, result);
        } catch (SQLException e) {
            throw SqlErrors.translate(e, null);
        }
    }

    /** In somebody's transaction: never begun, never ended, their settings put back. */
    private static <R extends @Nullable Object> R joinSurrounding(
            Engine engine, Context context, TransactionOptions options, Work<? super RunningTransaction, R> work) {
        if (!options.equals(TransactionOptions.defaults())) {
            throw new TransactionMisuseException("Isolation, time-outs and retries belong to the transaction that is"
                    + " under way: set them where it is begun, or leave the options out");
        }
        try (Lease lease = engine.connections().lease()) {
            return join(engine, context, lease, work);
        } catch (SQLException e) {
            throw SqlErrors.translate(e, null);
        }
    }

    /** Joins the transaction of a handle that somebody else opened. */
    static <R extends @Nullable Object> R join(
            Engine engine, Context context, Handle handle, Work<? super RunningTransaction, R> work) {
        try (Lease lease = Connections.of(handle)) {
            return join(engine, context, lease, work);
        } catch (SQLException e) {
            throw SqlErrors.translate(e, null);
        }
    }

    private static <R extends @Nullable Object> R join(
            Engine engine, Context context, Lease lease, Work<? super RunningTransaction, R> work) throws SQLException {
        engine.active().enter(context);
        try {
            ForeignSettings before = ForeignSettings.read(lease.connection(), context);
            RunningTransaction tx = new RunningTransaction(engine, context, before.preambleFor(context), lease, true);
            try {
                R result = call(work, tx);
                if (TransactionState.isFailed(lease.connection())) {
                    throw OwnTransaction.failed();
                }
                if (tx.isRollbackOnly()) {
                    throw new TransactionMisuseException(
                            "rollbackOnly() inside a transaction that somebody else opened:"
                                    + " throw an exception, so that its owner rolls back");
                }
                return result;
            } finally {
                tx.end();
                before.restore(lease.connection());
            }
        } finally {
            engine.active().leave();
        }
    }

    /** Runs work; checked exceptions come out as the cause of ours. */
    static <A, R extends @Nullable Object> R call(Work<? super A, R> work, A argument) {
        try {
            return work.run(argument);
        } catch (RuntimeException e) {
            throw e;
        } catch (SQLException e) {
            throw SqlErrors.translate(e, null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HoldfastException("The work was interrupted", e);
        } catch (Exception e) {
            throw new HoldfastException("The work failed with " + e.getClass().getName(), e);
        }
    }
}
