package dev.holdfast.jdbi.internal.session;

import dev.holdfast.Transaction;
import dev.holdfast.TransactionOptions;
import dev.holdfast.Work;
import dev.holdfast.crypto.DataKeys;
import dev.holdfast.deletion.PurgeReport;
import dev.holdfast.deletion.RestoreResult;
import dev.holdfast.error.EncryptionException;
import dev.holdfast.error.TenantRequiredException;
import dev.holdfast.error.TransactionMisuseException;
import dev.holdfast.event.EventRunner;
import dev.holdfast.event.Events;
import dev.holdfast.jdbi.JdbiScope;
import dev.holdfast.jdbi.internal.crypto.Ciphers;
import dev.holdfast.jdbi.internal.crypto.KeyManagement;
import dev.holdfast.jdbi.internal.crypto.Reencrypter;
import dev.holdfast.jdbi.internal.deletion.Purger;
import dev.holdfast.jdbi.internal.deletion.Reach;
import dev.holdfast.jdbi.internal.deletion.Restorer;
import dev.holdfast.jdbi.internal.event.SessionEvents;
import dev.holdfast.query.BoundPurge;
import dev.holdfast.query.BoundReencryption;
import dev.holdfast.query.Mutation;
import dev.holdfast.query.Purge;
import dev.holdfast.query.Query;
import dev.holdfast.query.Reencryption;
import dev.holdfast.query.Restoration;
import dev.holdfast.query.SelectQuery;
import dev.holdfast.table.Schema;
import dev.holdfast.table.SoftDeletable;
import dev.holdfast.table.Table;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** What all scopes have in common. */
public class EngineScope implements JdbiScope {

    private final Engine engine;
    private final Context context;

    public EngineScope(Engine engine, Context context) {
        this.engine = engine;
        this.context = context;
    }

    final Engine engine() {
        return engine;
    }

    final Context context() {
        return context;
    }

    @Override
    public final <T extends @Nullable Object> List<T> list(Query<T> query) {
        return engine.list(context, query);
    }

    @Override
    public final <T extends @Nullable Object> Stream<T> stream(SelectQuery<T> query) {
        return engine.stream(context, query);
    }

    /** Rows that are compared are streamed, also in a transaction that is somebody else's: they don't outlive the call. */
    @Override
    public final long count(SelectQuery<?> query) {
        return query.compared() == null
                ? JdbiScope.super.count(query)
                : Transactions.run(engine, context, tx -> tx.count(query));
    }

    @Override
    public final boolean exists(SelectQuery<?> query) {
        return query.compared() == null
                ? JdbiScope.super.exists(query)
                : Transactions.run(engine, context, tx -> tx.exists(query));
    }

    @Override
    public final long execute(Mutation mutation) {
        return engine.execute(context, mutation);
    }

    @Override
    public final Schema schema() {
        return engine.schema();
    }

    @Override
    public final RestoreResult restore(Restoration restoration) {
        Restorer restorer = new Restorer(restoration, context.reach());
        return engine.connections().isSurrounded()
                ? Transactions.run(engine, context, restorer::within)
                : restorer.alone(this);
    }

    @Override
    public final BoundPurge purge(SoftDeletable table) {
        return new BoundPurge(Purge.of(table), this::run);
    }

    @Override
    public final DataKeys keys() {
        if (context.reach() == Reach.ALL_TENANTS) {
            throw new EncryptionException(
                    "Data keys are each tenant's own: use forEachTenant(scope -> scope.keys()…), or shredTenant(id)");
        }
        return new KeyManagement(this, Reading.required(engine.statements().ciphers()), engine.personalData());
    }

    @Override
    public final BoundReencryption reencrypt(Table table) {
        if (context.reach() == Reach.ALL_TENANTS && table.tenantKey() != null) {
            throw new TenantRequiredException("A re-encryption of " + table.name()
                    + " goes tenant by tenant: run it in forEachTenant(scope -> scope.reencrypt(…)…)");
        }
        if (engine.connections().isSurrounded()) {
            throw new TransactionMisuseException("A re-encryption commits batch by batch, and the transaction that is"
                    + " under way is somebody else's: call it outside of that");
        }
        Ciphers ciphers = Reading.required(engine.statements().ciphers());
        return new BoundReencryption(
                Reencryption.of(table), reencryption -> new Reencrypter(this, ciphers, reencryption).run());
    }

    private PurgeReport run(Purge purge) {
        if (context.reach() == Reach.ALL_TENANTS && purge.table().tenantKey() != null) {
            throw new TenantRequiredException("A purge of " + purge.table().name()
                    + " goes tenant by tenant: run it in forEachTenant(scope -> scope.purge(…)…)");
        }
        if (engine.connections().isSurrounded()) {
            throw new TransactionMisuseException(
                    "A purge commits batch by batch, and the transaction that is under way is"
                            + " somebody else's: call it outside of that");
        }
        return new Purger(this, purge).run();
    }

    @Override
    public final Events events() {
        context.requireEvents();
        return new Events(runner());
    }

    final EventRunner runner() {
        return new SessionEvents(
                engine.events(),
                this,
                context.tenant(),
                keyIds -> Reading.required(engine.statements().ciphers()).opener(keyIds, context.keys(engine)),
                this::committed);
    }

    /** What a scope has sent is committed; where somebody else's transaction is under way, that says when. */
    final void committed(Consumer<EventRunner> then, Consumer<RuntimeException> failed) {
        try {
            if (engine.connections().isSurrounded()) {
                Transactions.run(engine, context, tx -> {
                    tx.afterCommit(then, failed);
                    return true;
                });
            } else {
                then.accept(runner());
            }
        } catch (RuntimeException failure) {
            failed.accept(failure);
        }
    }

    @Override
    public final <R extends @Nullable Object> R inTransaction(
            TransactionOptions options, Work<? super Transaction, R> work) {
        return Transactions.run(engine, context, options, work);
    }

    @Override
    public final <R extends @Nullable Object> R joining(Handle handle, Work<? super Transaction, R> work) {
        return Transactions.join(engine, context, handle, work);
    }

    @Override
    public String toString() {
        return "Scope[" + context.tenantName() + "]";
    }
}
