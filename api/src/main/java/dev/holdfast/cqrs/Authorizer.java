package dev.holdfast.cqrs;

/**
 * Says who may send a command or ask a query. Called by several threads at once, before anything is done or looked up.
 *
 * @param <M> the command or query
 */
@FunctionalInterface
public interface Authorizer<M> {

    /**
     * Whether the caller may.
     *
     * @return false has it refused by a {@link NotAuthorizedException}
     * @throws Exception comes out as a handler's does, and refuses as well
     */
    boolean allows(M message, Caller caller) throws Exception;
}
