/** The registry of handlers, and tokens of positions, without a database. */
@NullMarked
package dev.holdfast.cqrs;

import org.jspecify.annotations.NullMarked;
