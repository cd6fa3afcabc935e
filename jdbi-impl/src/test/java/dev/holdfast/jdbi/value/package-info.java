/** Values on every way in: what is refused before it is sent, and what is stored as it was given. */
@NullMarked
package dev.holdfast.jdbi.value;

import org.jspecify.annotations.NullMarked;
