package dev.holdfast.sql;

import java.lang.reflect.Type;

/**
 * Turns Java values into JSON text and back, for {@code jsonb} columns, events and snapshots. Must be thread-safe. Codecs
 * over Jackson 3 and Jackson 2 come with holdfast-jdbi.
 */
public interface JsonCodec {

    /**
     * Writes a value.
     *
     * @param value never null: a null is SQL's NULL and doesn't come here
     * @param type the column's Java type
     * @return JSON text
     */
    String write(Object value, Type type);

    /**
     * Reads a value.
     *
     * @param json as PostgreSQL gives it
     * @param type the column's Java type
     * @return never null
     */
    Object read(String json, Type type);

    /**
     * Looks at a type, without a value, when a column, event or snapshot of it is registered. What is stored stays, and
     * an event can't be corrected: so a type whose values would come back changed is refused before the first one.
     *
     * @param type the column's Java type, or the class of an event or a state
     * @return what was found; a codec that doesn't look says so, {@code JsonCheck.unchecked("…")}
     */
    JsonCheck check(Type type);
}
