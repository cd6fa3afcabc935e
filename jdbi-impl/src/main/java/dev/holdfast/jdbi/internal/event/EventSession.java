package dev.holdfast.jdbi.internal.event;

import static dev.holdfast.jdbi.internal.event.EventColumns.TEXTS;

import dev.holdfast.error.DatabaseException;
import dev.holdfast.error.InvalidValueException;
import dev.holdfast.error.SchemaException;
import dev.holdfast.error.TenantRequiredException;
import dev.holdfast.error.UniqueViolationException;
import dev.holdfast.event.OpenedEvent;
import dev.holdfast.event.OrderUnavailableException;
import dev.holdfast.event.OrderUnavailableException.Reason;
import dev.holdfast.event.PositionTakenException;
import dev.holdfast.event.RawEvent;
import dev.holdfast.event.RecordedEvent;
import dev.holdfast.event.StreamId;
import dev.holdfast.event.StreamState;
import dev.holdfast.event.TailEvent;
import dev.holdfast.internal.Parameter;
import dev.holdfast.jdbi.internal.session.EngineSession;
import dev.holdfast.jdbi.internal.value.CellOpener;
import dev.holdfast.query.Query;
import dev.holdfast.sql.SqlType;
import dev.holdfast.sql.SqlTypes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the parts of a session's events share: the store, what runs its statements, and for whom. Of the session's
 * thread-safety.
 */
record EventSession(EventStore store, EngineSession session) {

    private static final CellOpener UNOPENED = cell -> {
        throw new IllegalStateException("A cell without a key: " + cell);
    };

    /** How the names of the keys end that hold a position once, a partition's too. */
    private static final String POSITION_KEY = "position_key";

    /** Refuses what takes little room where it is stored, and much where it is read. */
    private static final String WRITTEN_OUT = "events_written_out_check";

    /** An inline projection is in force that this Holdfast doesn't have. */
    private static final String NOT_RUN = "HF021";

    private static final String MISFIT = "42883";
    private static final Set<String> NOT_THERE = Set.of(MISFIT, "42P01", "3F000");

    /** Decrypts and decodes events, all keys looked up at once. */
    <E> List<RecordedEvent<E>> decoded(List<StoredEvent> stored, Class<E> type) {
        CellOpener open = opener(type, stored, event -> event.content().members());
        List<RecordedEvent<E>> events = new ArrayList<>(stored.size());
        Consumer<RecordedEvent<E>> to = events::add;
        for (StoredEvent event : stored) {
            decode(event, type, (name, part) -> true, open, to);
        }
        return events;
    }

    /**
     * Decodes an event, or the parts that an upcaster makes of it.
     *
     * @param among which parts are wanted, of which stored name
     */
    <E> void decode(
            StoredEvent event,
            Class<E> type,
            BiPredicate<String, Object> among,
            CellOpener open,
            Consumer<RecordedEvent<E>> to) {
        if (splits(event.content(), type)) {
            store.events().parts(event, type, among, open).forEach(to);
        } else {
            to.accept(store.events().decode(event, type, open));
        }
    }

    private boolean splits(StoredData event, Class<?> type) {
        return store.types().splits()
                && type != RawEvent.class
                && type != OpenedEvent.class
                && store.events().splits(event);
    }

    /**
     * Decrypts and decodes what a state is folded of, all keys looked up at once.
     *
     * @param sealed whether any may have personal members
     */
    <E> List<TailEvent<E>> tail(List<StoredData> stored, Object tenant, Class<E> type, boolean sealed) {
        CellOpener open = sealed ? opener(type, stored, StoredData::members) : UNOPENED;
        List<TailEvent<E>> events = new ArrayList<>(stored.size());
        for (StoredData event : stored) {
            if (splits(event, type)) {
                store.events().parts(event, tenant, type, open).forEach(part -> events.add(ofTail(event, part)));
            } else {
                events.add(ofTail(event, store.events().decode(event, tenant, type, open)));
            }
        }
        return events;
    }

