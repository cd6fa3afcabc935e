/** From the tables as they are declared to tables in PostgreSQL, by Liquibase. */
@NullMarked
package dev.holdfast.examples.migrations;

import org.jspecify.annotations.NullMarked;
