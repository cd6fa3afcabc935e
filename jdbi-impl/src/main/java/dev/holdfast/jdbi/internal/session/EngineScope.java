package dev.holdfast.jdbi.internal.session;

import dev.holdfast.Transaction;
import dev.holdfast.TransactionOptions;
import dev.holdfast.Work;
import dev.holdfast.jdbi.JdbiScope;
import dev.holdfast.query.Mutation;
import dev.holdfast.query.Query;
import dev.holdfast.query.SelectQuery;
import java.util.List;
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

    @Override
    public final long execute(Mutation mutation) {
        return engine.execute(context, mutation);
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
