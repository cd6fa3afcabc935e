/** Changes that put tables under tenancy, tie their rows to rows of the same tenant, and run SQL over the rows of all tenants. */
@NullMarked
package dev.holdfast.liquibase.tenant;

import org.jspecify.annotations.NullMarked;
