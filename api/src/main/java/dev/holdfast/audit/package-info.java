/**
 * The audit log: who changed what. PostgreSQL writes it, for every client; here it is read, as {@link
 * dev.holdfast.audit.AuditEntry entries} with typed differences and as {@link dev.holdfast.audit.ChangeSet change sets}, and
 * changes are reverted.
 */
@NullMarked
package dev.holdfast.audit;

import org.jspecify.annotations.NullMarked;
