/** Encrypted columns, and the keys behind them (EN). */
@NullMarked
package dev.holdfast.jdbi.crypto;

import org.jspecify.annotations.NullMarked;
