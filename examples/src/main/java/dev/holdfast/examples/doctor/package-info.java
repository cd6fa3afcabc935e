/** What the doctor finds, and how it is mended. */
@NullMarked
package dev.holdfast.examples.doctor;

import org.jspecify.annotations.NullMarked;
