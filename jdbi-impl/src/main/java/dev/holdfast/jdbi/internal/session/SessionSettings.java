package dev.holdfast.jdbi.internal.session;

import dev.holdfast.error.StatementException;
import dev.holdfast.error.TenantRequiredException;
import dev.holdfast.error.TransactionRequiredException;
import dev.holdfast.internal.Audience;
import dev.holdfast.internal.SqlText;
import dev.holdfast.jdbi.internal.value.Bound;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** For whom and why a session acts: what the preamble sets. Immutable. */
public final class SessionSettings {

    static final List<String> NAMES = List.of(
            "holdfast.tenant_id", "holdfast.actor", "holdfast.reason", "holdfast.request_id", "holdfast.metadata");

    private final Audience audience;
    private final @Nullable Object tenant;
    private final ChangeContext context;
    private final List<Setting> values;
    private final StandaloneFrames alone;
    private final Bound withoutKeys;
    private final Bound.Told told;

    private SessionSettings(Audience audience, @Nullable Object tenant, ChangeContext context) {
        this.audience = audience;
        this.tenant = tenant;
        this.context = context;
        this.values = List.of(
                setting(0, tenant == null ? null : tenant.toString()),
                setting(1, context.actor()),
                setting(2, context.reason()),
                setting(3, context.requestId()),
                setting(4, context.metadataJson()));
        this.alone = new StandaloneFrames(Preamble.of(values));
        this.withoutKeys = new Bound(tenant, null, null);
        this.told = new Bound.Told(
                values.get(1).value(), values.get(2).value(), values.get(3).value());
    }

    /** What a session doesn't have is set too, to nothing, so that nothing left on the connection shows through. */
    private static Setting setting(int index, @Nullable String value) {
        return new Setting(NAMES.get(index), value == null ? "" : value);
    }

    public static SessionSettings ofTenant(Object tenant) {
        return new SessionSettings(Audience.TENANT, tenant, ChangeContext.NONE);
    }

    public static SessionSettings across(String reason) {
        return new SessionSettings(Audience.ALL_TENANTS, null, ChangeContext.NONE.withReason(reason));
    }

    public static SessionSettings none() {
        return new SessionSettings(Audience.NO_TENANT, null, ChangeContext.NONE);
    }

    /** The same in another context. */
    SessionSettings in(ChangeContext other) {
        return new SessionSettings(audience, tenant, other);
    }

    /** Whose rows this session works on. */
    Audience audience() {
        return audience;
    }

    @Nullable
    Object tenant() {
        return tenant;
    }

    String tenantName() {
        return switch (audience) {
            case TENANT -> "tenant " + tenant;
            case ALL_TENANTS -> "all tenants";
            case NO_TENANT -> "no tenant";
        };
    }

    /** Whether it sees what a tenant owns, given as text, empty for what none does: as the policies on Holdfast's tables say. */
    boolean sees(String owner) {
        return owner.isEmpty()
                || audience == Audience.ALL_TENANTS
                || (tenant != null && tenant.toString().equals(owner));
    }

    /** Who acts, why, for which request, and what else is told. */
    ChangeContext context() {
        return context;
    }

    /** All that a transaction of this session sets, in the order of {@link #NAMES}. */
    List<Setting> values() {
        return values;
    }

    /** What goes around its statements outside a transaction. */
    StandaloneFrames alone() {
        return alone;
    }

    /** What its statements bind that encrypt nothing. */
    Bound withoutKeys() {
        return withoutKeys;
    }

    /** What a statement binds that carries the session. */
    Bound.Told told() {
        return told;
    }

    /** Refuses what this session may not send. */
    void check(SqlText text, boolean inTransaction) {
        if (audience == Audience.NO_TENANT && text.touchesTenantTable()) {
            throw new TenantRequiredException("A session without a tenant named a tenant-owned table: open"
                    + " holdfast.tenant(id), or holdfast.acrossTenants(reason) for a job over all tenants [SQL: "
                    + text.sql() + "]");
        }
        if (text.locksRows() && !inTransaction) {
            throw new TransactionRequiredException(
                    "forUpdate() outside a transaction would lock nothing, since the lock"
                            + " ends with the statement: use inTransaction(tx -> …)");
        }
    }

    static SqlText single(List<SqlText> texts) {
        if (texts.size() != 1) {
            throw new StatementException("Several statements where one was expected");
        }
        return texts.get(0);
    }
}
