package dev.holdfast.cqrs;

import dev.holdfast.event.Position;
import org.jspecify.annotations.Nullable;

/**
 * What comes of a command. Immutable, if the result is.
 *
 * @param result the handler's; of a command that was sent with an id, as it came back from JSON
 * @param position the last one of the events that the command's transaction appended, by whatever means; {@link Position#START}
 *     where it appended none, at which every query is
 * @param repeated true where the command had been handled before under its id, and nothing was done now
 */
public record Answer<R extends @Nullable Object>(R result, Position position, boolean repeated) {}
