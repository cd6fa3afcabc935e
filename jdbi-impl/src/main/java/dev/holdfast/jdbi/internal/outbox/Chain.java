package dev.holdfast.jdbi.internal.outbox;

import dev.holdfast.error.HoldfastException;
import dev.holdfast.event.Position;
import dev.holdfast.event.RecordedEvent;
import dev.holdfast.internal.Required;
import dev.holdfast.outbox.Message;
import dev.holdfast.outbox.MessagesMapper;
import dev.holdfast.outbox.Outbox;
import dev.holdfast.outbox.OutboxMessage;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The events of one stream, one message after the other. For one thread. */
final class Chain {

    private final Outbox outbox;
    private final Queue<StoredItem> items = new ArrayDeque<>();
    private final Deque<OutboxMessage> messages = new ArrayDeque<>();
    private final long begun;
    private @Nullable Position position;

    /** The attempt that is under way, if one is. */
    @Nullable
    CompletionStage<?> flight;

    long sentAt;
    int attempts;
    long dueAt;

    /** When the message failed first; 0 where it hasn't. */
    long failedAt;

    @Nullable
    Throwable failure;

    /** Begins a chain. {@code begun} is of the whole delivery, so that what is due is compared by the same. */
    Chain(Outbox outbox, long begun) {
        this.outbox = outbox;
        this.begun = begun;
    }

    void add(StoredItem item) {
        items.add(item);
    }

    /** The event whose turn it is. */
    Position position() {
        return Required.given("position", position);
    }

    /**
     * The message whose turn it is; null where there is none any more, or where something failed.
     *
     * @param told whether one needn't be sent
     */
    @Nullable
    OutboxMessage next(Predicate<OutboxMessage> told) {
        while (failure == null) {
            OutboxMessage message = messages.peek();
            if (message == null) {
                StoredItem item = items.poll();
                if (item == null) {
                    return null;
                }
                map(item);
            } else if (told.test(message)) {
                acknowledged();
            } else {
                return message;
            }
        }
        return null;
    }

    /** Goes on behind the message whose turn it was. */
    void acknowledged() {
        messages.remove();
        attempts = 0;
        failedAt = 0;
    }

    /** When it is due, since the delivery began. */
    long dueIn() {
        return dueAt - begun;
    }

    private void map(StoredItem item) {
        position = item.position();
        if (item.unreadable() != null) {
            failure = item.unreadable();
            return;
        }
        for (RecordedEvent<Object> event : item.events()) {
            int index = 0;
            for (Outbox.On<?> on : outbox.mappers()) {
                if (on.type().isInstance(event.data())) {
                    try {
                        for (Message message : typed(on.mapper()).map(event)) {
                            messages.add(OutboxMessage.of(outbox.name(), event, index, message));
                            index++;
                        }
                    } catch (Exception | AssertionError | StackOverflowError thrown) {
                        failure = new HoldfastException(
                                "The mapper of the outbox " + outbox.name() + " has failed with this event: mend it,"
                                        + " and unpark the stream",
                                thrown);
                        return;
                    }
                }
            }
        }
    }

    @SuppressWarnings("unchecked") // it is given what is an instance of its type
    private static MessagesMapper<Object> typed(MessagesMapper<?> mapper) {
        return (MessagesMapper<Object>) mapper;
    }
}
