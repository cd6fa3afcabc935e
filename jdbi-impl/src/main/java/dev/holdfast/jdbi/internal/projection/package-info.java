/** Runs projections: who has which partition, what a batch is, and what becomes of what can't be handled. */
@NullMarked
package dev.holdfast.jdbi.internal.projection;

import org.jspecify.annotations.NullMarked;
