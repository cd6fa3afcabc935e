/** What it costs to read tables as they were at a moment, beside reading them as they are. */
@NullMarked
package dev.holdfast.benchmarks.history;

import org.jspecify.annotations.NullMarked;
