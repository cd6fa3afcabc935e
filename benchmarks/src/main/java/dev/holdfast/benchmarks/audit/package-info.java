/**
 * What it costs those who write a table that its changes are kept: as entries of an audit, as history, or by usual triggers.
 */
@NullMarked
package dev.holdfast.benchmarks.audit;

import org.jspecify.annotations.NullMarked;
