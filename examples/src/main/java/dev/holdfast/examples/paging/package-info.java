/** Pages by cursor. */
@NullMarked
package dev.holdfast.examples.paging;

import org.jspecify.annotations.NullMarked;
