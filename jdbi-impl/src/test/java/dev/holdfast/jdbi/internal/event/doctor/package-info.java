/** The doctor on the event store, healthy and with exactly one thing broken. */
@NullMarked
package dev.holdfast.jdbi.internal.event.doctor;

import org.jspecify.annotations.NullMarked;
