/** The doctor on soft deletes, healthy and with exactly one thing broken. */
@NullMarked
package dev.holdfast.jdbi.internal.deletion.doctor;

import org.jspecify.annotations.NullMarked;
