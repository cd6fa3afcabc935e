/** Soft delete in SqlObjects: what is behind {@code SoftDeletes}. */
@NullMarked
package dev.holdfast.jdbi.internal.deletion.sqlobject;

import org.jspecify.annotations.NullMarked;
