/** The audit log for SqlObjects. */
@NullMarked
package dev.holdfast.jdbi.internal.audit.sqlobject;

import org.jspecify.annotations.NullMarked;
