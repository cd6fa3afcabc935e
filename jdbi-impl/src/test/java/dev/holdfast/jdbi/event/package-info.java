/** The event store, on a real PostgreSQL. */
@NullMarked
package dev.holdfast.jdbi.event;

import org.jspecify.annotations.NullMarked;
