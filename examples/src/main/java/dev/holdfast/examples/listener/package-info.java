/** Seeing the SQL that runs. */
@NullMarked
package dev.holdfast.examples.listener;

import org.jspecify.annotations.NullMarked;
