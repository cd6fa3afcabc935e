/**
 * Parts of conditions, select lists and orderings. Each kind of expression has the operators of its type: every one has
 * {@code eq} and {@code isNull}, an ordered one {@code lt} and {@code asc}, a text one {@code like}. An encrypted
 * column is none of these, so that comparing it doesn't compile.
 */
@NullMarked
package dev.holdfast.expression;

import org.jspecify.annotations.NullMarked;
