/** Reading what was, on PostgreSQL and as the application's role. */
@NullMarked
package dev.holdfast.jdbi.history;

import org.jspecify.annotations.NullMarked;
