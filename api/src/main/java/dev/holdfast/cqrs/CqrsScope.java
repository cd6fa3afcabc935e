package dev.holdfast.cqrs;

import dev.holdfast.TenantScope;
import dev.holdfast.internal.CheckReturnValue;
import dev.holdfast.internal.Required;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Sends a tenant's commands and asks its queries. Immutable, thread-safe and cheap, as a {@link TenantScope} is: make one for each
 * request. Each modifier returns another one.
 */
public final class CqrsScope {

    private final Cqrs cqrs;
    private final TenantScope writer;
    private final TenantScope reader;
    private final @Nullable String actor;

    CqrsScope(Cqrs cqrs, TenantScope writer, TenantScope reader, @Nullable String actor) {
        this.cqrs = cqrs;
        this.writer = writer;
        this.reader = reader;
        this.actor = actor;
    }

    /** The tenant: a Long, UUID or String. */
    public Object tenantId() {
        return writer.tenantId();
    }

    /** The same with who acts, for authorizers, and as {@link TenantScope#actor}. */
    @CheckReturnValue
    public CqrsScope actor(String who) {
        return in(scope -> scope.actor(who), who);
    }

    /** The same with why, as {@link TenantScope#because}. */
    @CheckReturnValue
    public CqrsScope because(String reason) {
        return in(scope -> scope.because(reason), actor);
    }

    /** The same with the request that is served, as {@link TenantScope#requestId}. */
    @CheckReturnValue
    public CqrsScope requestId(String requestId) {
        return in(scope -> scope.requestId(requestId), actor);
    }

    /** The same with something more, as {@link TenantScope#metadata(String, String)}. */
    @CheckReturnValue
    public CqrsScope metadata(String name, String value) {
        return in(scope -> scope.metadata(name, value), actor);
    }

    /** The same with something more, as {@link TenantScope#metadata(Map)}. */
    @CheckReturnValue
    public CqrsScope metadata(Map<String, String> metadata) {
        return in(scope -> scope.metadata(metadata), actor);
    }

    private CqrsScope in(UnaryOperator<TenantScope> context, @Nullable String who) {
        return new CqrsScope(cqrs, context.apply(writer), context.apply(reader), who);
    }

    /**
     * Has a command handled, in a transaction of its own, as often as it is sent. Behind the handler's statements goes one more,
     * {@code select holdfast.appended_position()}.
     *
     * @throws NoHandlerException where nobody handles it
     * @throws NotAuthorizedException where an authorizer doesn't allow it
     * @throws ValidationException where a validator finds something
     * @throws dev.holdfast.error.TransactionMisuseException inside a transaction of this thread; what a surrounding one is, as
     *     Spring's, is joined, unless options are set
     */
    public <R extends @Nullable Object> Answer<R> send(Command<R> command) {
        return cqrs.send(this, Required.given("send", command), null);
    }

    /**
     * Has a command handled once, however often it is sent under this id: PostgreSQL keeps the id together with what the command
     * did, and who sends it again gets the first one's answer. Of several who send it at the same time one handles it, and the
     * others wait for that; where it fails, another one handles it. In front of the handler's statements goes {@code select … from
     * holdfast.begin_command(…)}, behind them {@code … finish_command(…)}.
     *
     * @param commandId chosen by who wants the command, and kept for repeating it; random
     * @throws CommandIdReusedException where another command, or one of other content, was sent under it
     * @throws dev.holdfast.error.InvalidValueException where the command's class doesn't say what its result is
     */
    public <R extends @Nullable Object> Answer<R> sendOnce(UUID commandId, Command<R> command) {
        return cqrs.send(this, Required.given("sendOnce", command), Required.given("sendOnce", commandId));
    }

    /**
     * Has a query answered with what there is, in a transaction that only reads.
     *
     * @throws NoHandlerException where nobody handles it
     * @throws NotAuthorizedException where an authorizer doesn't allow it
     * @throws ValidationException where a validator finds something
     * @throws QueryWritesException where its handler writes
     */
    public <R extends @Nullable Object> R ask(Query<R> query) {
        return cqrs.ask(this, Required.given("ask", query), null);
    }

    /**
     * As {@link #ask(Query)}, once what the query reads is at least at a position: the projections that were named for it, and no
     * others; on a replica that has got this far, too.
     *
     * @throws dev.holdfast.projection.ProjectionTimeoutException where the projections haven't come there in time, with how far they
     *     are
     * @throws dev.holdfast.projection.StreamParkedException at once, where the position is an event of a stream that is parked there
     * @throws ReplicaBehindException where the query reads no projection, and the replica hasn't got the event in time
     */
    public <R extends @Nullable Object> R ask(Query<R> query, AtLeast atLeast) {
        return cqrs.ask(this, Required.given("ask", query), Required.given("ask", atLeast));
    }

    TenantScope writer() {
        return writer;
    }

    TenantScope reader() {
        return reader;
    }

    Caller caller(@Nullable UUID commandId) {
        return new Caller(tenantId(), actor, commandId, writer);
    }

    @Override
    public String toString() {
        return "CqrsScope[" + tenantId() + "]";
    }
}
