package dev.holdfast.jdbi.internal.crypto;

import dev.holdfast.TransactionOptions;
import dev.holdfast.jdbi.internal.session.FeatureSql;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reaches the data keys within the session's transaction. Once a key was made there, nothing that is read there is kept
 * for others: a rollback, also to a savepoint, would take it away.
 *
 * <p>A transaction of isolation REPEATABLE READ or SERIALIZABLE sees the keys as they were when it began: in it keys can't
 * be made, and shredded ones would come back. There the keys are reached beside it, by a second connection, or, where that
 * can't be had, kept for nobody.
 */
final class SharedKeyAccess implements KeyAccess {

    /** What the other connection waits for may wait for this transaction, and PostgreSQL can't see the ring. */
    private static final TransactionOptions BESIDE = CURRENT.lockTimeout(Duration.ofSeconds(10));

    private final FeatureSql sql;
    private final @Nullable KeyAccess beside;
    private boolean made;
    private @Nullable Boolean seesThePast;

    SharedKeyAccess(FeatureSql sql) {
        this.sql = sql;
        FeatureSql other = sql.beside();
        this.beside = other == null ? null : new OwnKeyAccess(other, BESIDE);
    }

    @Override
    public <R> R with(Function<DataKeysDao, R> work) {
        return beside != null && seesThePast() ? beside.with(work) : within(work);
    }

    private <R> R within(Function<DataKeysDao, R> work) {
        return sql.run(TransactionOptions.defaults(), handle -> work.apply(handle.attach(DataKeysDao.class)));
    }

    @Override
    public boolean isCommitted() {
        return seesThePast() ? beside != null : !made;
    }

    @Override
    public boolean sees(String tenant) {
        return sql.sees(tenant);
    }

    @Override
    public void made() {
        made = true;
    }

    private boolean seesThePast() {
        Boolean known = seesThePast;
        if (known == null) {
            known = within(DataKeysDao::seesThePast);
            seesThePast = known;
        }
        return known;
    }
}
