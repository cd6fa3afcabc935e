/** Work over all tenants, and the registry of tenants. */
@NullMarked
package dev.holdfast.examples.across;

import org.jspecify.annotations.NullMarked;
