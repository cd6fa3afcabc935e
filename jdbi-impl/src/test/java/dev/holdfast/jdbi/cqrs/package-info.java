/** Commands and queries, on a real PostgreSQL. */
@NullMarked
package dev.holdfast.jdbi.cqrs;

import org.jspecify.annotations.NullMarked;
