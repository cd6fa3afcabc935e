/**
 * What is told to others of events: messages that are made of events outside their transaction, and handed to the application's
 * publisher at least once, in order per stream. Applications define an {@link dev.holdfast.outbox.Outbox}, which runs as
 * projections do.
 */
@NullMarked
package dev.holdfast.outbox;

import org.jspecify.annotations.NullMarked;
