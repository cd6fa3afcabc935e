/**
 * Statements as immutable values: select, insert, update, delete, and what comes back. A statement can be printed
 * without a database ({@code toSql()}), kept in a constant, and run by many sessions at once.
 */
@NullMarked
package dev.holdfast.query;

import org.jspecify.annotations.NullMarked;
