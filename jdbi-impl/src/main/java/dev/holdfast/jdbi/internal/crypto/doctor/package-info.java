/** What the doctor examines of encryption: the questions, what was read, and the checks that judge it. */
@NullMarked
package dev.holdfast.jdbi.internal.crypto.doctor;

import org.jspecify.annotations.NullMarked;
