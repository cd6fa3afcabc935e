/** Transactions that Spring begins and ends, on the server of the testkit. */
@NullMarked
package dev.holdfast.spring;

import org.jspecify.annotations.NullMarked;
