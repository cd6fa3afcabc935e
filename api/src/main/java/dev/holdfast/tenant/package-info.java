/** The registry of tenants, which every tenant key refers to. */
@NullMarked
package dev.holdfast.tenant;

import org.jspecify.annotations.NullMarked;
