/** The event store: parcels on their way, as streams of events. */
@NullMarked
package dev.holdfast.examples.events;

import org.jspecify.annotations.NullMarked;
