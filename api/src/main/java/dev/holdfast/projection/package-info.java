/**
 * Read models that are made of events: what a projection does with each event, how it runs, and how far it is. Applications
 * define a {@link dev.holdfast.projection.Projection}, and ask {@link dev.holdfast.projection.Projections} to run it.
 */
@NullMarked
package dev.holdfast.projection;

import org.jspecify.annotations.NullMarked;
