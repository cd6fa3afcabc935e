/** Types of your own in columns. */
@NullMarked
package dev.holdfast.examples.mapped;

import org.jspecify.annotations.NullMarked;
