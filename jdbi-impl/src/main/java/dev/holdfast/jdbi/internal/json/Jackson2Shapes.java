package dev.holdfast.jdbi.internal.json;

import com.fasterxml.jackson.annotation.JsonProperty.Access;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.AnnotationIntrospector;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.AbstractDeserializer;
import com.fasterxml.jackson.databind.deser.BeanDeserializerBase;
import com.fasterxml.jackson.databind.deser.DefaultDeserializationContext;
import com.fasterxml.jackson.databind.deser.SettableBeanProperty;
import com.fasterxml.jackson.databind.deser.ValueInstantiator;
import com.fasterxml.jackson.databind.deser.impl.UnsupportedTypeDeserializer;
import com.fasterxml.jackson.databind.deser.std.ContainerDeserializerBase;
import com.fasterxml.jackson.databind.deser.std.ReferenceTypeDeserializer;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.AnnotatedMethod;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.databind.jsontype.TypeDeserializer;
import com.fasterxml.jackson.databind.jsontype.TypeIdResolver;
import com.fasterxml.jackson.databind.jsontype.TypeSerializer;
import com.fasterxml.jackson.databind.ser.AnyGetterWriter;
import com.fasterxml.jackson.databind.ser.BeanPropertyWriter;
import com.fasterxml.jackson.databind.ser.ContainerSerializer;
import com.fasterxml.jackson.databind.ser.PropertyWriter;
import com.fasterxml.jackson.databind.ser.impl.UnknownSerializer;
import com.fasterxml.jackson.databind.ser.impl.UnsupportedTypeSerializer;
import com.fasterxml.jackson.databind.ser.std.BeanSerializerBase;
import com.fasterxml.jackson.databind.ser.std.JsonValueSerializer;
import com.fasterxml.jackson.databind.ser.std.ReferenceTypeSerializer;
import dev.holdfast.jdbi.internal.json.JsonShape.Reading;
import dev.holdfast.sql.JsonCheck;
import java.io.IOException;
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

/** What the shapes of types are to Jackson 2. */
public final class Jackson2Shapes extends JsonShapes<JavaType, JsonSerializer<?>, JsonDeserializer<?>> {

    private final ObjectMapper mapper;
    private final SerializerProvider writing;
    private final DeserializationContext reading;

    private Jackson2Shapes(ObjectMapper mapper) {
        this.mapper = mapper;
        this.writing = mapper.getSerializerProviderInstance();
        this.reading = ((DefaultDeserializationContext) mapper.getDeserializationContext())
                .createDummyInstance(mapper.getDeserializationConfig());
    }

