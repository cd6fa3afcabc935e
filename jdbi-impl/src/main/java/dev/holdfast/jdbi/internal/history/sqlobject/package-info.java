/** Reading as of a moment for SqlObjects. */
@NullMarked
package dev.holdfast.jdbi.internal.history.sqlobject;

import org.jspecify.annotations.NullMarked;
