package dev.holdfast.jdbi;

import dev.holdfast.error.MappingException;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/** Jackson's own messages quote the document, so they aren't passed on. */
final class JsonErrors {

    private JsonErrors() {}

    static MappingException unwritable(Type type, Exception cause) {
        return new MappingException("A value of " + type.getTypeName() + " can't be written as JSON ("
                + cause.getClass().getSimpleName() + "): give the codec a mapper that knows the type");
    }

    static MappingException unreadable(Type type, Exception cause) {
        String limit = limit(cause);
        if (limit != null) {
            return new MappingException("A stored JSON document can't be read as " + type.getTypeName()
                    + ", since the codec's mapper has a limit: " + limit
                    + ". Give the codec a mapper with a higher one, as the codec's own mapper() has");
        }
        return new MappingException("A stored JSON document can't be read as " + type.getTypeName() + " ("
                + cause.getClass().getSimpleName() + "): its shape differs from the class");
    }

    /** What either version of Jackson says of a limit: its name and numbers, and on the lines behind maybe the document. */
    private static @Nullable String limit(Exception thrown) {
        for (Throwable at = thrown; at != null; at = at.getCause()) {
            if (at.getClass().getSimpleName().equals("StreamConstraintsException")) {
                return String.valueOf(at.getMessage()).lines().findFirst().orElse("");
            }
        }
        return null;
    }

    /** A member that would be dropped when the value is written again. */
    static MappingException unknownMember(Type type, @Nullable Class<?> bean) {
        return new MappingException("A stored JSON document can't be read as " + type.getTypeName()
                + ": it has a member that " + (bean == null ? "the class" : bean.getName())
                + " doesn't know, and would lose; add it, or give the codec a mapper that ignores unknown members");
    }

    static MappingException jsonNull(Type type) {
        return new MappingException("A stored JSON document is JSON's null, which can't become " + type.getTypeName()
                + ": store SQL's NULL where there is no value");
    }
}
