/** Keyrings by Google Tink. The only package, beside its public face TinkKeyring, that touches Tink's classes. */
@NullMarked
package dev.holdfast.jdbi.internal.crypto.tink;

import org.jspecify.annotations.NullMarked;
