/** The code of docs/testkit.md. */
@NullMarked
package dev.holdfast.examples.testkit;

import org.jspecify.annotations.NullMarked;
