package dev.holdfast.jdbi.internal.session;

import dev.holdfast.Transaction;
import dev.holdfast.Work;
import dev.holdfast.audit.Audit;
import dev.holdfast.deletion.RestoreResult;
import dev.holdfast.error.DatabaseException;
import dev.holdfast.error.TransactionMisuseException;
import dev.holdfast.event.Events;
import dev.holdfast.internal.Audience;
import dev.holdfast.internal.Required;
import dev.holdfast.internal.SqlText;
import dev.holdfast.jdbi.JdbiTransaction;
import dev.holdfast.jdbi.internal.error.SqlErrors;
import dev.holdfast.jdbi.internal.listener.Observation;
import dev.holdfast.jdbi.internal.value.Bound;
import dev.holdfast.jdbi.internal.value.Protector;
import dev.holdfast.query.Mutation;
import dev.holdfast.query.Query;
import dev.holdfast.query.Restoration;
import dev.holdfast.query.SelectQuery;
import dev.holdfast.query.VersionCheck;
import dev.holdfast.table.Schema;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * A transaction under way. The preamble rides on its first statement; it goes out before the first savepoint, since a
 * rollback to that would undo it, and before a handle is given out.
 */
final class RunningTransaction implements JdbiTransaction, ManagedHandles.ManagedTransaction {

    private final Origin origin;
    private final Engine engine;
    private final SessionSettings settings;
    private final @Nullable FeatureSql beside;
    private final Preamble preamble;
    private final Lease lease;
    private final Thread owner = Thread.currentThread();
    private final boolean untold;
    private final List<Consumer<? super EngineSession>> afterCommit = new ArrayList<>();
    private List<Observation> streams = List.of();
    private @Nullable Protector protector;
    private boolean preambleSent;
    private boolean ended;
    private boolean rollbackOnly;
    private boolean ranPlainSql;
    private @Nullable DatabaseException failure;
    private int savepoints;
    private ManagedHandles.@Nullable Entry managed;
    private @Nullable Thread ownerBefore;
    private @Nullable Handle ours;

    /**
     * On a connection.
     *
     * @param beside SQL on another connection; null where there is none
     * @param untold whether somebody else ends it, and won't tell
     */
    RunningTransaction(Origin origin, @Nullable FeatureSql beside, Preamble preamble, Lease lease, boolean untold) {
        this.origin = origin;
        this.engine = origin.engine();
        this.settings = origin.settings();
        this.beside = beside;
        this.preamble = preamble;
        this.lease = lease;
        this.untold = untold;
        this.preambleSent = preamble.isEmpty();
    }

    @Override
    public Protector protector() {
        Protector known = protector;
        if (known == null) {
            known = engine.parts().protector(new TransactionSql(settings, this::ours, beside));
            protector = known;
        }
        return known;
    }

    @Override
    public Audience audience() {
        return settings.audience();
    }

    @Override
    public @Nullable Object tenantOrNull() {
        return settings.tenant();
    }

    private void check(SqlText text) {
        settings.check(text, true);
        ranPlainSql |= text.plain();
    }

    private Connection use() {
        OneThread.require(owner);
        if (ended) {
            throw new TransactionMisuseException(
                    "The transaction has ended: use it only within the work that was given to inTransaction");
        }
        return lease.connection();
    }

    @Override
    public <T extends @Nullable Object> List<T> list(Query<T> query) {
        Connection connection = use();
        RowCollector<T> collector = new RowCollector<>(Required.given("list", query));
        for (SqlText rendered : query.texts(settings.audience())) {
            SqlText text = ExactFloats.of(rendered, query.shape());
            check(text);
            Bound bound = engine.statements().bound(text, settings, this::protector);
            guarded(text.sql(), () -> {
                engine.statements().list(connection, frame(), text, bound, collector);
                return null;
            });
        }
        return collector.results(this::protector);
    }

    @Override
    public long execute(Mutation mutation) {
        Connection connection = use();
        long count = 0;
        for (SqlText text : Required.given("execute", mutation).texts(settings.audience())) {
            check(text);
            Bound bound = engine.statements().bound(text, settings, this::protector);
            count += guarded(text.sql(), () -> engine.statements().execute(connection, frame(), text, bound));
        }
        VersionCheck check = mutation.versionCheck();
        if (count == 0 && check != null) {
            throw check.failure(this, mutation);
        }
        return count;
    }

    @Override
    public List<Long> executeAll(List<? extends Mutation> mutations) {
        Connection connection = use();
        List<Pipeline.Piece> pieces = new ArrayList<>();
        for (int i = 0; i < Required.given("executeAll", mutations).size(); i++) {
            for (SqlText text :
                    Required.given("executeAll", (Mutation) mutations.get(i)).texts(settings.audience())) {
                check(text);
                pieces.add(new Pipeline.Piece(i, text, engine.statements().bound(text, settings, this::protector)));
            }
        }
        sendPreamble("");
        long[] counts = guarded("", () -> new Pipeline(engine.statements(), connection, mutations.size()).run(pieces));
        for (int i = 0; i < counts.length; i++) {
            VersionCheck check = mutations.get(i).versionCheck();
            if (counts[i] == 0 && check != null) {
                throw check.failure(this, mutations.get(i));
            }
        }
        return Arrays.stream(counts).boxed().toList();
    }

    @Override
    public <T extends @Nullable Object> Stream<T> stream(SelectQuery<T> query) {
        use();
        sendPreamble("");
        SqlText text = SessionSettings.single(Required.given("stream", query).texts(settings.audience()));
        check(text);
        return guarded(
                text.sql(),
                () -> Streams.over(
                        engine.statements(),
                        lease.connection(),
                        settings,
                        text,
                        query,
                        this::protector,
                        this::use,
                        this::begun));
    }

