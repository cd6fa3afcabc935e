/** The registry of tenants. */
@NullMarked
package dev.holdfast.jdbi.internal.tenant;

import org.jspecify.annotations.NullMarked;
