/** The doctor on encryption, healthy and with exactly one thing broken. */
@NullMarked
package dev.holdfast.jdbi.internal.crypto.doctor;

import org.jspecify.annotations.NullMarked;
