package dev.holdfast.jdbi.internal.json;

import dev.holdfast.jdbi.internal.json.JsonShape.Bean;
import dev.holdfast.jdbi.internal.json.JsonShape.Broken;
import dev.holdfast.jdbi.internal.json.JsonShape.Member;
import dev.holdfast.jdbi.internal.json.JsonShape.Opaque;
import dev.holdfast.jdbi.internal.json.JsonShape.Parts;
import dev.holdfast.jdbi.internal.json.JsonShape.Reading;
import dev.holdfast.jdbi.internal.json.JsonShape.Trait;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The shapes of types, from the serializers and deserializers that a mapper would use for their values. What differs between
 * the versions of Jackson, which have other packages, is left to a subclass for each. For one check; not thread-safe.
 *
 * @param <T> the mapper's types
 * @param <S> its serializers
 * @param <D> its deserializers
 */
abstract class JsonShapes<T, S, D> {

    /** What a serializer writes. */
    enum Writes {
        MEMBERS,
        NOTHING,
        SINGLE_VALUE,
        CONTENT,
        UNSUPPORTED,
        ANYTHING
    }

    /** What a deserializer reads. */
    enum Reads {
        MEMBERS,
        SUBTYPES,
        CONTENT,
        UNSUPPORTED,
        ANYTHING
    }

    /** What a single value may be in JSON. */
    enum Scalar {
        TEXT,
        NUMBER,
        BOOLEAN
    }

    /** A member that is written; {@code isPartial} where some values, which aren't null, are left out. */
    record Written<T, S>(String name, String accessor, T type, S writer, boolean isOneWay, boolean isPartial) {}

    /**
     * A member that is read; {@code typeReader} tells of which class a value is, and {@code isNeeded} that a document
     * without it can't be read.
     */
    record Read<T, D>(
            String name,
            T type,
            @Nullable D reader,
            @Nullable Object typeReader,
            Reading reading,
            boolean isOneWay,
            boolean isNeeded) {}

    abstract T type(Type type);

    abstract Class<?> classOf(T type);

    /** What an array, a collection, a map or a reference has in it; else null. */
    abstract @Nullable T contentOf(T type);

    /** Null where it is no map. */
    abstract @Nullable T keyOf(T type);

    abstract boolean isReference(T type);

    abstract boolean saysParameters(T type);

    abstract S writer(T type) throws Exception;

    abstract D reader(T type) throws Exception;

    /** What tells of which class a value is; null where its JSON doesn't say. */
    abstract @Nullable Object typeReader(T type) throws Exception;

    abstract Writes writes(S writer);

    abstract Reads reads(D reader);

    abstract @Nullable S contentWriter(S writer);

    abstract @Nullable D contentReader(D reader);

    abstract List<Written<T, S>> written(S writer) throws Exception;

    abstract List<Read<T, D>> read(D reader) throws Exception;

    /** Members that are declared to be written, and not read. */
    abstract Set<String> writtenOnly(T type) throws Exception;

    /** Members that aren't written as values of their own, and are read by another way: unwrapped ones. */
    abstract Set<String> unwrapped(T type) throws Exception;

    abstract boolean ignoresMembers(T type) throws Exception;

    abstract boolean writesAny(T type) throws Exception;

    abstract boolean readsAny(T type) throws Exception;

    abstract boolean makesFromMembers(D reader);

    abstract @Nullable T delegate(D reader);

    abstract Set<Scalar> scalars(D reader);

    /** The class of the single value that is written instead of an object. */
    abstract Class<?> singleValue(T type) throws Exception;

    /** Classes that values of a type may be of; and what the name under which each is written is read as, null where nothing. */
    abstract Map<T, @Nullable Class<?>> subtypes(T written, T read, Object typeReader) throws Exception;

    /** Fails where a map's key can't be read. */
    abstract void keyReader(T key) throws Exception;

    /** Whether a map's key is written by its {@code toString}, since nothing else is said. */
    abstract boolean writesKeyByToString(T key) throws Exception;

    /** What an exception of Jackson's says of a type; never asked with a value at hand. */
    abstract String message(Exception failure);

    final JsonShape of(Type type) {
        return guarded(() -> {
            T known = type(type);
            return between(known, known, null, null, null);
        });
    }

