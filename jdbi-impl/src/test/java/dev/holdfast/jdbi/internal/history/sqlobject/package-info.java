/** Tests of what SqlObjects get of histories. */
@NullMarked
package dev.holdfast.jdbi.internal.history.sqlobject;

import org.jspecify.annotations.NullMarked;
