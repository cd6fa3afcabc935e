package dev.holdfast.jdbi.internal.session;

import dev.holdfast.jdbi.JdbiTenantScope;
import java.util.Objects;

/** A scope of one tenant. */
public final class OneTenant extends EngineScope implements JdbiTenantScope {

    public OneTenant(Engine engine, SessionSettings context) {
        super(engine, context);
    }

    @Override
    public Object tenantId() {
        return Objects.requireNonNull(settings().tenant());
    }

    @Override
    public JdbiTenantScope actor(String actor) {
        return new OneTenant(engine(), settings().withActor(actor));
    }

    @Override
    public JdbiTenantScope because(String reason) {
        return new OneTenant(engine(), settings().withReason(reason));
    }

    @Override
    public JdbiTenantScope requestId(String requestId) {
        return new OneTenant(engine(), settings().withRequestId(requestId));
    }
}
