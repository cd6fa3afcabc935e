/** How events are told to others: mapped, and published in order per stream. Knows no partitions and no transactions. */
@NullMarked
package dev.holdfast.jdbi.internal.outbox;

import org.jspecify.annotations.NullMarked;
