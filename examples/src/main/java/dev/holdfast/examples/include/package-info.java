/** Children with their parents. */
@NullMarked
package dev.holdfast.examples.include;

import org.jspecify.annotations.NullMarked;
