package dev.holdfast.jdbi;

import dev.holdfast.TenantScope;
import java.util.Map;

/** A tenant's scope that also gives out JDBI's handles. */
public interface JdbiTenantScope extends TenantScope, JdbiScope {

    @Override
    JdbiTenantScope actor(String actor);

    @Override
    JdbiTenantScope because(String reason);

    @Override
    JdbiTenantScope requestId(String requestId);

    @Override
    JdbiTenantScope metadata(String name, String value);

    @Override
    JdbiTenantScope metadata(Map<String, String> metadata);
}