    private JsonShape guarded(Callable<JsonShape> shape) {
        try {
            return shape.call();
        } catch (Exception e) {
            return new Broken(
                    "can't be read or written by this mapper (" + message(e) + ")",
                    "give the codec a mapper that knows the type, or put the module that it needs on the class path");
        }
    }

    private Supplier<JsonShape> later(Callable<JsonShape> shape) {
        return () -> guarded(shape);
    }

    /** What is written as one type and read as another; by the types themselves where nothing else is given. */
    private JsonShape between(
            T written, T read, @Nullable S givenWriter, @Nullable D givenReader, @Nullable Object givenTypes)
            throws Exception {
        T content = contentOf(written);
        if (isReference(written) && !isReference(read) && content != null) {
            return between(content, read, null, givenReader, givenTypes);
        }
        S writer = givenWriter == null ? writer(written) : givenWriter;
        D reader = givenReader == null ? reader(read) : givenReader;
        if (writes(writer) == Writes.UNSUPPORTED || reads(reader) == Reads.UNSUPPORTED) {
            return new Broken(
                    "is a " + classOf(read).getName() + ", which this mapper doesn't know",
                    "put Jackson's modules for Java 8 (jackson-datatype-jdk8, jackson-datatype-jsr310) on the class path,"
                            + " which the codec's own mapper finds and yours must be given");
        }
        if (contentOf(read) != null) {
            return ofContent(written, read, writer, reader);
        }
        Object types = givenTypes == null ? typeReader(read) : givenTypes;
        if (types != null && reads(reader) != Reads.ANYTHING) {
            return ofSubtypes(written, read, types);
        }
        if (reads(reader) == Reads.SUBTYPES) {
            return new Broken(
                    "is a " + classOf(read).getName() + ", which is abstract, and its JSON doesn't say of which class a"
                            + " value is",
                    "mark it @JsonTypeInfo (and @JsonSubTypes), or use a class that can be made");
        }
        return ofClass(written, read, writer, reader);
    }

    private JsonShape ofContent(T written, T read, S writer, D reader) {
        T from = contentOf(written);
        T to = contentOf(read);
        if (writes(writer) != Writes.CONTENT || reads(reader) != Reads.CONTENT || from == null || to == null) {
            return new Opaque();
        }
        if (classOf(to) == classOf(read) && classOf(to).getTypeParameters().length == 0) { // a collection of itself
            return new Opaque();
        }
        String suffix = isReference(read) ? "" : keyOf(read) == null ? "[]" : "{}";
        Map<String, Supplier<JsonShape>> parts = new LinkedHashMap<>();
        parts.put(suffix, later(() -> between(from, to, contentWriter(writer), contentReader(reader), null)));
        T key = keyOf(read);
        if (key != null) {
            parts.put("{key}", later(() -> ofKey(key)));
        }
        return new Parts(parts);
    }

    private JsonShape ofKey(T key) throws Exception {
        keyReader(key);
        Class<?> type = classOf(key);
        boolean isKnown = type.isEnum() || type.isPrimitive() || type.getName().startsWith("java.");
        return isKnown || !writesKeyByToString(key)
                ? new Opaque()
                : new Broken(
                        "is a " + type.getName() + ", written by its toString, which isn't what it is read from",
                        "mark the value that stands for it @JsonKey or @JsonValue");
    }

    private JsonShape ofSubtypes(T written, T read, Object types) throws Exception {
        Map<String, Supplier<JsonShape>> parts = new LinkedHashMap<>();
        for (Map.Entry<T, @Nullable Class<?>> entry :
                subtypes(written, read, types).entrySet()) {
            T subtype = entry.getKey();
            String name = "(" + classOf(subtype).getSimpleName() + ")";
            Class<?> named = entry.getValue();
            parts.put(
                    name,
                    named == classOf(subtype)
                            ? later(() -> ofClass(subtype, subtype, writer(subtype), reader(subtype)))
                            : () -> new Broken(
                                    "is written under a name that is read as "
                                            + (named == null ? "nothing" : named.getName()),
                                    "name it, and it alone so, by @JsonSubTypes or @JsonTypeName"));
        }
        return new Parts(parts);
    }

