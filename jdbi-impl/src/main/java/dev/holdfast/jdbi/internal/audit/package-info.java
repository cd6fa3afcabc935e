/** Reads the audit log, and reverts changes by it. */
@NullMarked
package dev.holdfast.jdbi.internal.audit;

import org.jspecify.annotations.NullMarked;
