package dev.holdfast.jdbi.internal.json;

import com.fasterxml.jackson.annotation.JsonProperty.Access;
import dev.holdfast.jdbi.internal.json.JsonShape.Reading;
import dev.holdfast.sql.JsonCheck;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.AnnotationIntrospector;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.deser.AbstractDeserializer;
import tools.jackson.databind.deser.SettableBeanProperty;
import tools.jackson.databind.deser.ValueInstantiator;
import tools.jackson.databind.deser.bean.BeanDeserializerBase;
import tools.jackson.databind.deser.impl.UnsupportedTypeDeserializer;
import tools.jackson.databind.deser.std.ContainerDeserializerBase;
import tools.jackson.databind.deser.std.ReferenceTypeDeserializer;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.introspect.AnnotatedMethod;
import tools.jackson.databind.introspect.BeanPropertyDefinition;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.NamedType;
import tools.jackson.databind.jsontype.TypeDeserializer;
import tools.jackson.databind.jsontype.TypeIdResolver;
import tools.jackson.databind.jsontype.TypeSerializer;
import tools.jackson.databind.ser.AnyGetterWriter;
import tools.jackson.databind.ser.BeanPropertyWriter;
import tools.jackson.databind.ser.PropertyWriter;
import tools.jackson.databind.ser.bean.BeanSerializerBase;
import tools.jackson.databind.ser.impl.UnknownSerializer;
import tools.jackson.databind.ser.impl.UnsupportedTypeSerializer;
import tools.jackson.databind.ser.jackson.JsonValueSerializer;
import tools.jackson.databind.ser.std.ReferenceTypeSerializer;
import tools.jackson.databind.ser.std.StdContainerSerializer;

/** What the shapes of types are to Jackson 3. */
public final class Jackson3Shapes extends JsonShapes<JavaType, ValueSerializer<?>, ValueDeserializer<?>> {

    private final JsonMapper mapper;
    private final SerializationContext writing;
    private final DeserializationContext reading;

    private Jackson3Shapes(JsonMapper mapper) {
        this.mapper = mapper;
        this.writing = mapper._serializationContext();
        this.reading = mapper._deserializationContext();
    }

    /** What stands against reading values of a type as the mapper wrote them. */
    public static JsonCheck check(JsonMapper mapper, Type type) {
        boolean knowsKotlin = mapper.registeredModules().stream()
                .anyMatch(module -> module.getClass().getName().contains("KotlinModule"));
        JsonRules rules = new JsonRules("tools.jackson.module:jackson-module-kotlin", knowsKotlin);
        return JsonCheck.found(rules.problems(type, new Jackson3Shapes(mapper).of(type)));
    }

    @Override
    JavaType type(Type type) {
        return mapper.constructType(type);
    }

    @Override
    Class<?> classOf(JavaType type) {
        return type.getRawClass();
    }

    @Override
    @Nullable
    JavaType contentOf(JavaType type) {
        return type.getContentType();
    }

    @Override
    @Nullable
    JavaType keyOf(JavaType type) {
        return type.getKeyType();
    }

    @Override
    boolean isReference(JavaType type) {
        return type.isReferenceType();
    }

    @Override
    boolean saysParameters(JavaType type) {
        return type.containedTypeCount() > 0;
    }

    @Override
    ValueSerializer<?> writer(JavaType type) {
        return writing.findPrimaryPropertySerializer(type, null);
    }

    @Override
    ValueDeserializer<?> reader(JavaType type) {
        return reading.findContextualValueDeserializer(type, null);
    }

    @Override
    @Nullable
    Object typeReader(JavaType type) {
        Object given = type.getTypeHandler();
        return given == null ? reading.findTypeDeserializer(type) : given;
    }

    @Override
    Writes writes(ValueSerializer<?> writer) {
        if (writer instanceof BeanSerializerBase) {
            return Writes.MEMBERS;
        }
        if (writer instanceof UnknownSerializer) {
            return Writes.NOTHING;
        }
        if (writer instanceof JsonValueSerializer) {
            return Writes.SINGLE_VALUE;
        }
        if (writer instanceof StdContainerSerializer || writer instanceof ReferenceTypeSerializer) {
            return Writes.CONTENT;
        }
        return writer instanceof UnsupportedTypeSerializer ? Writes.UNSUPPORTED : Writes.ANYTHING;
    }

    @Override
    Reads reads(ValueDeserializer<?> reader) {
        if (reader instanceof BeanDeserializerBase) {
            return Reads.MEMBERS;
        }
        if (reader instanceof AbstractDeserializer) {
            return Reads.SUBTYPES;
        }
        if (reader instanceof ContainerDeserializerBase || reader instanceof ReferenceTypeDeserializer) {
            return Reads.CONTENT;
        }
        return reader instanceof UnsupportedTypeDeserializer ? Reads.UNSUPPORTED : Reads.ANYTHING;
    }