    /** Who listens is told of a stream that nobody closes when the transaction ends. */
    private void begun(Observation stream) {
        if (stream != Observation.NONE) {
            streams = streams.isEmpty() ? new ArrayList<>() : streams;
            streams.add(stream);
        }
    }

    @Override
    public Audit audit() {
        use();
        return engine.parts().open(this, Audit.class);
    }

    @Override
    public Events events() {
        use();
        return engine.parts().open(this, Events.class);
    }

    @Override
    public void afterCommit(Consumer<? super EngineSession> work, Consumer<? super RuntimeException> failed) {
        if (!untold) {
            afterCommit.add(scope -> scope.afterCommit(work, failed));
            return;
        }
        try {
            useTransaction(nested -> work.accept(this));
        } catch (RuntimeException failure) { // behind the savepoint, which it has rolled back
            failed.accept(failure);
        }
    }

    @Override
    public void whenCommitted(Runnable told) {
        if (!untold) {
            afterCommit.add(scope -> told.run());
        }
    }

    /** To be called once it was rolled back: what waited for its commit doesn't run. */
    @Override
    public void forget() {
        afterCommit.clear();
    }

    /** Whether something waits for {@link #committed}. */
    boolean isAwaitingCommit() {
        return !afterCommit.isEmpty();
    }

    /** To be called once it was committed, and its connection given back. */
    void committed() {
        afterCommit.forEach(work -> work.accept(origin.scope()));
    }

    @Override
    public Schema schema() {
        return engine.schema();
    }

    @Override
    public RestoreResult restore(Restoration restoration) {
        return engine.parts().run(this, Required.given("restore", restoration), RestoreResult.class);
    }

    @Override
    public <R extends @Nullable Object> R inTransaction(Work<? super Transaction, R> work) {
        use();
        int due = afterCommit.size();
        DatabaseException before = failure;
        String name = "holdfast_" + ++savepoints;
        sendPreamble("savepoint " + name);
        R result;
        try {
            result = Calls.call(work, this);
        } catch (Throwable thrown) {
            rollbackTo(name, due, thrown);
            failure = before;
            throw thrown;
        }
        Connection connection = use();
        boolean failed = guarded("", () -> TransactionState.isFailed(connection));
        if (failed) {
            rollbackTo(name, due, null);
            failure = before;
            throw OwnTransaction.failed();
        }
        run("release savepoint " + name);
        return result;
    }

    /** Undoes what came since the savepoint, and forgets what was due after the commit since then. */
    private void rollbackTo(String name, int due, @Nullable Throwable thrown) {
        afterCommit
                .subList(Math.min(due, afterCommit.size()), afterCommit.size())
                .clear();
        try {
            Commands.run(lease.connection(), "rollback to savepoint " + name + "; release savepoint " + name);
        } catch (SQLException e) {
            if (thrown != null) {
                thrown.addSuppressed(new SQLException("rollback to savepoint failed", e.getSQLState()));
            }
        }
    }

    @Override
    public void rollbackOnly() {
        use();
        rollbackOnly = true;
    }

    @Override
    public <D> D attach(Class<D> type) {
        return handle().attach(Required.given("attach", type));
    }

    @Override
    public Handle handle() {
        use();
        sendPreamble("");
        Handle handle = lease.handle();
        if (managed == null) {
            managed = ManagedHandles.add(handle, this);
            ownerBefore = OneThread.own(lease.connection());
        }
        return handle;
    }

    /** A handle of our own: a joined one may know no SqlObjects, and whatever its owner told it besides. */
    private Handle ours() {
        use();
        sendPreamble("");
        Handle known = ours;
        if (known == null) {
            known = engine.connections().handleOver(lease.connection());
            ours = known;
        }
        return known;
    }

    /** Whether SQL that isn't Holdfast's ran in it, or a handle was given out for such, which may have ended it. */
    boolean ranForeignSql() {
        return ranPlainSql || managed != null;
    }

    @Override
    public boolean isRollbackOnly() {
        return rollbackOnly;
    }

    /** Of its own statements, the first that failed and wasn't undone by a rollback to a savepoint; null for none. */
    @Nullable
    DatabaseException failure() {
        return failure;
    }

    void end() {
        ended = true;
        streams.forEach(Observation::end);
        if (ours != null) {
            ours.close();
        }
        if (managed != null) {
            managed.end();
            OneThread.giveBack(lease.connection(), ownerBefore);
        }
    }

    private void run(String sql) {
        guarded(sql, () -> {
            Commands.run(lease.connection(), sql);
            return null;
        });
    }

    /** Sends the preamble if it hasn't gone out, with a statement behind it in the same round trip. */
    private void sendPreamble(String then) {
        if (preambleSent) {
            if (!then.isEmpty()) {
                run(then);
            }
            return;
        }
        guarded(then, () -> {
            engine.statements().run(lease.connection(), preamble, preamble.text() + then);
            return null;
        });
        preambleSent = true;
    }

    private Frame frame() {
        return preambleSent
                ? Frame.NONE
                : new Frame(preamble.text(), preamble, preamble.results(), "", () -> preambleSent = true);
    }

    private interface Step<R extends @Nullable Object> {
        R run() throws SQLException;
    }

    private <R extends @Nullable Object> R guarded(String sql, Step<R> step) {
        try {
            return step.run();
        } catch (SQLException e) {
            throw remembered(SqlErrors.translate(e, sql));
        } catch (DatabaseException e) { // translated where a listener was told of it
            throw remembered(e);
        }
    }

    private DatabaseException remembered(DatabaseException thrown) {
        failure = failure == null ? thrown : failure;
        return thrown;
    }
}
