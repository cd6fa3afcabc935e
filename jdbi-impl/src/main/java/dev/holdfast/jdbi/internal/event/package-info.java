/** Runs the event store: its fixed statements, JSON and encrypted members of events, snapshots. */
@NullMarked
package dev.holdfast.jdbi.internal.event;

import org.jspecify.annotations.NullMarked;
