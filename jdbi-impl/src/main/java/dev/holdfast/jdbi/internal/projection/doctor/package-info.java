/** What the doctor examines of projections: the questions, what was read, and the checks that judge it. */
@NullMarked
package dev.holdfast.jdbi.internal.projection.doctor;

import org.jspecify.annotations.NullMarked;
