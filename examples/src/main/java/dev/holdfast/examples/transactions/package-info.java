/** Transactions: savepoints, retries, options, and a commit that tells the truth. */
@NullMarked
package dev.holdfast.examples.transactions;

import org.jspecify.annotations.NullMarked;
