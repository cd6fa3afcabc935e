package dev.holdfast.jdbi;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.holdfast.jdbi.internal.json.Jackson2Shapes;
import dev.holdfast.jdbi.internal.json.JsonLimits;
import dev.holdfast.sql.JsonCheck;
import dev.holdfast.sql.JsonCodec;
import java.lang.reflect.Type;

/**
 * {@code jsonb} by Jackson 2; needs {@code com.fasterxml.jackson.core:jackson-databind}, 2.16 or newer, on the class path. Thread-safe. It
 * refuses types whose values would come back changed, see {@link #check}.
 */
public final class Jackson2Json implements JsonCodec {

    private final ObjectMapper mapper;

    /** With the mapper that {@link #mapper()} builds. */
    public Jackson2Json() {
        this(mapper().build());
    }

    /** With a mapper of your own, as {@link Jackson3Json#Jackson3Json(tools.jackson.databind.json.JsonMapper)}. */
    public Jackson2Json(ObjectMapper mapper) {
        this.mapper = mapper;
    }

    /** Begins the mapper of {@link #Jackson2Json()}, to be changed: it writes and reads as {@link Jackson3Json#mapper()}. */
    public static JsonMapper.Builder mapper() {
        return JsonMapper.builder(JsonFactory.builder()
                        .streamReadConstraints(StreamReadConstraints.builder()
                                .maxNumberLength(JsonLimits.NUMBER)
                                .maxStringLength(JsonLimits.STRING)
                                .maxNameLength(JsonLimits.STRING)
                                .build())
                        .build())
                .findAndAddModules()
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(DeserializationFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
                .enable(SerializationFeature.WRITE_DATES_WITH_ZONE_ID)
                .disable(
                        SerializationFeature.WRITE_DATES_AS_TIMESTAMPS,
                        SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
                .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
                .disable(MapperFeature.ALLOW_FINAL_FIELDS_AS_MUTATORS, MapperFeature.USE_GETTERS_AS_SETTERS)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES);
    }

    @Override
    public String write(Object value, Type type) {
        try {
            return mapper.writerFor(mapper.constructType(type)).writeValueAsString(value);
        } catch (JsonProcessingException e) {
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
        } catch (JsonProcessingException e) {
            throw JsonErrors.unreadable(type, e);
        }
    }

    /** As {@link Jackson3Json#check}. */
    @Override
    public JsonCheck check(Type type) {
        return Jackson2Shapes.check(mapper, type);
    }
}
