/** Statements whose sources have each other's names. */
@NullMarked
package dev.holdfast.jdbi.names;

import org.jspecify.annotations.NullMarked;
