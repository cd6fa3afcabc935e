/** The change that has a table's changes recorded in the audit log, and what it shares with that for histories. */
@NullMarked
package dev.holdfast.liquibase.audit;

import org.jspecify.annotations.NullMarked;
