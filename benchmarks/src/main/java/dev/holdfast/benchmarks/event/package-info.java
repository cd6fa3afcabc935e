/**
 * Events appended and read, beside other event stores and beside JDBC alone.
 */
@NullMarked
package dev.holdfast.benchmarks.event;

import org.jspecify.annotations.NullMarked;
