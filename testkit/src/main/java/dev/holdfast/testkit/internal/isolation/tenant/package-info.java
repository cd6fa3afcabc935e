/**
 * The attempts of {@link dev.holdfast.testkit.TenantIsolation}. Each group of attempts is a class; an attempt is made by
 * tenant "B" on a row of tenant "A".
 */
@NullMarked
package dev.holdfast.testkit.internal.isolation.tenant;

import org.jspecify.annotations.NullMarked;
