/** Many rows at once, and rows that are there already. */
@NullMarked
package dev.holdfast.examples.upsert;

import org.jspecify.annotations.NullMarked;
