package dev.holdfast.cqrs;

import dev.holdfast.Holdfast;
import dev.holdfast.TenantScope;
import dev.holdfast.Transaction;
import dev.holdfast.TransactionOptions;
import dev.holdfast.error.ReadOnlyException;
import dev.holdfast.internal.Required;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Sends commands and queries to their handlers. Immutable and thread-safe; an application has one, made at its start by
 * {@link #builder}, where it is seen to that none has no handler, and none two.
 *
 * <pre>{@code
 * Cqrs cqrs = Cqrs.builder(holdfast)
 *         .command(Publish.class, (command, tx) -> …)
 *         .query(ArticleList.class, reads("articles"), (query, session) -> …)
 *         .build();
 * Answer<Published> answer = cqrs.tenant(1).actor("ann").send(new Publish(…));
 * List<Article> articles = cqrs.tenant(1).ask(new ArticleList(), atLeast(answer.position(), Duration.ofSeconds(2)));
 * }</pre>
 *
 * <p>What is sent passes the middleware, then the authorizers, then the validators. Then a command's transaction begins; within it,
 * if there is an id, that is taken, so that a lost race is run anew as a whole. This order is fixed: else somebody who may not send a
 * command could get the result that it had for another one.
 */
public final class Cqrs {

    private final Holdfast holdfast;
    private final Handlers handlers;
    private final Checks checks;
    private final List<Middleware> middleware;
    private final Attempts attempts;
    private final Reading reading;

    private Cqrs(Builder builder) {
        this.holdfast = builder.holdfast;
        this.checks = new Checks(builder.validators, builder.authorizers);
        this.handlers = new Handlers(
                builder.commands, builder.queries, builder.wanted, checks, builder.reading.projectionWait() != null);
        this.middleware = List.copyOf(builder.middleware);
        this.attempts = new Attempts(builder.commandOptions, builder.also);
        this.reading = builder.reading;
    }

    /** A builder of what sends commands and queries of the tenants of a Holdfast. */
    public static Builder builder(Holdfast holdfast) {
        return new Builder(Required.given("builder", holdfast));
    }

    /** For a tenant with a {@code bigint} key. */
    public CqrsScope tenant(long id) {
        return open(each -> each.tenant(id));
    }

    /** For a tenant with a {@code uuid} key. */
    public CqrsScope tenant(UUID id) {
        return open(each -> each.tenant(id));
    }

    /** For a tenant with a {@code text} key. */
    public CqrsScope tenant(String id) {
        return open(each -> each.tenant(id));
    }

    private CqrsScope open(Function<Holdfast, TenantScope> tenant) {
        Holdfast replica = reading.replica();
        TenantScope writer = tenant.apply(holdfast);
        return new CqrsScope(this, writer, replica == null ? writer : tenant.apply(replica), null);
    }

    /**
     * Forgets the commands of all tenants that were handled before a moment, in transactions of ten thousand each, through the data
     * source for work across tenants. What is forgotten is handled anew where it is sent again under its id: so wait for longer than
     * anybody repeats a command.
     *
     * @return how many
     * @throws dev.holdfast.error.TenantRequiredException where the Holdfast has no such data source
     */
    public long forgetCommands(Instant before) {
        Required.given("forgetCommands", before);
        long forgotten = 0;
        long batch;
        do {
            batch = holdfast.acrossTenants("forget commands that were handled").one(HandledCommands.forget(before));
            forgotten += batch;
        } while (batch >= HandledCommands.BATCH);
        return forgotten;
    }

    @SuppressWarnings("unchecked") // what a handler was registered with, but for what middleware makes of it
    <R extends @Nullable Object> Answer<R> send(CqrsScope scope, Command<R> command, @Nullable UUID id) {
        Handlers.OfCommand handler = handlers.command(command);
        Caller caller = scope.caller(id);
        Object answer = around(0, command, caller, () -> {
            Unchecked.call(() -> {
                checks.refuse(command, caller);
                return true;
            });
            return attempts.run(
                    scope.writer(), tx -> id == null ? each(handler, command, tx) : once(handler, command, id, tx));
        });
        return (Answer<R>) Required.given("A middleware's answer", answer, "return what next.proceed() gave");
    }

    private static Answer<?> each(Handlers.OfCommand handler, Object command, Transaction tx) throws Exception {
        Object result = handler.handler().handle(command, tx);
        return new Answer<@Nullable Object>(result, tx.one(HandledCommands.appended()), false);
    }

    private static Answer<?> once(Handlers.OfCommand handler, Object command, UUID id, Transaction tx)
            throws Exception {
        ResultType type = handler.result();
        HandledCommands.Begun begun = tx.one(HandledCommands.begin(id, command, handler.type(), type));
        if (begun.outcome().equals("reused")) {
            throw new CommandIdReusedException(id, handler.type());
        }
        if (begun.outcome().equals("handled")) {
            return new Answer<@Nullable Object>(kept(type, begun.result()), begun.position(), true);
        }
        Object result = handler.handler().handle(command, tx);
        HandledCommands.Kept kept =
                tx.one(HandledCommands.finish(id, type.isNothing() ? null : result, handler.type(), type));
        return new Answer<@Nullable Object>(kept(type, kept.result()), kept.position(), false);
    }

    private static @Nullable Object kept(ResultType type, @Nullable Object result) {
        return type.isNothing() ? type.nothing() : result;
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // as in send; null comes out only where R allows it
    <R extends @Nullable Object> R ask(CqrsScope scope, Query<R> query, @Nullable AtLeast atLeast) {
        Handlers.OfQuery handler = handlers.query(query);
        Caller caller = scope.caller(null);
        return (R) around(0, query, caller, () -> {
            Unchecked.call(() -> {
                checks.refuse(query, caller);
                return true;
            });
            if (atLeast != null) {
                reading.await(scope, handler.reads(), atLeast);
            }
            try {
                return scope.reader().inTransaction(reading.options(), tx -> handler.handler()
                        .handle(query, tx));
            } catch (ReadOnlyException e) {
                throw new QueryWritesException(handler.type(), e);
            }
        });
    }

    private @Nullable Object around(int index, Object message, Caller caller, Middleware.Next handling) {
        if (index == middleware.size()) {
            return handling.proceed();
        }
        return Unchecked.call(() ->
                middleware.get(index).around(message, caller, () -> around(index + 1, message, caller, handling)));
    }

    /** Collects handlers, and what stands in front of them. Not thread-safe. */
    public static final class Builder {

        private final Holdfast holdfast;
        private final List<Handlers.OfCommand> commands = new ArrayList<>();
        private final List<Handlers.OfQuery> queries = new ArrayList<>();
        private final List<Class<?>> wanted = new ArrayList<>();
        private final List<Checks.On<Validator<Object>>> validators = new ArrayList<>();
        private final List<Checks.On<Authorizer<Object>>> authorizers = new ArrayList<>();
        private final List<Middleware> middleware = new ArrayList<>();
        private final List<Class<? extends RuntimeException>> also = new ArrayList<>();
        private TransactionOptions commandOptions = TransactionOptions.defaults();
        private Reading reading =
                new Reading(null, null, TransactionOptions.defaults().asReadOnly());

        private Builder(Holdfast holdfast) {
            this.holdfast = holdfast;
        }

        /**
         * Handles a command.
         *
         * @param type the very class of what is sent
         */
        @SuppressWarnings("unchecked") // it is given what is of the type alone
        public <R extends @Nullable Object, C extends Command<R>> Builder command(
                Class<C> type, CommandHandler<? super C, ? extends R> handler) {
            commands.add(new Handlers.OfCommand(
                    Required.given("command", type), ResultType.of(type), (CommandHandler<Object, ?>)
                            Required.given("command", handler)));
            return this;
        }

        /** As {@link #command}, for a command without a result. */
        public <C extends Command<@Nullable Void>> Builder useCommand(Class<C> type, CommandUse<? super C> use) {
            Class<C> of = Required.given("useCommand", type);
            CommandUse<? super C> given = Required.given("useCommand", use);
            CommandHandler<Object, @Nullable Void> handler = (command, tx) -> {
                given.run(of.cast(command), tx);
                return null;
            };
            commands.add(new Handlers.OfCommand(of, ResultType.of(of), handler));
            return this;
        }

        /**
         * Answers a query that reads what commands write themselves. On the primary it needn't wait for anything.
         *
         * @param type the very class of what is asked
         */
        public <R extends @Nullable Object, Q extends Query<R>> Builder query(
                Class<Q> type, QueryHandler<? super Q, ? extends R> handler) {
            return query(type, Reads.NONE, handler);
        }

        /**
         * Answers a query that reads what projections make.
         *
         * @param reads which ones, {@code reads("articles")}
         */
        @SuppressWarnings("unchecked") // it is given what is of the type alone
        public <R extends @Nullable Object, Q extends Query<R>> Builder query(
                Class<Q> type, Reads reads, QueryHandler<? super Q, ? extends R> handler) {
            queries.add(new Handlers.OfQuery(
                    Required.given("query", type), Required.given("query", reads), (QueryHandler<Object, ?>)
                            Required.given("query", handler)));
            return this;
        }

        /**
         * Has {@link #build} see to it that these are handled: classes, and all that sealed interfaces permit.
         *
         * @param types commands and queries
         */
        public Builder mustHandle(Class<?>... types) {
            wanted.addAll(List.of(Required.each("mustHandle", types)));
            return this;
        }

        /**
         * Looks at commands or queries of a class, or below an interface, before they are handled. All validators of a command are
         * asked, in the order in which they were given.
         */
        @SuppressWarnings("unchecked") // it is given what is of the type alone
        public <M> Builder validate(Class<M> type, Validator<? super M> validator) {
            validators.add(new Checks.On<>(
                    Required.given("validate", type), (Validator<Object>) Required.given("validate", validator)));
            return this;
        }

        /**
         * Says who may send commands or ask queries of a class, or below an interface. All authorizers of a command must allow it.
         * Once there is one, {@link #build} wants at least one for each command and query: what anybody may send is said so, {@code
         * (message, caller) -> true}.
         */
        @SuppressWarnings("unchecked") // it is given what is of the type alone
        public <M> Builder authorize(Class<M> type, Authorizer<? super M> authorizer) {
            authorizers.add(new Checks.On<>(
                    Required.given("authorize", type), (Authorizer<Object>) Required.given("authorize", authorizer)));
            return this;
        }

        /** Stands around all that is sent and asked, the one given first outermost. */
        public Builder middleware(Middleware around) {
            middleware.add(Required.given("middleware", around));
            return this;
        }

        /**
         * How commands' transactions run. By {@link TransactionOptions#retry} a lost race runs the whole transaction anew, the
         * handler too.
         */
        public Builder commandTransactions(TransactionOptions options) {
            commandOptions = Required.given("commandTransactions", options);
            return this;
        }

        /**
         * Runs a command's transaction anew after such an exception, too, as a {@code VersionConflictException}: within the attempts
         * of {@link #commandTransactions}' retries, whose number both share.
         *
         * @param type of what comes out of the transaction
         */
        public Builder retryAlsoAfter(Class<? extends RuntimeException> type) {
            also.add(Required.given("retryAlsoAfter", type));
            return this;
        }

        /** How queries' transactions run, each of which only reads. */
        public Builder queryTransactions(TransactionOptions options) {
            reading = new Reading(
                    reading.replica(),
                    reading.projectionWait(),
                    Required.given("queryTransactions", options).asReadOnly());
            return this;
        }

        /** What waits for projections, {@code holdfast.projections()::await}. */
        public Builder awaitBy(PositionWait wait) {
            reading = new Reading(reading.replica(), Required.given("awaitBy", wait), reading.options());
            return this;
        }

        /**
         * Has queries read on a replica.
         *
         * @param replica a Holdfast over the data source of one standby: of several behind one address the one that is read need not
         *     be the one that was waited for
         * @param wait what waits for projections as that server shows them, {@code replica.projections()::await}
         */
        public Builder replica(Holdfast replica, PositionWait wait) {
            reading =
                    new Reading(Required.given("replica", replica), Required.given("replica", wait), reading.options());
            return this;
        }

        /**
         * Puts it together.
         *
         * @throws HandlersException where a command or query has no handler, two, or nobody who says who may send it
         */
        public Cqrs build() {
            return new Cqrs(this);
        }
    }
}
