package dev.holdfast.event;

import dev.holdfast.error.InvalidValueException;
import dev.holdfast.internal.Gate;
import java.io.Serializable;
import java.util.UUID;

/**
 * Names a stream of events within its tenant: a category, such as {@code article}, and an id in it. Immutable.
 *
 * @param category what kind of thing the stream is about; 1 to 100 characters, without a slash
 * @param id which one of them; 1 to 400 characters
 */
public record StreamId(String category, String id) implements Serializable {

    private static final int MAX_CATEGORY = 100;
    private static final int MAX_ID = 400;
    private static final String FIX = "give a shorter name of what the stream is about";

    public StreamId {
        checkedCategory(category);
        checkedId(id);
    }

    static String checkedCategory(String category) {
        Gate.name("The category of a stream", category, MAX_CATEGORY, FIX);
        if (category.indexOf('/') >= 0) {
            throw new InvalidValueException(
                    "The category of a stream", "has a slash, which parts it from the id", "choose another name");
        }
        return category;
    }

    static String checkedId(String id) {
        return Gate.name("The id of a stream", id, MAX_ID, FIX);
    }

    /** The stream of a category with an id. */
    public static StreamId stream(String category, String id) {
        return new StreamId(category, id);
    }

    /** The stream of a category with a {@code uuid}. */
    public static StreamId stream(String category, UUID id) {
        return new StreamId(category, id.toString());
    }

    /** The stream of a category with a number. */
    public static StreamId stream(String category, long id) {
        return new StreamId(category, Long.toString(id));
    }

    @Override
    public String toString() {
        return category + "/" + id;
    }
}
