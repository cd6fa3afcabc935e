/** What {@code holdfast.doctor()} finds. */
@NullMarked
package dev.holdfast.doctor;

import org.jspecify.annotations.NullMarked;
