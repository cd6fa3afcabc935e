/** The change that gives a table a history. */
@NullMarked
package dev.holdfast.liquibase.history;

import org.jspecify.annotations.NullMarked;
