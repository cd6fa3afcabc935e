/** The doctor on a healthy shop, and on that shop with exactly one thing broken. */
@NullMarked
package dev.holdfast.jdbi.internal.doctor;

import org.jspecify.annotations.NullMarked;
