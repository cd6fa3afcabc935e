@NullMarked
package dev.holdfast.jdbi.internal.history.doctor;

import org.jspecify.annotations.NullMarked;
