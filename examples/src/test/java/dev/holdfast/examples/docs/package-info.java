/** Holds the code in README and docs against the compiled sources that it comes from. */
@NullMarked
package dev.holdfast.examples.docs;

import org.jspecify.annotations.NullMarked;
