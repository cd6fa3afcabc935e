/**
 * Projections: catching up with what is stored, beside JDBC alone, and how far they are behind while events come in.
 */
@NullMarked
package dev.holdfast.benchmarks.projection;

import org.jspecify.annotations.NullMarked;
