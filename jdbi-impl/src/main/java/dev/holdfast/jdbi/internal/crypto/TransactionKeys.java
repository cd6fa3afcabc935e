package dev.holdfast.jdbi.internal.crypto;

import dev.holdfast.Transaction;
import java.util.function.Function;

/** Reaches the data keys within a transaction. What is read there is kept for others unless a key was made there. */
final class TransactionKeys implements KeyAccess {

    private final Transaction tx;
    private boolean made;

    TransactionKeys(Transaction tx) {
        this.tx = tx;
    }

    @Override
    public <R> R with(Function<DataKeysDao, R> work) {
        return work.apply(tx.attach(DataKeysDao.class));
    }

    @Override
    public boolean isCommitted() {
        return !made;
    }

    @Override
    public void made() {
        made = true;
    }
}
