package dev.holdfast.jdbi;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import dev.holdfast.jdbi.internal.json.Jackson3Shapes;
import dev.holdfast.jdbi.internal.json.JsonLimits;
import dev.holdfast.sql.JsonCheck;
import dev.holdfast.sql.JsonCodec;
import java.lang.reflect.Type;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code jsonb} by Jackson 3; needs {@code tools.jackson.core:jackson-databind 3} on the class path. Thread-safe. It refuses
 * types whose values would come back changed, see {@link #check}.
 */
public final class Jackson3Json implements JsonCodec {

    private static final List<Class<?>> PRIMITIVES = List.of(
            boolean.class, byte.class, char.class, double.class, float.class, int.class, long.class, short.class);

    private final JsonMapper mapper;

    /** With the mapper that {@link #mapper()} builds. */
    public Jackson3Json() {
        this(mapper().build());
    }

    /**
     * With a mapper of your own, which must not be reconfigured afterwards. Jackson's own defaults read an untyped
     * {@code 0.1} and longer numbers as a {@code double}, bring an {@code OffsetDateTime} to UTC, write a zone's offset
     * instead of its name, cut {@code 1.9} to an {@code int}, and drop members that the class doesn't know: begin with
     * {@link #mapper()} to have none of that.
     */
    public Jackson3Json(JsonMapper mapper) {
        this.mapper = mapper;
    }

    /**
     * Begins the mapper of {@link #Jackson3Json()}, to be changed: with the modules found on the class path, and exact.
     * Untyped numbers with a fraction are {@code BigDecimal}s, times keep their offset or zone, and enums are stored by
     * their names. Refused are a fraction for a whole number, null or nothing for a primitive, and a member that the
     * class doesn't know.
     */
    public static JsonMapper.Builder mapper() {
        JsonMapper.Builder builder = JsonMapper.builder(JsonFactory.builder()
                        .streamReadConstraints(StreamReadConstraints.builder()
                                .maxNumberLength(JsonLimits.NUMBER)
                                .maxStringLength(JsonLimits.STRING)
                                .maxNameLength(JsonLimits.STRING)
                                .build())
                        .build())
                .findAndAddModules()
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(DateTimeFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
                .enable(DateTimeFeature.WRITE_DATES_WITH_ZONE_ID)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                .disable(EnumFeature.WRITE_ENUMS_USING_TO_STRING)
                .disable(EnumFeature.READ_ENUMS_USING_TO_STRING);
        for (Class<?> primitive : PRIMITIVES) { // else one that a document lacks is read as zero
            builder.withConfigOverride(
                    primitive, override -> override.setNullHandling(JsonSetter.Value.forValueNulls(Nulls.FAIL)));
        }
        return builder;
    }

    @Override
    public String write(Object value, Type type) {
        try {
            return mapper.writerFor(mapper.constructType(type)).writeValueAsString(value);
        } catch (JacksonException e) {
            throw JsonErrors.unwritable(type, e);
        }
    }

    @Override
    public Object read(String json, Type type) {
        try {
            Object value = mapper.readValue(json, mapper.constructType(type));
            if (value == null) {
                throw JsonErrors.jsonNull(type);
            }
            return value;
        } catch (UnrecognizedPropertyException e) {
            throw JsonErrors.unknownMember(type, e.getReferringClass());
        } catch (JacksonException e) {
            throw JsonErrors.unreadable(type, e);
        }
    }

    /**
     * Asks the mapper how it would write and read a type: each member that is written must be read by a parameter of the
     * constructor, a setter or a field that isn't final, and each parameter of the constructor must be written; of what the
     * type has in it, too. Serializers and deserializers that aren't Jackson's own for classes are trusted.
     */
    @Override
    public JsonCheck check(Type type) {
        return Jackson3Shapes.check(mapper, type);
    }
}
