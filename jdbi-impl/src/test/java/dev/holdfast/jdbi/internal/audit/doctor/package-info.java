@NullMarked
package dev.holdfast.jdbi.internal.audit.doctor;

import org.jspecify.annotations.NullMarked;
