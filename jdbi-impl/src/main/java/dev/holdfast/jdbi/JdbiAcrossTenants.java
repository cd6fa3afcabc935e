package dev.holdfast.jdbi;

import dev.holdfast.AcrossTenants;
import java.util.Map;

/** A scope over all tenants that also gives out JDBI's handles. */
public interface JdbiAcrossTenants extends AcrossTenants, JdbiScope {

    @Override
    JdbiAcrossTenants actor(String actor);

    @Override
    JdbiAcrossTenants because(String reason);

    @Override
    JdbiAcrossTenants requestId(String requestId);

    @Override
    JdbiAcrossTenants metadata(String name, String value);

    @Override
    JdbiAcrossTenants metadata(Map<String, String> metadata);
}
