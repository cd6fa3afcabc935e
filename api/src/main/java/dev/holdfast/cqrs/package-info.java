/**
 * Commands and queries as types, and their handlers: {@link dev.holdfast.cqrs.Cqrs} knows for each type the one that handles it, and
 * runs it in a transaction. A command tells the position of its events, at which a query can be asked to be at least.
 */
@NullMarked
package dev.holdfast.cqrs;

import org.jspecify.annotations.NullMarked;