    @Override
    @Nullable
    ValueSerializer<?> contentWriter(ValueSerializer<?> writer) {
        return writer instanceof StdContainerSerializer<?> container ? container.getContentSerializer() : null;
    }

    @Override
    @Nullable
    ValueDeserializer<?> contentReader(ValueDeserializer<?> reader) {
        return reader instanceof ContainerDeserializerBase<?> container ? container.getContentDeserializer() : null;
    }

    @Override
    List<Written<JavaType, ValueSerializer<?>>> written(ValueSerializer<?> writer) {
        List<Written<JavaType, ValueSerializer<?>>> found = new ArrayList<>();
        if (writer instanceof BeanSerializerBase) {
            for (var members = writer.properties(); members.hasNext(); ) {
                PropertyWriter member = members.next();
                if (!(member instanceof AnyGetterWriter) && member instanceof BeanPropertyWriter bean) {
                    found.add(written(bean));
                }
            }
        }
        return found;
    }

    private Written<JavaType, ValueSerializer<?>> written(BeanPropertyWriter member) {
        JavaType said = member.getSerializationType() == null ? member.getType() : member.getSerializationType();
        JavaType type = member.getTypeSerializer() == null ? said : said.withTypeHandler(member.getTypeSerializer());
        Access access = writing.getAnnotationIntrospector().findPropertyAccess(writing.getConfig(), member.getMember());
        return new Written<>(
                member.getName(),
                member.getMember().getName(),
                type,
                member.getSerializer() == null
                        ? writing.findPrimaryPropertySerializer(type, member)
                        : member.getSerializer(),
                access == Access.READ_ONLY,
                new Inclusion(member).leavesOutValues());
    }

    /** What a member's {@code @JsonInclude}, its class's or the mapper's come to, which only subclasses see. */
    private static final class Inclusion extends BeanPropertyWriter {

        private static final long serialVersionUID = 1L;

        Inclusion(BeanPropertyWriter member) {
            super(member);
        }

        /** Null isn't one; and of the primitive ones, none is empty. */
        boolean leavesOutValues() {
            return _suppressableValue != null && !(getType().isPrimitive() && _suppressableValue == MARKER_FOR_EMPTY);
        }
    }

    @Override
    List<Read<JavaType, ValueDeserializer<?>>> read(ValueDeserializer<?> reader) {
        List<Read<JavaType, ValueDeserializer<?>>> found = new ArrayList<>();
        if (reader instanceof BeanDeserializerBase bean) {
            bean.properties().forEachRemaining(member -> found.add(read(member, readingBy(member.getMember()))));
            bean.creatorProperties().forEachRemaining(member -> found.add(read(member, Reading.CREATOR)));
        }
        return found;
    }

    private Read<JavaType, ValueDeserializer<?>> read(SettableBeanProperty member, Reading by) {
        AnnotationIntrospector introspector = reading.getAnnotationIntrospector();
        AnnotatedMember declared = member.getMember();
        boolean isOneWay = member.isIgnorable()
                || member.getInjectableValueId() != null
                || declared != null
                        && (introspector.hasIgnoreMarker(reading.getConfig(), declared)
                                || introspector.findPropertyAccess(reading.getConfig(), declared) == Access.WRITE_ONLY);
        return new Read<>(
                member.getName(),
                member.getType(),
                member.hasValueDeserializer() ? member.getValueDeserializer() : null,
                member.getValueTypeDeserializer(),
                by,
                isOneWay,
                by == Reading.CREATOR && member.getType().isPrimitive() && !readsAbsent(member));
    }

    private boolean readsAbsent(SettableBeanProperty member) {
        try {
            return member.getNullValueProvider().getAbsentValue(reading) != null;
        } catch (JacksonException e) {
            return false;
        }
    }

    private static Reading readingBy(@Nullable AnnotatedMember member) {
        if (member instanceof AnnotatedMethod method && method.getParameterCount() == 0) {
            return Reading.GETTER;
        }
        return member != null && member.getMember() instanceof Field field && Modifier.isFinal(field.getModifiers())
                ? Reading.FINAL_FIELD
                : Reading.MUTATOR;
    }

    private BeanDescription forWriting(JavaType type) {
        return writing.introspectBeanDescription(type);
    }

    private BeanDescription forReading(JavaType type) {
        return reading.introspectBeanDescription(type);
    }

    @Override
    Set<String> writtenOnly(JavaType type) {
        BeanDescription described = forReading(type);
        Set<String> names = new HashSet<>(described.getIgnoredPropertyNames());
        names.addAll(reading.getAnnotationIntrospector()
                .findPropertyIgnoralByName(reading.getConfig(), described.getClassInfo())
                .getIgnored());
        return names;
    }

