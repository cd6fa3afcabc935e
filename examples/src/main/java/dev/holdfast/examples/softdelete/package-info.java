/** Rows that are hidden, come back, and go for good: a magazine's authors and articles. */
@NullMarked
package dev.holdfast.examples.softdelete;

import org.jspecify.annotations.NullMarked;
