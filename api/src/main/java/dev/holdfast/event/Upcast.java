package dev.holdfast.event;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A step from one schema version of an event to the next, or to other events. Immutable.
 *
 * @param from the version of what is taken
 * @param source the class under which that version is read
 * @param target the class of the next version; where it splits, what all the parts are
 * @param splits whether it gives a list of events of registered classes, and is the last step
 */
record Upcast<A, B>(int from, Class<A> source, Class<B> target, boolean splits, Function<? super A, ?> function) {

    boolean takesJson() {
        return source == JsonObject.class;
    }

    boolean givesJson() {
        return target == JsonObject.class;
    }

    @Nullable
    Object apply(Object old) {
        return function.apply(source.cast(old));
    }
}
