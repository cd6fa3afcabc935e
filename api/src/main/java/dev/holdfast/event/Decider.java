package dev.holdfast.event;

import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * How a thing behaves, as three pure functions: its state before any event, what a command leads to, and what an event
 * makes of the state (after Jérémie Chassaing, "Functional Event Sourcing Decider", 2021). Must be thread-safe. A command
 * that isn't allowed is refused by an exception of yours, which comes out as it is.
 *
 * @param <C> commands
 * @param <S> the state; immutable
 * @param <E> events
 */
public interface Decider<C, S, E> {

    /** The state before the first event. */
    S initial();

    /** The events that a command leads to in a state; none where there is nothing to do. */
    List<? extends E> decide(C command, S state);

    /** The state after an event. */
    S evolve(S state, E event);

    /** A decider of three functions. */
    static <C, S, E> Decider<C, S, E> of(
            Supplier<? extends S> initial,
            BiFunction<? super C, ? super S, ? extends List<? extends E>> decide,
            BiFunction<? super S, ? super E, ? extends S> evolve) {
        return new Decider<>() {
            @Override
            public S initial() {
                return initial.get();
            }

            @Override
            public List<? extends E> decide(C command, S state) {
                return decide.apply(command, state);
            }

            @Override
            public S evolve(S state, E event) {
                return evolve.apply(state, event);
            }
        };
    }
}
