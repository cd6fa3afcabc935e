package dev.holdfast.jdbi;

import dev.holdfast.AcrossTenants;

/** A scope over all tenants that also gives out JDBI's handles. */
public interface JdbiAcrossTenants extends AcrossTenants, JdbiScope {}
