/**
 * What a value costs before it is bound, without a database.
 */
@NullMarked
package dev.holdfast.benchmarks.value;

import org.jspecify.annotations.NullMarked;
