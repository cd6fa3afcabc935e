/** What the doctor examines of tables' histories, and by the same examination of what else is recorded of changes. */
@NullMarked
package dev.holdfast.jdbi.internal.history.doctor;

import org.jspecify.annotations.NullMarked;
