package dev.holdfast.jdbi.internal.session;

import dev.holdfast.jdbi.internal.crypto.DataKeysDao;
import dev.holdfast.jdbi.internal.crypto.KeyAccess;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Reaches the data keys within the transaction of a handle. Once a key was made there, nothing that is read there is kept
 * for others: a rollback, also to a savepoint, would take it away.
 *
 * <p>A transaction of isolation REPEATABLE READ or SERIALIZABLE sees the keys as they were when it began: in it keys can't
 * be made, and shredded ones would come back. There the keys are reached beside it, by a second connection, or, where that
 * can't be had, kept for nobody.
 */
final class HandleKeyAccess implements KeyAccess {

    private final Context context;
    private final Supplier<Handle> handle;
    private final @Nullable KeyAccess beside;
    private boolean made;
    private @Nullable Boolean seesThePast;

    HandleKeyAccess(Context context, Supplier<Handle> handle, @Nullable KeyAccess beside) {
        this.context = context;
        this.handle = handle;
        this.beside = beside;
    }

    @Override
    public <R> R with(Function<DataKeysDao, R> work) {
        return beside != null && seesThePast()
                ? beside.with(work)
                : work.apply(handle.get().attach(DataKeysDao.class));
    }

    @Override
    public boolean isCommitted() {
        return seesThePast() ? beside != null : !made;
    }

    @Override
    public boolean sees(String tenant) {
        return context.seesKeysOf(tenant);
    }

    @Override
    public void made() {
        made = true;
    }

    private boolean seesThePast() {
        Boolean known = seesThePast;
        if (known == null) {
            known = handle.get().attach(DataKeysDao.class).seesThePast();
            seesThePast = known;
        }
        return known;
    }
}
