/** Encrypted values in SqlObjects: what is behind {@code @Encrypted} and {@code @BlindIndexed}. */
@NullMarked
package dev.holdfast.jdbi.internal.crypto.sqlobject;

import org.jspecify.annotations.NullMarked;
