/** The outbox: what happens to parcels is told to others. */
@NullMarked
package dev.holdfast.examples.outbox;

import org.jspecify.annotations.NullMarked;
