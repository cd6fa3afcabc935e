package dev.holdfast.jdbi.internal.session;

import dev.holdfast.jdbi.internal.crypto.DataKeysDao;
import dev.holdfast.jdbi.internal.crypto.KeyAccess;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

/**
 * Reaches the data keys within the transaction of a handle. Once a key was made there, nothing that is read there is kept
 * for others: a rollback, also to a savepoint, would take it away.
 */
final class HandleKeyAccess implements KeyAccess {

    private final Supplier<Handle> handle;
    private boolean made;

    HandleKeyAccess(Supplier<Handle> handle) {
        this.handle = handle;
    }

    @Override
    public <R> R with(Function<DataKeysDao, R> work) {
        return work.apply(handle.get().attach(DataKeysDao.class));
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
