/**
 * What rows were: the versions of each, from when to when, by whom and why, what changed, and tokens of what a snapshot saw.
 * Which tables have a history is declared by {@link dev.holdfast.table.Historical}; reading whole statements as of a moment is
 * {@code asOf(…)} on a select.
 */
@NullMarked
package dev.holdfast.history;

import org.jspecify.annotations.NullMarked;
