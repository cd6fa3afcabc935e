/**
 * Liquibase changes as values, and the changelog that creates a schema's tables. This is the one place that writes
 * {@code holdfast:} changes, with a class for each feature: the changelog and the fixes that the doctor prints both come
 * from here.
 */
@NullMarked
package dev.holdfast.changelog;

import org.jspecify.annotations.NullMarked;
