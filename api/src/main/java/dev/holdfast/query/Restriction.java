package dev.holdfast.query;

import dev.holdfast.expression.Condition;
import dev.holdfast.internal.Required;
import org.jspecify.annotations.Nullable;

/** A condition that is given by one call or several; null in one of them would drop it without a word. */
final class Restriction {

    private Restriction() {}

    /** Both of them. */
    static Condition and(String call, @Nullable Condition before, Condition given) {
        Required.given(call, given);
        return before == null ? given : before.and(given);
    }

    /** One of them. */
    static Condition or(String call, @Nullable Condition before, Condition given) {
        Required.given(call, given);
        return before == null ? given : before.or(given);
    }
}
