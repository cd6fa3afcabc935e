/** The registry of tenants. Every tenant key refers to it, so a tenant must be registered before its rows are stored. */
@NullMarked
package dev.holdfast.tenant;

import org.jspecify.annotations.NullMarked;
