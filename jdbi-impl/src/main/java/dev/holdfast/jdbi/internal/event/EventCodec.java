package dev.holdfast.jdbi.internal.event;

import dev.holdfast.error.MappingException;
import dev.holdfast.event.EventDefinition;
import dev.holdfast.event.EventMetadata;
import dev.holdfast.event.EventSettings;
import dev.holdfast.event.NewEvent;
import dev.holdfast.event.OpenedEvent;
import dev.holdfast.event.PayloadTooLargeException;
import dev.holdfast.event.Position;
import dev.holdfast.event.RawEvent;
import dev.holdfast.event.RecordedEvent;
import dev.holdfast.event.UnknownEventTypeException;
import dev.holdfast.internal.Gate;
import dev.holdfast.jdbi.internal.value.CellOpener;
import dev.holdfast.sql.JsonCodec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** Events as they are stored, and back. Thread-safe. */
final class EventCodec {

    private final EventSettings settings;
    private final ValueCodec values;

    EventCodec(EventSettings settings, ValueCodec values) {
        this.settings = settings;
        this.values = values;
    }

    EventDefinition definition(NewEvent event) {
        EventDefinition definition = settings.types().find(event.data().getClass());
        if (definition == null) {
            throw UnknownEventTypeException.ofClass(event.data().getClass());
        }
        return definition;
    }

    EncodedValue encode(NewEvent event, EventDefinition definition) {
        String id = event.id().toString();
        EncodedValue encoded = values.encode(
                event.data(),
                definition.type(),
                definition.membersAt(definition.version()),
                "The event \"" + definition.name() + "\"",
                member -> List.of(id, member.name()));
        check(definition.name(), encoded);
        return encoded;
    }

    private void check(String name, EncodedValue encoded) {
        long bytes = utf8Length(encoded.json());
        for (SealedMember member : encoded.members()) {
            bytes += utf8Length((String) member.cell().value());
        }
        if (bytes > settings.maxPayload()) {
            throw new PayloadTooLargeException(name, bytes, settings.maxPayload());
        }
    }

