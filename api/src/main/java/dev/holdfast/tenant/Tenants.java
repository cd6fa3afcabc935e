package dev.holdfast.tenant;

import java.util.List;
import java.util.Optional;

/**
 * The registry, table {@code holdfast.tenants}. Tenant keys refer to it, so that a row of an unregistered tenant can't
 * be stored. Each call is one statement.
 */
public interface Tenants {

    /**
     * Registers a tenant.
     *
     * @throws dev.holdfast.error.UniqueViolationException where it is registered already
     */
    Tenant create(Object id, String name);

    /** Registers a tenant unless it is registered already; the name then stays as it is. */
    Tenant createIfMissing(Object id, String name);

    /**
     * Suspends a tenant: {@code forEachTenant} passes it over, and {@link Tenant#isActive} says so at your door. Its
     * rows stay, and sessions that are open go on.
     *
     * @throws dev.holdfast.error.NoRowException where it isn't registered
     */
    void suspend(Object id);

    /**
     * Lets {@code forEachTenant} visit a suspended tenant again; does nothing for one that is active.
     *
     * @param id as it was registered
     */
    void resume(Object id);

    /** A tenant by its id, active or suspended; empty where none is registered under it. */
    Optional<Tenant> find(Object id);

    /** All of them, in the order of their ids. */
    List<Tenant> list();

    /** Those that aren't suspended, in the order of their ids. */
    List<Tenant> active();
}