    @Override
    Set<String> unwrapped(JavaType type) {
        Set<String> names = new HashSet<>();
        for (BeanPropertyDefinition member : forReading(type).findProperties()) {
            AnnotatedMember mutator = member.getPrimaryMember();
            if (mutator != null
                    && member.couldDeserialize()
                    && reading.getAnnotationIntrospector().findUnwrappingNameTransformer(reading.getConfig(), mutator)
                            != null) {
                names.add(member.getName());
            }
        }
        return names;
    }

    @Override
    boolean ignoresMembers(JavaType type) {
        return !forWriting(type).getIgnoredPropertyNames().isEmpty()
                || !writtenOnly(type).isEmpty();
    }

    @Override
    boolean writesAny(JavaType type) {
        return forWriting(type).findAnyGetter() != null;
    }

    @Override
    boolean readsAny(JavaType type) {
        return forReading(type).findAnySetterAccessor() != null;
    }

    @Override
    boolean makesFromMembers(ValueDeserializer<?> reader) {
        return reader instanceof BeanDeserializerBase bean
                && (bean.getValueInstantiator().canCreateUsingDefault()
                        || bean.getValueInstantiator().canCreateFromObjectWith());
    }

    @Override
    @Nullable
    JavaType delegate(ValueDeserializer<?> reader) {
        if (!(reader instanceof BeanDeserializerBase bean)) {
            return null;
        }
        ValueInstantiator maker = bean.getValueInstantiator();
        return maker.canCreateUsingDelegate()
                ? maker.getDelegateType(reading.getConfig())
                : maker.canCreateUsingArrayDelegate() ? maker.getArrayDelegateType(reading.getConfig()) : null;
    }

    @Override
    Set<Scalar> scalars(ValueDeserializer<?> reader) {
        Set<Scalar> scalars = EnumSet.noneOf(Scalar.class);
        if (reader instanceof BeanDeserializerBase bean) {
            ValueInstantiator maker = bean.getValueInstantiator();
            if (maker.canCreateFromString()) {
                scalars.add(Scalar.TEXT);
            }
            if (maker.canCreateFromInt()
                    || maker.canCreateFromLong()
                    || maker.canCreateFromBigInteger()
                    || maker.canCreateFromDouble()
                    || maker.canCreateFromBigDecimal()) {
                scalars.add(Scalar.NUMBER);
            }
            if (maker.canCreateFromBoolean()) {
                scalars.add(Scalar.BOOLEAN);
            }
        }
        return scalars;
    }

    @Override
    Class<?> singleValue(JavaType type) {
        AnnotatedMember value = forWriting(type).findJsonValueAccessor();
        return value == null ? Object.class : value.getRawType();
    }

    @Override
    Map<JavaType, @Nullable Class<?>> subtypes(JavaType written, JavaType read, Object typeReader) {
        TypeIdResolver reads = ((TypeDeserializer) typeReader).getTypeIdResolver();
        TypeSerializer types =
                written.getTypeHandler() instanceof TypeSerializer given ? given : writing.findTypeSerializer(written);
        TypeIdResolver names = types == null ? null : types.getTypeIdResolver();
        Map<JavaType, @Nullable Class<?>> found = new LinkedHashMap<>();
        for (Class<?> each : subclasses(read)) {
            JavaType subtype = reading.constructSpecializedType(read, each);
            if (reads == null || names == null) { // told by its members, not by a name
                found.put(subtype, each);
            } else {
                String name = names.idFromValueAndType(writing, null, each);
                JavaType named = name == null ? null : reads.typeFromId(reading, name);
                found.put(subtype, named == null ? null : named.getRawClass());
            }
        }
        return found;
    }

    private Set<Class<?>> subclasses(JavaType type) {
        Set<Class<?>> classes = concrete(type.getRawClass());
        for (NamedType known : reading.getConfig()
                .getSubtypeResolver()
                .collectAndResolveSubtypesByClass(
                        reading.getConfig(), forReading(type).getClassInfo())) {
            if (type.getRawClass().isAssignableFrom(known.getType())) {
                classes.addAll(concrete(known.getType()));
            }
        }
        return classes;
    }

    @Override
    void keyReader(JavaType key) {
        reading.findKeyDeserializer(key, null);
    }

    @Override
    boolean writesKeyByToString(JavaType key) {
        BeanDescription described = forWriting(key);
        return described.findJsonKeyAccessor() == null
                && described.findJsonValueAccessor() == null
                && writing.findKeySerializer(key, null).getClass().getName().startsWith("tools.jackson.databind.");
    }

    @Override
    String message(Exception failure) {
        return failure instanceof JacksonException jackson ? jackson.getOriginalMessage() : failure.toString();
    }
}
