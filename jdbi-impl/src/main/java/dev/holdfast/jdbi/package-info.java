/**
 * Holdfast on JDBI 3: {@link dev.holdfast.jdbi.JdbiHoldfast} and its builder, scopes and transactions with JDBI's handles and
 * SqlObjects, a plugin for your own {@code Jdbi}, JSON codecs, and Tink's keyrings.
 */
@NullMarked
package dev.holdfast.jdbi;

import org.jspecify.annotations.NullMarked;
