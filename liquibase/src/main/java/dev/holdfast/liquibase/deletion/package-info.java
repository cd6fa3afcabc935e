/** Changes that let a table's rows be deleted softly: the table itself, its foreign keys, its unique values, and its live view. */
@NullMarked
package dev.holdfast.liquibase.deletion;

import org.jspecify.annotations.NullMarked;
