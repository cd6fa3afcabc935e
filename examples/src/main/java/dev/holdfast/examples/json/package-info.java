/** Typed JSON. */
@NullMarked
package dev.holdfast.examples.json;

import org.jspecify.annotations.NullMarked;
