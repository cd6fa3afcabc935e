/** How values are bound to and read from pgjdbc. */
@NullMarked
package dev.holdfast.jdbi.internal.value;

import org.jspecify.annotations.NullMarked;
