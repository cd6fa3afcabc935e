package dev.holdfast.jdbi.internal.session;

import dev.holdfast.TransactionOptions;
import dev.holdfast.jdbi.internal.crypto.DataKeysDao;
import dev.holdfast.jdbi.internal.crypto.KeyAccess;
import java.time.Duration;
import java.util.function.Function;

/**
 * Reaches the data keys by another connection than that of the transaction under way. It doesn't wait for long: what it
 * waits for may be waiting for that transaction, and PostgreSQL can't see the ring.
 */
record BesideKeyAccess(Engine engine, Context context) implements KeyAccess {

    private static final TransactionOptions OPTIONS = CURRENT.lockTimeout(Duration.ofSeconds(10));

    @Override
    public <R> R with(Function<DataKeysDao, R> work) {
        return Transactions.beside(engine, context, OPTIONS, tx -> work.apply(tx.attach(DataKeysDao.class)));
    }

    @Override
    public boolean isCommitted() {
        return true;
    }

    @Override
    public boolean sees(String tenant) {
        return context.seesKeysOf(tenant);
    }

    @Override
    public void made() {
        // committed with its transaction
    }
}