    private static <E> TailEvent<E> ofTail(StoredData event, EventCodec.Decoded<E> decoded) {
        return new TailEvent<>(event.version(), decoded.data(), decoded.opened().keyIds());
    }

    /** What opens the personal members of these, whose keys are looked up at once; of raw events they stay as they are. */
    <T> CellOpener opener(Class<?> wanted, List<T> stored, Function<T, SealedMembers> members) {
        if (wanted == RawEvent.class) {
            return UNOPENED;
        }
        Set<Long> keyIds = new HashSet<>();
        boolean sealed = false;
        for (T event : stored) {
            SealedMembers found = members.apply(event);
            if (!found.isEmpty()) {
                sealed = true;
                keyIds.addAll(found.keyIds());
            }
        }
        return sealed ? session.protector().opener(keyIds) : UNOPENED;
    }

    /** Runs one of the store's statements. */
    <T> List<T> list(Query<T> query) {
        try {
            return session.list(query);
        } catch (DatabaseException e) {
            if (NOT_THERE.contains(e.sqlState())) {
                throw new SchemaException(
                        "The event store isn't there, or is of another version"
                                + (MISFIT.equals(e.sqlState()) ? otherTenants() : "")
                                + ": include dev/holdfast/liquibase/changelog.xml in your changelog, and migrate",
                        e);
            }
            if (NOT_RUN.equals(e.sqlState())) {
                throw new SchemaException(
                        e.serverMessage()
                                + ": give the builder that projection in .projections(…), as the processes do that"
                                + " have put it in force, or drop it there",
                        e);
            }
            String constraint = e.constraint();
            if (e instanceof UniqueViolationException && constraint != null && constraint.endsWith(POSITION_KEY)) {
                throw new PositionTakenException(e);
            }
            if (WRITTEN_OUT.equals(constraint)) {
                throw new InvalidValueException(
                        "The data or metadata of an event",
                        "has numbers that take far more room written out than as PostgreSQL stores them",
                        "store them as text, or with no more digits and exponents than a double has");
            }
            throw e;
        }
    }

    /** A session without tables of Holdfast's takes any id of a tenant; PostgreSQL has no function or operator for the wrong one. */
    private String otherTenants() {
        Object tenant = tenant();
        return tenant == null
                ? ""
                : ", or its tenants (the parameter holdfast.tenantType) aren't of the type of this session's, "
                        + tenant.getClass().getSimpleName();
    }

    /** Runs a statement that asks for the safe position first. */
    <T> List<T> listInOrder(Query<T> query) {
        try {
            return list(query);
        } catch (DatabaseException e) {
            throw switch (e.sqlState()) {
                case "55000" -> new OrderUnavailableException(Reason.STANDBY, e);
                case "25000" -> new OrderUnavailableException(Reason.ISOLATION, e);
                default -> e;
            };
        }
    }

    /** Null across tenants. */
    @Nullable
    Object tenant() {
        return session.tenantOrNull();
    }

    /** The tenant, without which there is no such thing. */
    Object requireTenant(String what) {
        Object tenant = tenant();
        if (tenant == null) {
            throw new TenantRequiredException(what
                    + " is one tenant's: open holdfast.tenant(id); across tenants events are" + " read by readAll(…)");
        }
        return tenant;
    }

    SqlType<?> tenantType() {
        Object tenant = tenant();
        return tenant == null ? store.tenantType() : SqlTypes.of(tenant.getClass());
    }

    Parameter tenantParameter() {
        return Parameter.tenant(tenantType(), "tenant_id");
    }

    static Parameter categoryParameter(StreamId stream) {
        return Parameter.of(stream.category(), SqlTypes.TEXT, "category");
    }

    static Parameter streamParameter(StreamId stream) {
        return Parameter.of(stream.id(), SqlTypes.TEXT, "stream");
    }

    boolean ignores() {
        return store.ignored().length > 0;
    }

    Parameter ignoredParameter() {
        return Parameter.of(store.ignored(), TEXTS, "ignored");
    }

    static StreamState state(String name) {
        return StreamState.valueOf(name.toUpperCase(Locale.ROOT));
    }
}
