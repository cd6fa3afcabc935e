package dev.holdfast.spring;

import dev.holdfast.AcrossTenants;
import dev.holdfast.Scope;
import dev.holdfast.error.InvalidValueException;
import dev.holdfast.error.TenantRequiredException;
import dev.holdfast.error.WrongThreadException;
import dev.holdfast.internal.Required;
import dev.holdfast.jdbi.JdbiScope;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The scope that this thread works in: for which tenant, by whom, why, in which request. A filter opens it; each
 * transaction of a {@link SessionTransactionManager} is bound to it when it begins, and stays so until it ends, whatever is
 * opened meanwhile. An application has one for each data source.
 *
 * <pre>{@code
 * try (var open = current.open(holdfast.tenant(42L).actor("user-7"))) {
 *     service.placeOrder(order); // @Transactional
 * }
 * }</pre>
 *
 * <p>Thread-safe. Other threads, those of {@code @Async} too, have scopes of their own, or none.
 */
public final class CurrentSession {

    private final ThreadLocal<@Nullable JdbiScope> current = new ThreadLocal<>();
    private final ThreadLocal<@Nullable Opened> last = new ThreadLocal<>();
    private final @Nullable JdbiScope otherwise;

    private CurrentSession(@Nullable JdbiScope otherwise) {
        this.otherwise = otherwise;
    }

    /**
     * Where no scope is open, a transaction is refused. Otherwise it would see no rows of any tenant, silently, where a
     * filter was forgotten or a thread changed.
     */
    public static CurrentSession required() {
        return new CurrentSession(null);
    }

    /**
     * Where no scope is open, this one counts: for an application whose frameworks begin transactions of their own.
     *
     * @param scope {@code holdfast.withoutTenant()}, which sees no rows of any tenant
     */
    public static CurrentSession orElse(Scope scope) {
        return new CurrentSession(checked(scope));
    }

    private static JdbiScope checked(Scope given) {
        Scope scope = Required.given(
                "The scope",
                given,
                "give holdfast.tenant(id), or holdfast.withoutTenant() for work that is no tenant's");
        if (scope instanceof AcrossTenants) {
            throw new InvalidValueException(
                    "The scope",
                    "is over all tenants, on a data source of its own",
                    "use it without Spring's transactions; forEachTenant opens the tenants' own");
        }
        if (scope instanceof JdbiScope jdbi) {
            return jdbi;
        }
        throw new InvalidValueException(
                "The scope", "is a " + scope.getClass().getName(), "take one that a JdbiHoldfast has opened");
    }

    /**
     * Opens a scope on this thread, until what it gives is closed; then the one before is open again. Closing it closes
     * those that were opened inside it and were left open, too.
     */
    public Opened open(Scope scope) {
        JdbiScope next = checked(scope);
        Opened opened = new Opened(current.get(), last.get());
        current.set(next);
        last.set(opened);
        return opened;
    }

    /** Does work within a scope. */
    public <R extends @Nullable Object> R withScope(Scope scope, Supplier<R> work) {
        Supplier<R> given = Required.given("withScope", work);
        Opened opened = open(scope);
        try {
            return given.get();
        } finally {
            opened.close();
        }
    }

    /** As {@link #withScope}, without a result. */
    public void useScope(Scope scope, Runnable work) {
        Runnable given = Required.given("useScope", work);
        Opened opened = open(scope);
        try {
            given.run();
        } finally {
            opened.close();
        }
    }

    /** The scope of this thread, if there is one. */
    public Optional<JdbiScope> find() {
        JdbiScope open = current.get();
        return Optional.ofNullable(open == null ? otherwise : open);
    }

    /**
     * The scope of this thread, for statements of Holdfast.
     *
     * @throws TenantRequiredException where there is none
     */
    public JdbiScope scope() {
        return find().orElseThrow(() -> new TenantRequiredException("No scope is open on thread '"
                + Thread.currentThread().getName() + "': open one, current.open(holdfast.tenant(id)), in a filter or"
                + " where the work begins; holdfast.withoutTenant() for work that is no tenant's"));
    }

    /**
     * Sets the scope of this thread, until {@link #clear}: for what carries values from thread to thread, such as
     * Micrometer's context propagation. Elsewhere {@link #open} it, which puts back what was there.
     */
    public void set(Scope scope) {
        current.set(checked(scope));
    }

    /** Leaves this thread without a scope. */
    public void clear() {
        current.remove();
    }

    private static <T> void put(ThreadLocal<@Nullable T> of, @Nullable T value) {
        if (value == null) {
            of.remove();
        } else {
            of.set(value);
        }
    }

    /** A scope that is open. To be closed on its thread, the last one first; closing it again does nothing. */
    public final class Opened implements AutoCloseable {

        private final Thread owner = Thread.currentThread();
        private final @Nullable JdbiScope before;
        private final @Nullable Opened outer;
        private boolean closed;

        private Opened(@Nullable JdbiScope before, @Nullable Opened outer) {
            this.before = before;
            this.outer = outer;
        }

        @Override
        public void close() {
            if (Thread.currentThread() != owner) {
                throw new WrongThreadException("A scope of thread '" + owner.getName() + "' was closed by '"
                        + Thread.currentThread().getName() + "': close it where it was opened");
            }
            if (closed) { // also by one that it was opened in: to go back to what was before it would be wrong now
                return;
            }
            for (Opened inner = last.get(); inner != null && inner != outer; inner = inner.outer) {
                inner.closed = true;
            }
            put(last, outer);
            put(current, before);
        }
    }
}
