/** Commands and queries: parcels at a counter. */
@NullMarked
package dev.holdfast.examples.cqrs;

import org.jspecify.annotations.NullMarked;
