/** Data keys and what is done with them: cells, blind indexes, rotation, shredding. */
@NullMarked
package dev.holdfast.jdbi.internal.crypto;

import org.jspecify.annotations.NullMarked;
