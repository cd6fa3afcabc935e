/**
 * The entry and the sessions: a {@link dev.holdfast.Holdfast} opens scopes for a tenant, across tenants or without
 * one, and scopes run statements and transactions.
 */
@NullMarked
package dev.holdfast;

import org.jspecify.annotations.NullMarked;
