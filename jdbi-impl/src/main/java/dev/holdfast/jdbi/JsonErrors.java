package dev.holdfast.jdbi;

import dev.holdfast.error.MappingException;
import java.lang.reflect.Type;

/** Jackson's own messages quote the document, so they aren't passed on. */
final class JsonErrors {

    private JsonErrors() {}

    static MappingException unwritable(Type type, Exception cause) {
        return new MappingException("A value of " + type.getTypeName() + " can't be written as JSON ("
                + cause.getClass().getSimpleName() + "): give the codec a mapper that knows the type");
    }

    static MappingException unreadable(Type type, Exception cause) {
        return new MappingException("A stored JSON document can't be read as " + type.getTypeName() + " ("
                + cause.getClass().getSimpleName() + "): its shape differs from the class");
    }
}
