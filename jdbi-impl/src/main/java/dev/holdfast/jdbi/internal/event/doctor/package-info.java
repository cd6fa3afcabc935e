/** What the doctor examines of the event store: the questions, what was read, and the checks that judge it. */
@NullMarked
package dev.holdfast.jdbi.internal.event.doctor;

import org.jspecify.annotations.NullMarked;
