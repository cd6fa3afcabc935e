/**
 * The event store: streams of events with versions, the order of all of them, snapshots and deciders. {@link
 * dev.holdfast.event.Events} is a session's door to it; what runs it is an {@link dev.holdfast.event.EventRunner}.
 */
@NullMarked
package dev.holdfast.event;

import org.jspecify.annotations.NullMarked;
