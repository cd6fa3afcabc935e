package dev.holdfast.jdbi;

import dev.holdfast.error.MappingException;
import dev.holdfast.sql.JsonCodec;
import java.lang.reflect.Type;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** {@code jsonb} by Jackson 3; needs {@code tools.jackson.core:jackson-databind 3} on the class path. Thread-safe. */
public final class Jackson3Json implements JsonCodec {

    private final JsonMapper mapper;

    /** With Jackson's defaults, and the modules found on the class path. */
    public Jackson3Json() {
        this(JsonMapper.builder().findAndAddModules().build());
    }

    /** With a mapper of your own, which must not be reconfigured afterwards. */
    public Jackson3Json(JsonMapper mapper) {
        this.mapper = mapper;
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
                throw new MappingException("JSON null can't become " + type.getTypeName());
            }
            return value;
        } catch (JacksonException e) {
            throw JsonErrors.unreadable(type, e);
        }
    }
}
