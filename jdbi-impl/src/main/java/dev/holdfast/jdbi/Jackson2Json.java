package dev.holdfast.jdbi;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.error.MappingException;
import dev.holdfast.sql.JsonCodec;
import java.lang.reflect.Type;

/** {@code jsonb} by Jackson 2; needs {@code com.fasterxml.jackson.core:jackson-databind 2} on the class path. Thread-safe. */
public final class Jackson2Json implements JsonCodec {

    private final ObjectMapper mapper;

    /** With Jackson's defaults, and the modules found on the class path. */
    public Jackson2Json() {
        this(com.fasterxml.jackson.databind.json.JsonMapper.builder()
                .findAndAddModules()
                .build());
    }

    /** With a mapper of your own, which must not be reconfigured afterwards. */
    public Jackson2Json(ObjectMapper mapper) {
        this.mapper = mapper;
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
                throw new MappingException("JSON null can't become " + type.getTypeName());
            }
            return value;
        } catch (JsonProcessingException e) {
            throw JsonErrors.unreadable(type, e);
        }
    }
}
