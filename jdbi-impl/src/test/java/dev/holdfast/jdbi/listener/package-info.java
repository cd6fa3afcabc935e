/** Who is told of statements, of which, and what of them. */
@NullMarked
package dev.holdfast.jdbi.listener;

import org.jspecify.annotations.NullMarked;
