/** Tests of the event store's parts. */
@NullMarked
package dev.holdfast.jdbi.internal.event;

import org.jspecify.annotations.NullMarked;
