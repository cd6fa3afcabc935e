/** Tests of the examples and of the documentation made from them. */
@NullMarked
package dev.holdfast.examples;

import org.jspecify.annotations.NullMarked;
