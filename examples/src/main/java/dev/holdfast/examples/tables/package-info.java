/** Tables, and the statements over them. */
@NullMarked
package dev.holdfast.examples.tables;

import org.jspecify.annotations.NullMarked;
