/** Tells listeners, and the SqlLogger that the user gave JDBI, of statements. Knows neither sessions nor features. */
@NullMarked
package dev.holdfast.jdbi.internal.listener;

import org.jspecify.annotations.NullMarked;
