/**
 * How a statement becomes text: SQL types, the writer that every part of a statement writes itself into, and the
 * finished text with its parameters. Nothing here knows a database connection.
 */
@NullMarked
package dev.holdfast.sql;

import org.jspecify.annotations.NullMarked;
