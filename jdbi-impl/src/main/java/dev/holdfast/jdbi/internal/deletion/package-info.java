/** Restoring and purging soft-deleted rows, written with Holdfast's own statements over a session. */
@NullMarked
package dev.holdfast.jdbi.internal.deletion;

import org.jspecify.annotations.NullMarked;
