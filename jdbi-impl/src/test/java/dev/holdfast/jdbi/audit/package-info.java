/** Tests of reading the audit log and of reverting by it, on PostgreSQL. */
@NullMarked
package dev.holdfast.jdbi.audit;

import org.jspecify.annotations.NullMarked;
