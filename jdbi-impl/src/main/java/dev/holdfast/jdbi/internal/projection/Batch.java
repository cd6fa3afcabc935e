package dev.holdfast.jdbi.internal.projection;

import dev.holdfast.error.HoldfastException;
import dev.holdfast.event.RecordedEvent;
import dev.holdfast.jdbi.JdbiScope;
import dev.holdfast.jdbi.internal.session.SharedTransaction;
import dev.holdfast.projection.Projection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * One transaction of a partition: what the handlers write, what couldn't be handled, and how far the partition is then. All of it
 * commits, or nothing.
 */
class Batch {

    private final Scopes scopes;
    private final Handling handling;
    private final Duration longest;

    Batch(Scopes scopes, Projection projection, Duration longest) {
        this.scopes = scopes;
        this.handling = new Handling(projection);
        this.longest = longest;
    }

    /** An event that couldn't be handled. */
    record Failed(EventGroup event, Throwable failure) {}

    /** Whose handler was running when the transaction was lost. */
    @FunctionalInterface
    interface Blame {
        void on(EventGroup event);
    }

    /** Whether several events are handled at once, and one by one only where that fails. */
    boolean handlesSeveral() {
        return true;
    }

    /** Handles all at once, tenant by tenant. */
    void whole(List<EventGroup> events, Consumer<SharedTransaction> end) {
        scopes.inTransaction(handling.projection(), longest, shared -> {
            for (Map.Entry<Object, List<RecordedEvent<Object>>> tenant :
                    byTenant(events).entrySet()) {
                JdbiScope scope = scopes.of(handling.projection(), tenant.getKey());
                shared.within(scope, tx -> handling.handle(tenant.getValue(), tx));
            }
            end.accept(shared);
        });
    }

    private Map<Object, List<RecordedEvent<Object>>> byTenant(List<EventGroup> events) {
        Map<Object, List<RecordedEvent<Object>>> tenants = new LinkedHashMap<>();
        boolean apart = handling.projection().acrossTenants() == null;
        for (EventGroup event : events) {
            Object tenant = apart ? event.stream().tenantId() : "";
            tenants.computeIfAbsent(tenant, none -> new ArrayList<>()).addAll(event.events());
        }
        return tenants;
    }

    /**
     * Handles one after the other, each behind a savepoint, so that what fails undoes itself alone. The events of a stream
     * that are behind one that failed are left out.
     *
     * @param suspect fails without being tried: its handler has taken the whole transaction along before; null for none
     * @param stopping whether the first failure ends it
     */
    List<Failed> single(
            List<EventGroup> events,
            @Nullable EventGroup suspect,
            boolean stopping,
            Blame blame,
            BiConsumer<SharedTransaction, List<Failed>> end) {
        Map<StreamKey, Failed> failed = new LinkedHashMap<>();
        scopes.inTransaction(handling.projection(), longest, shared -> {
            for (EventGroup event : events) {
                if (failed.containsKey(event.stream()) || (stopping && !failed.isEmpty())) {
                    continue;
                }
                Throwable failure = event.unreadable() != null
                        ? event.unreadable()
                        : suspect != null && event.position().equals(suspect.position())
                                ? suspected()
                                : failureOf(event, shared, blame);
                if (failure != null) {
                    failed.put(event.stream(), new Failed(event, failure));
                }
            }
            end.accept(shared, List.copyOf(failed.values()));
        });
        return List.copyOf(failed.values());
    }

    private static Throwable suspected() {
        return new HoldfastException(
                "The whole transaction was lost in the handler of this event, several times: it took too long, or too deep"
                        + " a stack, or its SQL ended the transaction or set holdfast.tenant_id. It wasn't called again");
    }

    private @Nullable Throwable failureOf(EventGroup event, SharedTransaction shared, Blame blame) {
        try {
            // ends by itself, so that who ends the transaction is who is blamed
            scopes.of(handling.projection(), event.stream().tenantId()).joining(shared.handle(), tx -> {
                tx.useTransaction(nested -> handling.handle(event.events(), nested));
                return true;
            });
            return null;
        } catch (Throwable failure) {
            boolean suspect = Faults.isSuspect(failure) || (!Faults.isOfAll(failure) && shared.isLost());
            if (suspect) {
                blame.on(event);
            }
            if (suspect || Faults.isOfAll(failure)) {
                throw failure;
            }
            return failure;
        }
    }

    /** Writes something within a tenant, in the batch's transaction. */
    void within(Object tenantId, SharedTransaction shared, Consumer<Handle> write) {
        shared.within(scopes.of(handling.projection(), tenantId), tx -> write.accept(shared.handle()));
    }
}
