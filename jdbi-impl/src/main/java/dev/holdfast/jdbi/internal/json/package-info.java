/** Whether what is written as JSON can be read again: asked of a mapper, without a value. */
@NullMarked
package dev.holdfast.jdbi.internal.json;

import org.jspecify.annotations.NullMarked;
