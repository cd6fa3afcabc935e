/** Tests of the quickstart, on odd repositories too. */
@NullMarked
package dev.holdfast.examples.quickstart;

import org.jspecify.annotations.NullMarked;
