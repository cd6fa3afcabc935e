/** Soft delete, restore and purge, on PostgreSQL and as the application's role. */
@NullMarked
package dev.holdfast.jdbi.deletion;

import org.jspecify.annotations.NullMarked;
