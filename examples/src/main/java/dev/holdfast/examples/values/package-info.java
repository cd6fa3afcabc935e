/** What goes in is what comes out, or is refused. */
@NullMarked
package dev.holdfast.examples.values;

import org.jspecify.annotations.NullMarked;
