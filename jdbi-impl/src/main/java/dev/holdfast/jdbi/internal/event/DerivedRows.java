package dev.holdfast.jdbi.internal.event;

import org.jdbi.v3.core.Handle;

/** What is kept about a tenant's events elsewhere, or made of them, and goes with them. Thread-safe. */
@FunctionalInterface
public interface DerivedRows {

    /** Deletes those of a tenant, in the transaction that deletes its events, as the role for work across tenants. */
    void delete(Handle handle, Object tenant);
}
