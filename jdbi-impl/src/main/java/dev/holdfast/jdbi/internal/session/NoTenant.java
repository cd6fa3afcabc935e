package dev.holdfast.jdbi.internal.session;

import dev.holdfast.jdbi.JdbiScope;

/** A scope without a tenant. */
public final class NoTenant extends EngineScope<JdbiScope> {

    public NoTenant(Engine engine) {
        this(engine, SessionSettings.none());
    }

    private NoTenant(Engine engine, SessionSettings settings) {
        super(engine, settings);
    }

    @Override
    NoTenant in(ChangeContext context) {
        return new NoTenant(engine(), settings().in(context));
    }

    @Override
    public ScopeSession withoutTenant() {
        return new NoTenant(engine());
    }
}
