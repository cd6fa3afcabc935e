/** The testkit's own tests: those that must see a test fail launch it inside themselves. */
@NullMarked
package dev.holdfast.testkit;

import org.jspecify.annotations.NullMarked;
