/** What the doctor examines of soft deletes: the questions, what was read, and the checks that judge it. */
@NullMarked
package dev.holdfast.jdbi.internal.deletion.doctor;

import org.jspecify.annotations.NullMarked;