    /** What stands against reading values of a type as the mapper wrote them. */
    public static JsonCheck check(ObjectMapper mapper, Type type) {
        boolean knowsKotlin = mapper.getRegisteredModuleIds().stream()
                .anyMatch(module -> module.toString().contains("KotlinModule"));
        JsonRules rules = new JsonRules("com.fasterxml.jackson.module:jackson-module-kotlin", knowsKotlin);
        return JsonCheck.found(rules.problems(type, new Jackson2Shapes(mapper).of(type)));
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
    JsonSerializer<?> writer(JavaType type) throws JsonMappingException {
        return writing.findPrimaryPropertySerializer(type, null);
    }

    @Override
    JsonDeserializer<?> reader(JavaType type) throws JsonMappingException {
        return reading.findContextualValueDeserializer(type, null);
    }

    @Override
    @Nullable
    Object typeReader(JavaType type) throws JsonMappingException {
        Object given = type.getTypeHandler();
        return given == null ? reading.getConfig().findTypeDeserializer(type) : given;
    }

    @Override
    Writes writes(JsonSerializer<?> writer) {
        if (writer instanceof BeanSerializerBase) {
            return Writes.MEMBERS;
        }
        if (writer instanceof UnknownSerializer) {
            return Writes.NOTHING;
        }
        if (writer instanceof JsonValueSerializer) {
            return Writes.SINGLE_VALUE;
        }
        if (writer instanceof ContainerSerializer || writer instanceof ReferenceTypeSerializer) {
            return Writes.CONTENT;
        }
        return writer instanceof UnsupportedTypeSerializer ? Writes.UNSUPPORTED : Writes.ANYTHING;
    }

    @Override
    Reads reads(JsonDeserializer<?> reader) {
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
    JsonSerializer<?> contentWriter(JsonSerializer<?> writer) {
        return writer instanceof ContainerSerializer<?> container ? container.getContentSerializer() : null;
    }

    @Override
    @Nullable
    JsonDeserializer<?> contentReader(JsonDeserializer<?> reader) {
        return reader instanceof ContainerDeserializerBase<?> container ? container.getContentDeserializer() : null;
    }

    @Override
    List<Written<JavaType, JsonSerializer<?>>> written(JsonSerializer<?> writer) throws JsonMappingException {
        List<Written<JavaType, JsonSerializer<?>>> found = new ArrayList<>();
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

    private Written<JavaType, JsonSerializer<?>> written(BeanPropertyWriter member) throws JsonMappingException {
        JavaType said = member.getSerializationType() == null ? member.getType() : member.getSerializationType();
        JavaType type = member.getTypeSerializer() == null ? said : said.withTypeHandler(member.getTypeSerializer());
        Access access = writing.getAnnotationIntrospector().findPropertyAccess(member.getMember());
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
    List<Read<JavaType, JsonDeserializer<?>>> read(JsonDeserializer<?> reader) {
        List<Read<JavaType, JsonDeserializer<?>>> found = new ArrayList<>();
        if (reader instanceof BeanDeserializerBase bean) {
            bean.properties().forEachRemaining(member -> found.add(read(member, readingBy(member.getMember()))));
            bean.creatorProperties().forEachRemaining(member -> found.add(read(member, Reading.CREATOR)));
        }
        return found;
    }

    private Read<JavaType, JsonDeserializer<?>> read(SettableBeanProperty member, Reading by) {
        AnnotationIntrospector introspector = reading.getAnnotationIntrospector();
        AnnotatedMember declared = member.getMember();
        boolean isOneWay = member.isIgnorable()
                || member.getInjectableValueId() != null
                || declared != null
                        && (introspector.hasIgnoreMarker(declared)
                                || introspector.findPropertyAccess(declared) == Access.WRITE_ONLY);
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
        } catch (JsonMappingException e) {
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
        return writing.getConfig().introspect(type);
    }

    private BeanDescription forReading(JavaType type) {
        return reading.getConfig().introspect(type);
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
                    && reading.getAnnotationIntrospector().findUnwrappingNameTransformer(mutator) != null) {
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
    boolean makesFromMembers(JsonDeserializer<?> reader) {
        return reader instanceof BeanDeserializerBase bean
                && (bean.getValueInstantiator().canCreateUsingDefault()
                        || bean.getValueInstantiator().canCreateFromObjectWith());
    }

    @Override
    @Nullable
    JavaType delegate(JsonDeserializer<?> reader) {
        if (!(reader instanceof BeanDeserializerBase bean)) {
            return null;
        }
        ValueInstantiator maker = bean.getValueInstantiator();
        return maker.canCreateUsingDelegate()
                ? maker.getDelegateType(reading.getConfig())
                : maker.canCreateUsingArrayDelegate() ? maker.getArrayDelegateType(reading.getConfig()) : null;
    }

    @Override
    Set<Scalar> scalars(JsonDeserializer<?> reader) {
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
    Map<JavaType, @Nullable Class<?>> subtypes(JavaType written, JavaType read, Object typeReader) throws IOException {
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
                String name = names.idFromValueAndType(null, each);
                JavaType named = name == null ? null : reads.typeFromId(reading, name);
                found.put(subtype, named == null ? null : named.getRawClass());
            }
        }
        return found;
    }

    private Set<Class<?>> subclasses(JavaType type) {
        Set<Class<?>> classes = concrete(type.getRawClass());
        for (NamedType known : mapper.getSubtypeResolver()
                .collectAndResolveSubtypesByClass(
                        reading.getConfig(), forReading(type).getClassInfo())) {
            if (type.getRawClass().isAssignableFrom(known.getType())) {
                classes.addAll(concrete(known.getType()));
            }
        }
        return classes;
    }

    @Override
    void keyReader(JavaType key) throws JsonMappingException {
        reading.findKeyDeserializer(key, null);
    }

    @Override
    boolean writesKeyByToString(JavaType key) throws JsonMappingException {
        BeanDescription described = forWriting(key);
        return described.findJsonKeyAccessor() == null
                && described.findJsonValueAccessor() == null
                && writing.findKeySerializer(key, null)
                        .getClass()
                        .getName()
                        .startsWith("com.fasterxml.jackson.databind.");
    }

    @Override
    String message(Exception failure) {
        return failure instanceof JsonProcessingException jackson ? jackson.getOriginalMessage() : failure.toString();
    }
}
