package dev.holdfast.jdbi.internal.session;

import dev.holdfast.RetryPolicy;
import dev.holdfast.TransactionOptions;
import dev.holdfast.Work;
import dev.holdfast.error.TransactionMisuseException;
import dev.holdfast.jdbi.SurroundingTransaction;
import dev.holdfast.jdbi.internal.error.SqlErrors;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Opens transactions, ends them, and runs lost ones again. */
final class Transactions {

    private Transactions() {}

    static <R extends @Nullable Object> R run(Origin origin, Work<? super RunningTransaction, R> work) {
        return run(origin, TransactionOptions.defaults(), work);
    }

    static <R extends @Nullable Object> R run(
            Origin origin, TransactionOptions options, Work<? super RunningTransaction, R> work) {
        SurroundingTransaction surrounding = origin.engine().connections().surrounding();
        if (surrounding != null) {
            return joinSurrounding(origin, surrounding, options, work);
        }
        RetryPolicy retry = options.retry();
        for (int attempt = 1; ; attempt++) {
            try {
                return once(origin, options, work);
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
            Origin origin, TransactionOptions options, Work<? super RunningTransaction, R> work) {
        Ended<R> ended;
        origin.engine().openTransactions().enter(origin.settings(), null);
        try {
            ended = ended(origin, options, work);
        } finally {
            origin.engine().openTransactions().leave();
        }
        ended.transaction().committed();
        return ended.result();
    }

    private record Ended<R extends @Nullable Object>(RunningTransaction transaction, R result) {}

    /** A transaction of its own, whatever else this thread has under way: it takes a connection more. */
    static <R extends @Nullable Object> R beside(
            Origin origin, TransactionOptions options, Work<? super RunningTransaction, R> work) {
        Ended<R> ended = ended(origin, options, work);
        ended.transaction().committed();
        return ended.result();
    }

    private static <R extends @Nullable Object> Ended<R> ended(
            Origin origin, TransactionOptions options, Work<? super RunningTransaction, R> work) {
        try (Lease lease = origin.engine().connections().lease()) {
            OwnTransaction owned = new OwnTransaction(lease.connection());
            TransactionMark mark = TransactionMark.of(origin.settings());
            Preamble preamble = Preamble.of(mark.with(origin.settings().values()), options);
            RunningTransaction tx = new RunningTransaction(origin, beside(origin), preamble, lease, false);
            R result;
            try {
                owned.begin();
                result = Calls.call(work, tx);
            } catch (Throwable failure) {
                tx.end();
                owned.rollback(failure);
                throw failure;
            }
            boolean rollbackOnly = tx.isRollbackOnly();
            tx.end();
            owned.end(rollbackOnly, tx.ranForeignSql() ? mark : null);
            if (rollbackOnly) {
                tx.forget();
            }
            return new Ended<>(tx, result);
        } catch (SQLException e) {
            throw SqlErrors.translate(e, null);
        }
    }

    /** In somebody's transaction: never begun, never ended. */
    private static <R extends @Nullable Object> R joinSurrounding(
            Origin origin,
            SurroundingTransaction surrounding,
            TransactionOptions options,
            Work<? super RunningTransaction, R> work) {
        if (!options.equals(TransactionOptions.defaults())) {
            throw new TransactionMisuseException("Isolation, time-outs and retries belong to the transaction that is"
                    + " under way: set them where it is begun, or leave the options out");
        }
        try (Lease lease = origin.engine().connections().lease()) {
            return new JoinedBlock(origin, surrounding, lease).run(work);
        } catch (SQLException e) {
            throw SqlErrors.translate(e, null);
        }
    }

    /** Joins the transaction of a handle that somebody else opened. */
    static <R extends @Nullable Object> R join(Origin origin, Handle handle, Work<? super RunningTransaction, R> work) {
        return join(origin, handle, (on, session) -> ForeignSettings.replace(on, null, session), work);
    }

    /** The same, where its block begins in another way. */
    static <R extends @Nullable Object> R join(
            Origin origin, Handle handle, JoinedBlock.Beginning beginning, Work<? super RunningTransaction, R> work) {
        try (Lease lease = Connections.of(handle)) {
            return new JoinedBlock(origin, lease, beside(origin), beginning).run(work);
        } catch (SQLException e) {
            throw SqlErrors.translate(e, null);
        }
    }

    /** SQL of a feature beside a transaction; null where a second connection would be the same one. */
    private static @Nullable FeatureSql beside(Origin origin) {
        return origin.engine().connections().isSurrounded() ? null : besideSql(origin);
    }

    /** SQL of a feature beside whatever this thread has under way. */
    static FeatureSql besideSql(Origin origin) {
        return new BesideSql(origin);
    }

    /** SQL of a feature in a transaction of its own, on another connection than that of the transaction under way. */
    private record BesideSql(Origin origin) implements FeatureSql {

        @Override
        public <R> R run(TransactionOptions options, Function<? super Handle, R> work) {
            return Transactions.beside(origin, options, tx -> work.apply(tx.handle()));
        }

        @Override
        public boolean isInTransaction() {
            return false;
        }

        @Override
        public @Nullable FeatureSql beside() {
            return null;
        }

        @Override
        public SessionSettings settings() {
            return origin.settings();
        }
    }
}
