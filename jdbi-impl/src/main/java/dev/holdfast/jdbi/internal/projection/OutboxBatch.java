package dev.holdfast.jdbi.internal.projection;

import dev.holdfast.jdbi.internal.outbox.Delivery;
import dev.holdfast.jdbi.internal.outbox.StoredItem;
import dev.holdfast.jdbi.internal.session.SharedTransaction;
import dev.holdfast.outbox.Outbox;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What an outbox does with events: they are published first, and then one transaction says so. */
final class OutboxBatch extends Batch {

    private final Scopes scopes;
    private final Outbox outbox;
    private final Duration longest;
    private final Delivery delivery;
    private final Supplier<@Nullable UUID> token;
    private final Runnable mayGoOn;
    private @Nullable UUID known;

    /**
     * For a partition.
     *
     * @param token what it is held by; with another one it may be elsewhere than what was acknowledged is about
     * @param mayGoOn throws where it may be another process's
     */
    OutboxBatch(Scopes scopes, Outbox outbox, Duration longest, Supplier<@Nullable UUID> token, Runnable mayGoOn) {
        super(scopes, outbox.subscription(), longest);
        this.scopes = scopes;
        this.outbox = outbox;
        this.longest = longest;
        this.delivery = new Delivery(outbox);
        this.token = token;
        this.mayGoOn = mayGoOn;
    }

    @Override
    boolean handlesSeveral() {
        return false;
    }

    @Override
    List<Failed> single(
            List<EventGroup> events,
            @Nullable EventGroup suspect,
            boolean stopping,
            Blame blame,
            BiConsumer<SharedTransaction, List<Failed>> end) {
        UUID now = token.get();
        if (!Objects.equals(now, known)) {
            delivery.forget();
            known = now;
        }
        Delivery.Outcome outcome = delivery.deliver(
                events.stream()
                        .map(event ->
                                new StoredItem(event.stream(), event.position(), event.events(), event.unreadable()))
                        .toList(),
                stopping,
                mayGoOn);
        List<Failed> failed = new ArrayList<>();
        for (EventGroup event : events) {
            Throwable failure = outcome.failures().get(event.position());
            if (failure != null) {
                failed.add(new Failed(event, failure));
            }
        }
        scopes.inTransaction(outbox.subscription(), longest, shared -> end.accept(shared, List.copyOf(failed)));
        delivery.committed(outcome);
        return List.copyOf(failed);
    }
}
