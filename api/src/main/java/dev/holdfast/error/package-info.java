/**
 * What can go wrong, as unchecked exceptions under {@link dev.holdfast.error.HoldfastException}. Each message names
 * the thing, the cause and the fix; each part has a getter; no message holds a value of a row.
 */
@NullMarked
package dev.holdfast.error;

import org.jspecify.annotations.NullMarked;
