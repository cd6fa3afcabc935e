package dev.holdfast.outbox;

import dev.holdfast.error.InvalidValueException;
import dev.holdfast.event.RecordedEvent;
import dev.holdfast.internal.Required;
import dev.holdfast.projection.Projection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Tells others of events: maps them to messages, outside any transaction, and hands these to a publisher, at least once each, with
 * a key that is the same each time; in order per stream, the next event once all messages of the one before are acknowledged. Given to
 * the builder of a Holdfast, and run by {@code projections().start()}. It keeps nothing but how far it is, and which streams are
 * parked. Immutable and thread-safe, as its mappers and its publisher must be.
 *
 * <pre>{@code
 * Outbox orders = Outbox.named("orders", publisher)
 *         .on(OrderPlaced.class, event -> Message.to("orders").json(…))
 *         .build();
 * }</pre>
 */
public final class Outbox {

    private static final int MOST_IN_FLIGHT = 10_000;
    private static final int MOST_TRIES = 100;

    private final OutboxPublisher publisher;
    private final Projection subscription;
    private final List<On<?>> mappers;
    private final int inFlight;
    private final int tries;
    private final Duration timeout;

    private Outbox(Builder builder, Projection subscription) {
        this.publisher = builder.publisher;
        this.subscription = subscription;
        this.mappers = List.copyOf(builder.mappers);
        this.inFlight = builder.inFlight;
        this.tries = builder.tries;
        this.timeout = builder.timeout;
    }

    /**
     * Begins an outbox, in one partition.
     *
     * @param name under which its checkpoint is kept: up to 63 small letters, digits, {@code -} and {@code _}, a letter first; no
     *     projection's name
     */
    public static Builder named(String name, OutboxPublisher publisher) {
        return new Builder(Projection.named(name), name, Required.given("named", publisher));
    }

    /**
     * A mapper of events of a type.
     *
     * @param type what an event's data must be
     */
    public record On<E>(Class<E> type, MessagesMapper<E> mapper) {}

    public String name() {
        return subscription.name();
    }

    /** Its version: one of another number of partitions has another. */
    public int version() {
        return subscription.version();
    }

    /** What it wants of the events: for what runs it, as it runs projections; its handlers do nothing. */
    public Projection subscription() {
        return subscription;
    }

    public OutboxPublisher publisher() {
        return publisher;
    }

    /** What it makes of events, in the order in which it was said. */
    public List<On<?>> mappers() {
        return mappers;
    }

    /** How many messages a partition has under way at most. */
    public int inFlight() {
        return inFlight;
    }

    /** How often a message is published in place, before its stream is parked or the partition waits. */
    public int tries() {
        return tries;
    }

    /** How long an acknowledgement may take. */
    public Duration timeout() {
        return timeout;
    }

    @Override
    public String toString() {
        return subscription.toString();
    }

    /** Collects what an outbox does. Not thread-safe. */
    public static final class Builder {

        private final Projection.Builder subscription;
        private final String name;
        private final OutboxPublisher publisher;
        private final List<On<?>> mappers = new ArrayList<>();
        private int inFlight = 64;
        private int tries = 3;
        private Duration timeout = Duration.ofSeconds(30);

        private Builder(Projection.Builder subscription, String name, OutboxPublisher publisher) {
            this.subscription = subscription;
            this.name = name;
            this.publisher = publisher;
        }

        /**
         * A message of each event of a type; several mappers may be given an event, each in its turn.
         *
         * @param type a registered class or what several extend; {@code RawEvent} or {@code OpenedEvent} for events as they are
         *     stored, of all types, and then alone
         */
        public <E> Builder on(Class<E> type, MessageMapper<E> mapper) {
            Required.given("on", mapper);
            return onSeveral(type, event -> {
                Message message = mapper.map(event);
                return message == null ? List.of() : List.of(message);
            });
        }

        /** As {@link #on}, for several messages of an event. */
        public <E> Builder onSeveral(Class<E> type, MessagesMapper<E> mapper) {
            mappers.add(new On<E>(Required.given("onSeveral", type), Required.given("onSeveral", mapper)));
            subscription.on(type, (event, tx) -> {});
            return this;
        }

        /** Only events of streams of these categories. */
        public Builder inCategories(String... names) {
            subscription.inCategories(names);
            return this;
        }

        /** Only events stored under these names, where they are mapped as they are stored. */
        public Builder ofTypeNames(String... names) {
            subscription.ofTypeNames(names);
            return this;
        }

        /**
         * Runs in several partitions, by the streams, which processes share among them.
         *
         * @param count from 2 to 256; another number takes another version
         */
        public Builder partitions(int count) {
            subscription.partitionedBy(count, Builder::streamOf);
            return this;
        }

        private static Object streamOf(RecordedEvent<?> event) {
            return event.stream().category() + "/" + event.stream().id();
        }

        /**
         * Another version than 1, for another number of partitions: it goes on where the one before is, which stops then. What has
         * been published behind the oldest parked stream's event is published again.
         *
         * @param number at least 1
         */
        public Builder version(int number) {
            subscription.version(number);
            return this;
        }

        /** How many messages a partition has under way at most, each of another stream; 64, or from 1 to 10,000. */
        public Builder inFlight(int messages) {
            this.inFlight = within("inFlight", messages, MOST_IN_FLIGHT);
            return this;
        }

        /** How often a message is published in place while the publisher fails; 3, or from 1 to 100. */
        public Builder tries(int count) {
            this.tries = within("tries", count, MOST_TRIES);
            return this;
        }

        private int within(String what, int value, int most) {
            if (value < 1 || value > most) {
                throw new InvalidValueException(what + " of " + name, "is " + value, "give a number from 1 to " + most);
            }
            return value;
        }

        /**
         * How long an acknowledgement may take, before the message counts as failed, and may be published again; 30 seconds, or
         * from 1 ms to an hour. It should be longer than what the publisher itself takes to give up.
         */
        public Builder timeout(Duration duration) {
            if (duration.compareTo(Duration.ofMillis(1)) < 0 || duration.compareTo(Duration.ofHours(1)) > 0) {
                throw new InvalidValueException(
                        "timeout of " + name, "is " + duration, "give one from 1 ms to an hour");
            }
            this.timeout = duration;
            return this;
        }

        /** The outbox. */
        public Outbox build() {
            if (mappers.isEmpty()) {
                throw new InvalidValueException("The outbox " + name, "tells nothing", "call on(…) or onSeveral(…)");
            }
            return new Outbox(this, subscription.build());
        }
    }
}
