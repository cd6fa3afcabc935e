/** Scopes and transactions: round trips, options, retries, nesting, joining, misuse, and connections that die. */
@NullMarked
package dev.holdfast.jdbi.session;

import org.jspecify.annotations.NullMarked;
