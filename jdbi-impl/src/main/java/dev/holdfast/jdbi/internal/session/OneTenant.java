package dev.holdfast.jdbi.internal.session;

import dev.holdfast.jdbi.JdbiTenantScope;
import java.util.Objects;

/** A scope of one tenant. */
public final class OneTenant extends EngineScope<JdbiTenantScope> implements JdbiTenantScope {

    public OneTenant(Engine engine, SessionSettings settings) {
        super(engine, settings);
    }

    @Override
    public Object tenantId() {
        return Objects.requireNonNull(settings().tenant());
    }

    @Override
    OneTenant in(ChangeContext context) {
        return new OneTenant(engine(), settings().in(context));
    }

    @Override
    public ScopeSession withoutTenant() {
        return new NoTenant(engine());
    }
}
