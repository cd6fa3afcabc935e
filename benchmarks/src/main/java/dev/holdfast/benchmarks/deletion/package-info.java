/**
 * Rows deleted softly and restored, and what deleted rows cost those who read live ones.
 */
@NullMarked
package dev.holdfast.benchmarks.deletion;

import org.jspecify.annotations.NullMarked;
