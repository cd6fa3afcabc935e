/** The testkit's assertion of tenant isolation, tried on a sound database and on one hole after another. */
@NullMarked
package dev.holdfast.jdbi.isolation;

import org.jspecify.annotations.NullMarked;
