/**
 * The result of {@code holdfast.doctor()}: a {@link dev.holdfast.doctor.Diagnosis} with its findings, each of which names
 * the check, the cause and the fix.
 */
@NullMarked
package dev.holdfast.doctor;

import org.jspecify.annotations.NullMarked;
