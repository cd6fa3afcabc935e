package dev.holdfast.jdbi.internal.session;

import dev.holdfast.Transaction;
import dev.holdfast.TransactionOptions;
import dev.holdfast.Work;
import dev.holdfast.audit.Audit;
import dev.holdfast.crypto.DataKeys;
import dev.holdfast.crypto.ReencryptionReport;
import dev.holdfast.deletion.PurgeReport;
import dev.holdfast.deletion.RestoreResult;
import dev.holdfast.event.Events;
import dev.holdfast.internal.Audience;
import dev.holdfast.internal.Required;
import dev.holdfast.jdbi.JdbiScope;
import dev.holdfast.jdbi.SessionContext;
import dev.holdfast.jdbi.SurroundingTransaction;
import dev.holdfast.jdbi.internal.value.Bound;
import dev.holdfast.jdbi.internal.value.Protector;
import dev.holdfast.query.BoundPurge;
import dev.holdfast.query.BoundReencryption;
import dev.holdfast.query.Mutation;
import dev.holdfast.query.Purge;
import dev.holdfast.query.Query;
import dev.holdfast.query.Reencryption;
import dev.holdfast.query.Restoration;
import dev.holdfast.query.SelectQuery;
import dev.holdfast.query.VersionCheck;
import dev.holdfast.table.Schema;
import dev.holdfast.table.SoftDeletable;
import dev.holdfast.table.Table;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * What all scopes have in common: statements run alone, and each feature is asked for by its door.
 *
 * @param <S> the kind of scope, which another context leaves as it is
 */
abstract class EngineScope<S extends JdbiScope> implements ScopeSession {

    private final Origin origin;
    private final Standalone statements;

    EngineScope(Engine engine, SessionSettings settings) {
        this.origin = new Origin(engine, settings, this);
        this.statements = new Standalone(origin);
    }

    final Engine engine() {
        return origin.engine();
    }

    final SessionSettings settings() {
        return origin.settings();
    }

    /** The same scope in another context. */
    abstract S in(ChangeContext context);

    @Override
    public final S actor(String actor) {
        return in(settings().context().withActor(actor));
    }

    @Override
    public final S because(String reason) {
        return in(settings().context().withReason(reason));
    }

    @Override
    public final S requestId(String requestId) {
        return in(settings().context().withRequestId(requestId));
    }

    @Override
    public final S metadata(String name, String value) {
        return in(
                settings().context().withMetadata(Collections.singletonMap(name, value))); // takes null, to be refused
    }

    @Override
    public final S metadata(Map<String, String> metadata) {
        return in(settings().context().withMetadata(metadata));
    }

    @Override
    public final SessionContext context() {
        return AllSettings.of(settings());
    }

    /** What a feature gives out for this scope. */
    final <T> T door(Class<T> type) {
        return engine().parts().open(this, type);
    }

    private <R> R run(Object job, Class<R> result) {
        return engine().parts().run(this, job, result);
    }

    @Override
    public final <T extends @Nullable Object> List<T> list(Query<T> query) {
        return statements.list(Required.given("list", query));
    }

    @Override
    public final <T extends @Nullable Object> Stream<T> stream(SelectQuery<T> query) {
        return statements.stream(Required.given("stream", query));
    }

    /** Rows that are compared are streamed, also in a transaction that is somebody else's: they don't outlive the call. */
    @Override
    public final long count(SelectQuery<?> query) {
        return Required.given("count", query).compared() == null
                ? ScopeSession.super.count(query)
                : Transactions.run(origin, tx -> tx.count(query));
    }

    @Override
    public final boolean exists(SelectQuery<?> query) {
        return Required.given("exists", query).compared() == null
                ? ScopeSession.super.exists(query)
                : Transactions.run(origin, tx -> tx.exists(query));
    }

    @Override
    public final long execute(Mutation mutation) {
        long count = statements.execute(Required.given("execute", mutation));
        VersionCheck check = mutation.versionCheck();
        if (count == 0 && check != null) {
            throw check.failure(this, mutation);
        }
        return count;
    }

    @Override
    public final Schema schema() {
        return engine().schema();
    }

    @Override
    public final RestoreResult restore(Restoration restoration) {
        return run(Required.given("restore", restoration), RestoreResult.class);
    }

    @Override
    public final BoundPurge purge(SoftDeletable table) {
        return new BoundPurge(Purge.of(Required.given("purge", table)), purge -> run(purge, PurgeReport.class));
    }

    @Override
    public final BoundReencryption reencrypt(Table table) {
        BatchJobs.check(this, Required.given("reencrypt", table), "re-encryption", "reencrypt");
        if (!protector().isConfigured()) {
            throw Protector.missing();
        }
        return new BoundReencryption(
                Reencryption.of(table), reencryption -> run(reencryption, ReencryptionReport.class));
    }

    @Override
    public DataKeys keys() {
        return door(DataKeys.class);
    }

    @Override
    public Audit audit() {
        return door(Audit.class);
    }

    @Override
    public Events events() {
        return door(Events.class);
    }

    @Override
    public final <R extends @Nullable Object> R inTransaction(
            TransactionOptions options, Work<? super Transaction, R> work) {
        return Transactions.run(origin, Required.given("inTransaction", options), work);
    }

    @Override
    public final <R extends @Nullable Object> R joining(Handle handle, Work<? super Transaction, R> work) {
        return Transactions.join(origin, Required.given("joining", handle), work);
    }

    /** As {@link #joining(Handle, Work)}, as one of several blocks. */
    final <R extends @Nullable Object> R joining(
            Handle handle, JoinedBlock.Beginning beginning, Work<? super Transaction, R> work) {
        return Transactions.join(origin, handle, beginning, work);
    }

    @Override
    public final Audience audience() {
        return settings().audience();
    }

    @Override
    public final @Nullable Object tenantOrNull() {
        return settings().tenant();
    }

    @Override
    public final boolean isRollbackOnly() {
        return false;
    }

    @Override
    public final boolean isSurrounded() {
        return engine().connections().isSurrounded();
    }

    @Override
    public final boolean isStandalone() {
        return !statements.mustJoin();
    }

    @Override
    public final Bound.Told told() {
        return settings().told();
    }

    @Override
    public final Protector protector() {
        return engine().parts().protector(new ScopeSql(origin));
    }

    @Override
    public final void afterCommit(Consumer<? super EngineSession> work, Consumer<? super RuntimeException> failed) {
        try {
            if (isSurrounded()) {
                Transactions.run(origin, tx -> {
                    tx.afterCommit(work, failed);
                    return true;
                });
            } else {
                work.accept(this);
            }
        } catch (RuntimeException failure) {
            failed.accept(failure);
        }
    }

    @Override
    public final void whenCommitted(Runnable told) {
        SurroundingTransaction surrounding = engine().connections().surrounding();
        if (surrounding == null) {
            told.run();
        } else {
            surrounding.afterCommit(told);
        }
    }

    @Override
    public String toString() {
        return "Scope[" + settings().tenantName() + "]";
    }
}
