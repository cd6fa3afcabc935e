/**
 * The exceptions for refused statements and for PostgreSQL's errors, all unchecked and under {@link
 * dev.holdfast.error.HoldfastException}. A message names the thing, the cause and the fix, and never holds a row's value;
 * getters return the parts. Features keep their own exceptions in their packages.
 */
@NullMarked
package dev.holdfast.error;

import org.jspecify.annotations.NullMarked;
