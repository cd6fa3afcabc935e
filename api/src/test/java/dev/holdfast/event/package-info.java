/** Events as values, without a database. */
@NullMarked
package dev.holdfast.event;

import org.jspecify.annotations.NullMarked;
