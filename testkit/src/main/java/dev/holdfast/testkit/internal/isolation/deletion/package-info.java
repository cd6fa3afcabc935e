/**
 * The attempts of {@link dev.holdfast.testkit.SoftDeleteIsolation}. Each group of attempts is a class; an attempt is made
 * on a row that isn't live.
 */
@NullMarked
package dev.holdfast.testkit.internal.isolation.deletion;

import org.jspecify.annotations.NullMarked;