    private JsonShape ofClass(T written, T read, S writer, D reader) throws Exception {
        if (reads(reader) == Reads.SUBTYPES) {
            return new Broken("is abstract", "name classes that can be made");
        }
        if (reads(reader) != Reads.MEMBERS) {
            return new Opaque();
        }
        return switch (writes(writer)) {
            case SINGLE_VALUE -> ofSingleValue(written, reader);
            case MEMBERS, NOTHING -> {
                T delegate = delegate(reader);
                yield delegate == null || makesFromMembers(reader)
                        ? ofMembers(written, read, writer, reader)
                        : between(written, delegate, writer, null, null);
            }
            default -> new Opaque();
        };
    }

    private JsonShape ofSingleValue(T written, D reader) throws Exception {
        if (delegate(reader) != null) {
            return new Opaque();
        }
        Class<?> value = singleValue(written);
        Set<Scalar> takes = scalars(reader);
        boolean isRead = value == boolean.class || value == Boolean.class
                ? takes.contains(Scalar.BOOLEAN)
                : value.isPrimitive() && value != char.class || Number.class.isAssignableFrom(value)
                        ? takes.contains(Scalar.NUMBER)
                        : takes.contains(Scalar.TEXT);
        return isRead
                ? new Opaque()
                : new Broken(
                        "is written as a " + value.getSimpleName() + " by @JsonValue, and nothing makes it of that",
                        "mark a constructor or factory @JsonCreator(mode = DELEGATING) that takes it");
    }

    private JsonShape ofMembers(T written, T read, S writer, D reader) throws Exception {
        List<Written<T, S>> out = written(writer);
        Map<String, Read<T, D>> in = new TreeMap<>();
        read(reader).forEach(member -> in.put(member.name(), member));
        Set<String> writtenOnly = writtenOnly(read);
        Set<String> unwrapped = unwrapped(read);
        List<Member> members = new ArrayList<>();
        for (Written<T, S> member : out) {
            Read<T, D> back = in.remove(member.name());
            boolean isUnwrapped = unwrapped.contains(member.name());
            Reading reading = isUnwrapped ? Reading.MUTATOR : back == null ? Reading.NONE : back.reading();
            members.add(new Member(
                    member.name(),
                    true,
                    reading,
                    member.isOneWay() || writtenOnly.contains(member.name()),
                    JsonRules.isMangled(member.name(), member.accessor()),
                    member.isPartial() && back != null && back.isNeeded(),
                    isUnwrapped || back == null
                            ? later(() -> between(member.type(), member.type(), null, null, null))
                            : later(() -> between(
                                    member.type(), back.type(), member.writer(), back.reader(), back.typeReader()))));
        }
        in.values().stream()
                .filter(member -> !unwrapped.contains(member.name()))
                .map(member -> new Member(
                        member.name(), false, member.reading(), member.isOneWay(), false, false, Opaque::new))
                .forEach(members::add);
        record Key(Object written, Object read, List<String> members) {}
        Key key = new Key(written, read, members.stream().map(Member::toKey).toList());
        return new Bean(key, classOf(read), traits(written, read, out, reader), members);
    }

    private List<Trait> traits(T written, T read, List<Written<T, S>> out, D reader) throws Exception {
        Set<Trait> traits = EnumSet.noneOf(Trait.class);
        boolean writesAny = writesAny(written);
        if (!makesFromMembers(reader)) {
            traits.add(Trait.NO_CREATOR);
        }
        if (out.isEmpty() && !writesAny && !ignoresMembers(written) && hasState(classOf(written))) {
            traits.add(Trait.UNWRITTEN_STATE);
        }
        if (writesAny && !readsAny(read)) {
            traits.add(Trait.ANY_WRITTEN_ONLY);
        }
        if (classOf(read).getTypeParameters().length > 0 && !saysParameters(read)) {
            traits.add(Trait.RAW);
        }
        return List.copyOf(traits);
    }

    /** A class, or those that a sealed one permits, as far as they can be made. */
    static Set<Class<?>> concrete(Class<?> type) {
        Set<Class<?>> found = new LinkedHashSet<>();
        if (type.isSealed()) {
            for (Class<?> permitted : type.getPermittedSubclasses()) {
                found.addAll(concrete(permitted));
            }
        }
        if (!type.isInterface() && !Modifier.isAbstract(type.getModifiers())) {
            found.add(type);
        }
        return found;
    }

    private static boolean hasState(Class<?> type) {
        for (Class<?> at = type; at != null; at = at.getSuperclass()) {
            for (Field field : at.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers()) && !Modifier.isTransient(field.getModifiers())) {
                    return true;
                }
            }
        }
        return false;
    }
}
