package dev.holdfast.event;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A step from one schema version of an event to the next. Immutable.
 *
 * @param from the version of what is taken
 * @param source the class under which that version is read
 * @param target the class of the next version
 */
record Upcast<A, B>(int from, Class<A> source, Class<B> target, Function<? super A, ? extends B> function) {

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
