/** What SqlObjects of users get from Holdfast. */
@NullMarked
package dev.holdfast.jdbi.internal.sqlobject;

import org.jspecify.annotations.NullMarked;
