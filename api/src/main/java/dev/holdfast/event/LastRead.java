package dev.holdfast.event;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The stored event up to which a stream was read. Immutable.
 *
 * @param version its number in the stream
 * @param id null where it wasn't asked for, since no snapshot is taken
 */
public record LastRead(long version, @Nullable UUID id) {}
