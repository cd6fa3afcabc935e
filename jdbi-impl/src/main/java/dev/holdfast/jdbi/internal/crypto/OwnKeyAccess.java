package dev.holdfast.jdbi.internal.crypto;

import dev.holdfast.TransactionOptions;
import dev.holdfast.jdbi.internal.session.FeatureSql;
import java.util.function.Function;

/** Reaches the data keys in a transaction of their own, before or after the statement that needs them. */
record OwnKeyAccess(FeatureSql sql, TransactionOptions options) implements KeyAccess {

    @Override
    public <R> R with(Function<DataKeysDao, R> work) {
        return sql.run(options, handle -> work.apply(handle.attach(DataKeysDao.class)));
    }

    @Override
    public boolean isCommitted() {
        return true;
    }

    @Override
    public boolean sees(String tenant) {
        return sql.sees(tenant);
    }

    @Override
    public void made() {
        // committed with its transaction
    }
}
