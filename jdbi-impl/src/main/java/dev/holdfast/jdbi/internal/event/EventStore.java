package dev.holdfast.jdbi.internal.event;

import dev.holdfast.error.MissingDependencyException;
import dev.holdfast.error.SchemaException;
import dev.holdfast.event.EventDefinition;
import dev.holdfast.event.EventSettings;
import dev.holdfast.event.EventTypes;
import dev.holdfast.event.JsonObject;
import dev.holdfast.jdbi.internal.session.EngineSession;
import dev.holdfast.jdbi.internal.value.JsonTypes;
import dev.holdfast.sql.JsonCodec;
import dev.holdfast.sql.SqlType;
import dev.holdfast.sql.SqlTypes;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** What the sessions of one Holdfast share of their events. Thread-safe. */
public final class EventStore {

    private static final int MAX_TEXTS = 200;

    private final EventSettings settings;
    private final ValueCodec values;
    private final EventCodec events;
    private final boolean encrypts;
    private final List<Class<?>> personal;
    private final SqlType<?> tenantType;
    private final String[] ignored;
    private final AppendHandlers handlers;
    private final @Nullable AppendQueue queue;
    private final Map<EventText, FixedSql> texts = new ConcurrentHashMap<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    /**
     * Checked when it is made.
     *
     * @param tenantType null where no table has a tenant
     * @param handlers run in each append's transaction
     * @throws SchemaException where an event has personal members, and nothing is encrypted
     */
    public EventStore(
            EventSettings settings,
            @Nullable JsonCodec json,
            boolean encrypts,
            @Nullable SqlType<?> tenantType,
            AppendHandlers handlers) {
        if (json == null) {
            throw new MissingDependencyException(
                    "Events are stored as JSON, and no codec was given to the builder: add"
                            + " .json(new Jackson3Json()) with jackson-databind 3 on the class path, or .json(new Jackson2Json())");
        }
        for (EventDefinition definition : settings.types().definitions()) {
            if (definition.isPersonal() && !encrypts) {
                throw new SchemaException(
                        "The event \"" + definition.name() + "\" has members marked @Personal, and this"
                                + " Holdfast was built without encryption: give .encryption(Encryption.with(keyring)) to the"
                                + " builder");
            }
        }
        this.settings = settings;
        this.values = new ValueCodec(json);
        this.events = new EventCodec(settings, values);
        this.handlers = handlers;
        this.queue = settings.coalescesAppends() && handlers.names().isEmpty() ? new AppendQueue() : null;
        this.encrypts = encrypts;
        this.personal = settings.types().definitions().stream()
                .filter(EventDefinition::isPersonal)
                .<Class<?>>map(EventDefinition::type)
                .toList();
        this.tenantType = tenantType == null ? SqlTypes.BIGINT : tenantType;
        this.ignored = settings.types().ignored().toArray(String[]::new);
    }

    /** All events in all their schema versions. */
    public void addTo(JsonTypes types) {
        for (EventDefinition definition : settings.types().definitions()) {
            for (int version = 1; version <= definition.version(); version++) {
                if (definition.knows(version) && definition.typeAt(version) != JsonObject.class) {
                    values.addTo(
                            types,
                            "the event \"" + definition.name() + "\" at schema version " + version,
                            definition.typeAt(version));
                }
            }
        }
    }

    /** Tells somebody of each commit of events that goes through this Holdfast, as far as that is known; throws nothing. */
    public void addListener(Runnable told) {
        listeners.add(told);
    }

    public void removeListener(Runnable told) {
        listeners.remove(told);
    }

    void appended(EngineSession session) {
        if (!listeners.isEmpty()) {
            session.whenCommitted(() -> listeners.forEach(Runnable::run));
        }
    }

    public EventTypes types() {
        return settings.types();
    }

    ValueCodec values() {
        return values;
    }

    EventCodec events() {
        return events;
    }

    AppendHandlers handlers() {
        return handlers;
    }

    /** Where single events wait for each other; null where each goes by itself. */
    @Nullable
    AppendQueue queue() {
        return queue;
    }

    /** Whether any registered event of this class has personal members. */
    boolean isPersonal(Class<?> type) {
        return personal.stream().anyMatch(type::isAssignableFrom);
    }

    boolean encrypts() {
        return encrypts;
    }

    SqlType<?> tenantType() {
        return tenantType;
    }

    String[] ignored() {
        return ignored;
    }

    /** A text that was made before, or a new one. */
    FixedSql text(EventText text) {
        FixedSql known = texts.get(text);
        if (known == null) {
            known = text.make();
            if (texts.size() < MAX_TEXTS) {
                texts.put(text, known);
            }
        }
        return known;
    }
}