    private static long utf8Length(String text) {
        long length = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            length += c < 0x80 ? 1 : c < 0x800 ? 2 : Character.isSurrogate(c) ? 2 : 3;
        }
        return length;
    }

    /** Metadata as JSON; what the session fills in is left to PostgreSQL. */
    String metadata(EventMetadata metadata) {
        Map<String, String> members = new LinkedHashMap<>(metadata.own());
        if (metadata.correlation() != null) {
            members.put("correlation", metadata.correlation());
        }
        if (metadata.causation() != null) {
            members.put("causation", metadata.causation());
        }
        return Gate.json("An event's metadata", values.json().write(members, Map.class));
    }

    private static EventMetadata metadata(JsonCodec json, String stored) {
        Map<String, String> own = new LinkedHashMap<>();
        ((Map<?, ?>) json.read(stored, Map.class))
                .forEach((name, value) -> own.put(
                        (String) name,
                        value == null
                                ? "null"
                                : value instanceof String text ? text : json.write(value, Object.class)));
        return new EventMetadata(
                own.remove("correlation"), own.remove("causation"), own.remove("actor"), own.remove("reason"), own);
    }

    <E> RecordedEvent<E> decode(StoredEvent stored, Class<E> wanted, CellOpener opener) {
        Decoded<E> decoded = wanted == RawEvent.class || wanted == OpenedEvent.class
                ? undecoded(stored, wanted, opener)
                : decode(stored.content(), stored.tenant(), wanted, opener);
        return recorded(stored, decoded.data(), 1, 1, decoded.opened());
    }

    private <E> RecordedEvent<E> recorded(
            StoredEvent stored, E data, int part, int parts, SealedMembers.Opened opened) {
        StoredData content = stored.content();
        JsonCodec json = values.json();
        String metadata = stored.metadata();
        return new RecordedEvent<>(
                stored.tenant(),
                content.stream(),
                content.version(),
                new Position(stored.position()),
                stored.id(),
                content.type(),
                content.schemaVersion(),
                stored.recordedAt(),
                data,
                opened.shredded(),
                opened.keyIds(),
                part,
                parts,
                () -> metadata(json, metadata));
    }

    /** Whether an upcaster makes several events, or none, of this or of another version of its name, by which readers ask. */
    boolean splits(StoredData stored) {
        EventDefinition definition = settings.types().find(stored.type());
        return definition != null && definition.splits(1);
    }

    /**
     * The parts of an event that is split.
     *
     * @param among which of them are wanted, of which stored name
     */
    <E> List<RecordedEvent<E>> parts(
            StoredEvent stored, Class<E> wanted, BiPredicate<String, Object> among, CellOpener opener) {
        DecodedParts parts = parts(stored.content(), stored.tenant(), opener);
        List<RecordedEvent<E>> events = new ArrayList<>();
        for (int i = 0; i < parts.data().size(); i++) {
            Object data = parts.data().get(i);
            if (among.test(stored.content().type(), data)) {
                events.add(recorded(
                        stored,
                        cast(stored.content(), data, wanted),
                        i + 1,
                        parts.data().size(),
                        parts.opened()));
            }
        }
        return events;
    }

    /** The data of the parts of an event that is split. */
    <E> List<Decoded<E>> parts(StoredData stored, Object tenant, Class<E> wanted, CellOpener opener) {
        DecodedParts parts = parts(stored, tenant, opener);
        List<Decoded<E>> events = new ArrayList<>();
        for (Object data : parts.data()) {
            events.add(new Decoded<>(cast(stored, data, wanted), parts.opened()));
        }
        return events;
    }

    private DecodedParts parts(StoredData stored, Object tenant, CellOpener opener) {
        EventDefinition definition = definition(stored);
        SealedMembers.Opened opened = opened(stored, tenant, definition, opener);
        List<?> parts = new Upcasting(values, stored, definition, opened).parts();
        for (Object part : parts) {
            if (settings.types().find(part.getClass()) == null) {
                throw UnknownEventTypeException.ofPart(
                        stored.type(), part.getClass(), stored.stream(), stored.version());
            }
        }
        return new DecodedParts(parts, opened);
    }

    private record DecodedParts(List<?> data, SealedMembers.Opened opened) {}

    /** What most events are: of the current version. */
    private Object read(StoredData stored, EventDefinition definition, SealedMembers.Opened opened) {
        try {
            return values.decode(stored.data(), definition.type(), opened.members());
        } catch (MappingException failure) {
            throw new Upcasting(values, stored, definition, opened).unreadable(definition.version(), failure);
        }
    }

    private <E> Decoded<E> undecoded(StoredEvent stored, Class<E> wanted, CellOpener opener) {
        StoredData content = stored.content();
        RawEvent raw = new RawEvent(
                content.data(), stored.metadata(), content.members().subjectsByName());
        if (wanted == RawEvent.class) {
            return new Decoded<>(wanted.cast(raw), SealedMembers.Opened.NOTHING);
        }
        SealedMembers.Opened opened = opened(content, stored.tenant(), null, opener);
        Map<String, String> members = new LinkedHashMap<>(opened.members());
        members.keySet().removeAll(opened.shredded());
        return new Decoded<>(wanted.cast(new OpenedEvent(ValueCodec.merged(content.data(), members), raw)), opened);
    }

    /** Decrypts; without a definition what was shredded has no replacement. */
    private static SealedMembers.Opened opened(
            StoredData stored, Object tenant, @Nullable EventDefinition definition, CellOpener opener) {
        return stored.members().isEmpty()
                ? SealedMembers.Opened.NOTHING
                : stored.members()
                        .open(
                                MemberCells.EVENT,
                                tenant.toString(),
                                definition == null ? List.of() : definition.membersAt(stored.schemaVersion()),
                                name -> List.of(String.valueOf(stored.id()), name),
                                opener);
    }

    /** An event's data, brought to the current version. */
    record Decoded<E>(E data, SealedMembers.Opened opened) {}

    <E> Decoded<E> decode(StoredData stored, Object tenant, Class<E> wanted, CellOpener opener) {
        EventDefinition definition = definition(stored);
        SealedMembers.Opened opened = opened(stored, tenant, definition, opener);
        Object data = stored.schemaVersion() == definition.version()
                ? read(stored, definition, opened)
                : new Upcasting(values, stored, definition, opened).parts().get(0);
        return new Decoded<>(cast(stored, data, wanted), opened);
    }

    private EventDefinition definition(StoredData stored) {
        EventDefinition definition = settings.types().find(stored.type());
        if (definition == null) {
            throw UnknownEventTypeException.ofName(stored.type(), stored.stream(), stored.version());
        }
        if (!definition.knows(stored.schemaVersion())) {
            throw UnknownEventTypeException.ofVersion(
                    stored.type(), stored.schemaVersion(), stored.stream(), stored.version());
        }
        return definition;
    }

    private static <E> E cast(StoredData stored, Object data, Class<E> wanted) {
        if (!wanted.isInstance(data)) {
            throw UnknownEventTypeException.unexpected(
                    stored.type(), wanted, data.getClass(), stored.stream(), stored.version());
        }
        return wanted.cast(data);
    }
}
