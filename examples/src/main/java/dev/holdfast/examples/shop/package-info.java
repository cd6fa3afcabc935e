/** The tables that the examples share: customers and their orders. */
@NullMarked
package dev.holdfast.examples.shop;

import org.jspecify.annotations.NullMarked;
