/** What the README shows first. */
@NullMarked
package dev.holdfast.examples.readme;

import org.jspecify.annotations.NullMarked;
