/** What rows were. */
@NullMarked
package dev.holdfast.examples.history;

import org.jspecify.annotations.NullMarked;
