/** The pitfalls of tenancy (TN), each tried by statements of the DSL, by a SqlObject and by plain SQL. */
@NullMarked
package dev.holdfast.jdbi.tenant;

import org.jspecify.annotations.NullMarked;
