/**
 * The entry point and the sessions: a {@link dev.holdfast.Holdfast} opens scopes for one tenant, for all tenants or for
 * tables without tenants, and a scope runs statements and transactions.
 */
@NullMarked
package dev.holdfast;

import org.jspecify.annotations.NullMarked;
