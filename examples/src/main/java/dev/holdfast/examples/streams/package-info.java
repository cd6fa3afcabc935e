/** Many rows in constant memory. */
@NullMarked
package dev.holdfast.examples.streams;

import org.jspecify.annotations.NullMarked;
