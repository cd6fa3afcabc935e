/**
 * That the contenders of this room do what they are measured at.
 */
@NullMarked
package dev.holdfast.benchmarks.projection;

import org.jspecify.annotations.NullMarked;
