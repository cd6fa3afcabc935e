package dev.holdfast.projection;

import dev.holdfast.error.InvalidValueException;
import dev.holdfast.event.OpenedEvent;
import dev.holdfast.event.RawEvent;
import dev.holdfast.internal.Required;
import dev.holdfast.table.Table;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is made of events: a name, a version, and handlers. Given to the builder of a Holdfast in {@link ProjectionSettings}, and
 * run by {@link Projections#start}. Immutable and thread-safe, as its handlers must be.
 *
 * <pre>{@code
 * Projection statistics = Projection.named("statistics")
 *         .on(Committed.class, (event, tx) -> tx.update(STATISTICS)…)
 *         .build();
 * }</pre>
 */
public final class Projection {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_-]{0,62}");
    private static final int MOST_PARTITIONS = 256;

    private final String name;
    private final int version;
    private final int partitions;
    private final @Nullable PartitionKey key;
    private final @Nullable String acrossTenants;
    private final boolean inline;
    private final List<On<?>> handlers;
    private final Set<String> categories;
    private final Set<String> typeNames;
    private final Set<Table> readModel;

    private Projection(Builder builder) {
        this.name = builder.name;
        this.version = builder.version;
        this.partitions = builder.partitions;
        this.key = builder.key;
        this.acrossTenants = builder.acrossTenants;
        this.inline = builder.inline;
        this.handlers = List.copyOf(builder.handlers);
        this.categories = Set.copyOf(builder.categories);
        this.typeNames = Set.copyOf(builder.typeNames);
        this.readModel = Collections.unmodifiableSet(new LinkedHashSet<>(builder.readModel));
    }

    /**
     * Begins a projection, of version 1 and in one partition.
     *
     * @param name under which its checkpoint is kept: up to 63 small letters, digits, {@code -} and {@code _}, a letter first
     */
    public static Builder named(String name) {
        if (!NAME.matcher(Required.given("named", name)).matches()) {
            throw new InvalidValueException(
                    "A projection's name",
                    "is \"" + name + "\"",
                    "use up to 63 small letters, digits, - and _, a letter first");
        }
        return new Builder(name);
    }

    /**
     * A handler of events of a type.
     *
     * @param type what an event's data must be
     * @param each called for each event; null where it isn't that kind of handler
     * @param writing called for each event, and says what is to be written; null where it isn't that kind of handler
     * @param batch called for several at once; null where it isn't that kind of handler
     */
    public record On<E>(
            Class<E> type,
            @Nullable EventHandler<? super E> each,
            @Nullable WriteHandler<? super E> writing,
            @Nullable BatchHandler<E> batch) {}

    public String name() {
        return name;
    }

    /** Its version: a greater one builds its read model anew, into its own tables. */
    public int version() {
        return version;
    }

    /** How many parts of it run at the same time at most. */
    public int partitions() {
        return partitions;
    }

    /** Which row an event changes; null where there is one partition. */
    public @Nullable PartitionKey key() {
        return key;
    }

    /** Why its handlers see all tenants; null where they see the event's alone. */
    public @Nullable String acrossTenants() {
        return acrossTenants;
    }

    /** Whether it runs in each append's own transaction, once it is in force. */
    public boolean isInline() {
        return inline;
    }

    /** What it does, in the order in which it was said. */
    public List<On<?>> handlers() {
        return handlers;
    }

    /** The streams' categories that it wants; empty for all. */
    public Set<String> categories() {
        return categories;
    }

    /** The stored names of types that it wants, where it takes events as they are stored; empty for all. */
    public Set<String> typeNames() {
        return typeNames;
    }

    /** The tables that it writes, as far as that was said. */
    public Set<Table> readModel() {
        return readModel;
    }

    /** Whether it takes events as they are stored. */
    public boolean isRaw() {
        return handlers.get(0).type() == RawEvent.class || handlers.get(0).type() == OpenedEvent.class;
    }

    @Override
    public String toString() {
        return name + " v" + version;
    }

    /** Collects what a projection does. Not thread-safe. */
    public static final class Builder {

        private final String name;
        private int version = 1;
        private int partitions = 1;
        private @Nullable PartitionKey key;
        private @Nullable String acrossTenants;
        private boolean inline;
        private final List<On<?>> handlers = new ArrayList<>();
        private final Set<String> categories = new LinkedHashSet<>();
        private final Set<String> typeNames = new LinkedHashSet<>();
        private final Set<Table> readModel = new LinkedHashSet<>();

        private Builder(String name) {
            this.name = name;
        }

        /**
         * Another version than 1. It has checkpoints of its own, begins with the first event, and is to write into tables of
         * its own; see {@link Projections#serve}.
         *
         * @param number at least 1
         */
        public Builder version(int number) {
            if (number < 1) {
                throw new InvalidValueException("A projection's version", "is " + number, "begin with 1");
            }
            this.version = number;
            return this;
        }

        /**
         * Handles each event of a type; several handlers may be given an event, each in its turn.
         *
         * @param type a registered class or what several extend; {@code RawEvent} or {@code OpenedEvent} for events as they are
         *     stored, of all types, and then alone
         */
        public <E> Builder on(Class<E> type, EventHandler<? super E> handler) {
            handlers.add(new On<E>(Required.given("on", type), Required.given("on", handler), null, null));
            return this;
        }

        /** As {@link #on}, for several events at once. */
        public <E> Builder onBatch(Class<E> type, BatchHandler<E> handler) {
            handlers.add(new On<E>(Required.given("onBatch", type), null, null, Required.given("onBatch", handler)));
            return this;
        }

        /**
         * As {@link #on}, for a handler that only writes: its statements aren't waited for one by one, but go to PostgreSQL together with those
         * of the other events of a transaction, in some ten times less time.
         */
        public <E> Builder onWriting(Class<E> type, WriteHandler<? super E> handler) {
            handlers.add(
                    new On<E>(Required.given("onWriting", type), null, Required.given("onWriting", handler), null));
            return this;
        }

        /**
         * Runs in several partitions, which processes share among them. Two events of one key never run at the same time.
         *
         * @param count from 2 to 256; another number takes another version
         */
        public Builder partitionedBy(int count, PartitionKey of) {
            if (count < 2 || count > MOST_PARTITIONS) {
                throw new InvalidValueException(
                        "The partitions of " + name, "are " + count, "give a number from 2 to " + MOST_PARTITIONS);
            }
            this.partitions = count;
            this.key = Required.given("partitionedBy", of);
            return this;
        }

        /**
         * Handlers see all tenants' rows, through the data source for that, instead of the event's tenant's: for a read model
         * without tenants.
         *
         * @param reason why, as in {@code holdfast.acrossTenants(reason)}
         */
        public Builder acrossTenants(String reason) {
            if (Required.given("acrossTenants", reason).isBlank()) {
                throw new InvalidValueException("acrossTenants(…) of " + name, "has no reason", "say why");
            }
            this.acrossTenants = reason;
            return this;
        }

        /**
         * Handlers run in each append's own transaction, on its session, behind the insert of the events: what they write is
         * there when the append is, and where one throws, nothing of the append is stored ({@link InlineProjectionException}).
         * They are given the events of that append alone; where others append at the same time, of several streams in any order.
         *
         * <p>It is in force from when it is first started or served on a store without events. Where there are some, it runs as
         * others do until it has caught up and {@link Projections#serve} puts it in force. From then on PostgreSQL refuses each
         * append that doesn't run it.
         */
        public Builder inline() {
            this.inline = true;
            return this;
        }

        /** Only events of streams of these categories. */
        public Builder inCategories(String... names) {
            categories.addAll(List.of(Required.each("inCategories", names)));
            return this;
        }

        /** Only events stored under these names, where they are handled as they are stored. */
        public Builder ofTypeNames(String... names) {
            typeNames.addAll(List.of(Required.each("ofTypeNames", names)));
            return this;
        }

        /**
         * Says which tables it writes. Handlers may write others as well: this is for the doctor, which looks whether they
         * belong to tenants, and for {@code events().purgeTenant(…)}, which deletes the tenant's rows in them.
         */
        public Builder readModel(Table... tables) {
            readModel.addAll(List.of(Required.each("readModel", tables)));
            return this;
        }

        /** The projection. */
        public Projection build() {
            if (handlers.isEmpty()) {
                throw new InvalidValueException(
                        "The projection " + name, "handles nothing", "call on(…), onWriting(…) or onBatch(…)");
            }
            if (inline && (key != null || acrossTenants != null)) {
                throw new InvalidValueException(
                        "The inline projection " + name,
                        key != null ? "has partitions" : "is across tenants",
                        "leave that out: it runs in each append's transaction, which is one tenant's");
            }
            boolean raw = handlers.stream().anyMatch(each -> isStored(each.type()));
            if (raw && handlers.size() > 1) {
                throw new InvalidValueException(
                        "The projection " + name,
                        "handles events as they are stored, and others",
                        "give it one handler, or make two projections of it");
            }
            if (!raw && !typeNames.isEmpty()) {
                throw new InvalidValueException(
                        "The projection " + name, "names types of classes it handles", "leave ofTypeNames(…) out");
            }
            if (!raw && handlers.stream().anyMatch(each -> Objects.equals(each.type(), Object.class))) {
                throw new InvalidValueException(
                        "The projection " + name,
                        "handles Object",
                        "name what its events have in common, or RawEvent for all of them");
            }
            return new Projection(this);
        }

        private static boolean isStored(Class<?> type) {
            return type == RawEvent.class || type == OpenedEvent.class;
        }
    }
}
