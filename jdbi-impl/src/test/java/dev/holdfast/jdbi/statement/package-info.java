/** Statements on a real PostgreSQL: every column type, every clause, and what goes over the wire. */
@NullMarked
package dev.holdfast.jdbi.statement;

import org.jspecify.annotations.NullMarked;
