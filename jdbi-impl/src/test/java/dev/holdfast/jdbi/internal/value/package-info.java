/** Tests of how values are read. */
@NullMarked
package dev.holdfast.jdbi.internal.value;

import org.jspecify.annotations.NullMarked;
