package dev.holdfast.jdbi.internal.session;

import dev.holdfast.TransactionOptions;
import dev.holdfast.jdbi.internal.crypto.DataKeysDao;
import dev.holdfast.jdbi.internal.crypto.KeyAccess;
import java.util.function.Function;

/** Reaches the data keys in a transaction of their own, before or after the statement that needs them. */
record OwnKeyAccess(Engine engine, Context context) implements KeyAccess {

    @Override
    public <R> R with(Function<DataKeysDao, R> work) {
        boolean joins = engine.connections().isSurrounded();
        return Transactions.run(
                engine,
                context,
                joins ? TransactionOptions.defaults() : CURRENT,
                tx -> work.apply(tx.attach(DataKeysDao.class)));
    }

    @Override
    public boolean isCommitted() {
        return true; // in a transaction that is joined, what it wrote itself isn't settled
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
