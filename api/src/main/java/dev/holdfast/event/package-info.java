/**
 * The event store: streams of versioned events, one order over all of them, snapshots and deciders. Applications use it
 * through {@link dev.holdfast.event.Events}, which a session's {@code events()} returns; an {@link
 * dev.holdfast.event.EventRunner} executes it.
 */
@NullMarked
package dev.holdfast.event;

import org.jspecify.annotations.NullMarked;
