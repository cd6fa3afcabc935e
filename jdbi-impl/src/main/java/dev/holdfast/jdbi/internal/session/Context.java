package dev.holdfast.jdbi.internal.session;

import dev.holdfast.error.StatementException;
import dev.holdfast.error.TenantRequiredException;
import dev.holdfast.error.TransactionRequiredException;
import dev.holdfast.internal.Audience;
import dev.holdfast.internal.Gate;
import dev.holdfast.internal.SqlText;
import dev.holdfast.jdbi.internal.crypto.KeyAccess;
import dev.holdfast.jdbi.internal.deletion.Reach;
import dev.holdfast.jdbi.internal.value.Bound;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** For whom and why a session acts: what the preamble sets. Immutable. */
public final class Context {

    /** A transaction-local setting. */
    record Setting(String name, String value) {}

    static final List<String> NAMES =
            List.of("holdfast.tenant_id", "holdfast.actor", "holdfast.reason", "holdfast.request_id");

    private enum Kind {
        TENANT,
        ACROSS,
        NONE
    }

    private final Kind kind;
    private final @Nullable Object tenant;
    private final @Nullable String actor;
    private final @Nullable String reason;
    private final @Nullable String requestId;
    private final List<Setting> settings;
    private final Preamble preamble;
    private final AloneFrames alone;
    private final Bound withoutKeys;
    private @Nullable KeyAccess keys; // made once; threads may race and arrive at equal ones

    private Context(
            Kind kind,
            @Nullable Object tenant,
            @Nullable String actor,
            @Nullable String reason,
            @Nullable String requestId) {
        this.kind = kind;
        this.tenant = tenant;
        this.actor = actor;
        this.reason = reason;
        this.requestId = requestId;
        List<Setting> all = new ArrayList<>(4);
        add(all, 0, tenant == null ? null : tenant.toString());
        add(all, 1, actor);
        add(all, 2, reason);
        add(all, 3, requestId);
        this.settings = List.copyOf(all);
        this.preamble = new Preamble("", settings, Preamble.select(settings));
        this.alone = new AloneFrames(preamble);
        this.withoutKeys = new Bound(tenant, null);
    }

    private static void add(List<Setting> all, int index, @Nullable String value) {
        if (value != null) {
            all.add(new Setting(NAMES.get(index), value));
        }
    }

    public static Context ofTenant(Object tenant) {
        return new Context(Kind.TENANT, tenant, null, null, null);
    }

    public static Context across(String reason) {
        return new Context(Kind.ACROSS, null, null, text("reason", reason, 1000), null);
    }

    public static Context none() {
        return new Context(Kind.NONE, null, null, null, null);
    }

    public Context withActor(String value) {
        return new Context(kind, tenant, text("actor", value, 200), reason, requestId);
    }

    public Context withReason(String value) {
        return new Context(kind, tenant, actor, text("reason", value, 1000), requestId);
    }

    public Context withRequestId(String value) {
        return new Context(kind, tenant, actor, reason, text("requestId", value, 200));
    }

    private static String text(String label, @Nullable String value, int max) {
        return Gate.name(label, value, max, "say who or why, in fewer words, or leave the call out");
    }

    Audience audience() {
        return kind == Kind.ACROSS ? Audience.ACROSS_TENANTS : Audience.TENANT;
    }

    /** Whose rows this session sees. */
    Reach reach() {
        return switch (kind) {
            case TENANT -> Reach.ONE_TENANT;
            case ACROSS -> Reach.ALL_TENANTS;
            case NONE -> Reach.NO_TENANT;
        };
    }

    @Nullable
    Object tenant() {
        return tenant;
    }

    String tenantName() {
        return switch (kind) {
            case TENANT -> "tenant " + tenant;
            case ACROSS -> "all tenants";
            case NONE -> "no tenant";
        };
    }

    /** Whether it sees data keys of a tenant, empty for tables of none: as the policy on their table says. */
    boolean seesKeysOf(String owner) {
        return owner.isEmpty()
                || kind == Kind.ACROSS
                || (tenant != null && tenant.toString().equals(owner));
    }

    @Nullable
    String reason() {
        return reason;
    }

    List<Setting> settings() {
        return settings;
    }

    /** What every transaction of this session begins with. */
    Preamble preamble() {
        return preamble;
    }

    /** What goes around its statements outside a transaction. */
    AloneFrames alone() {
        return alone;
    }

    /** What its statements bind that encrypt nothing. */
    Bound withoutKeys() {
        return withoutKeys;
    }

    /** How its statements outside a transaction reach their data keys. */
    KeyAccess keys(Engine engine) {
        KeyAccess known = keys;
        if (known == null) {
            known = new OwnKeyAccess(engine, this);
            keys = known;
        }
        return known;
    }

    /** Refuses a session that has no events. */
    void requireEvents() {
        if (kind == Kind.NONE) {
            throw new TenantRequiredException("Events belong to a tenant, and this session has none: open"
                    + " holdfast.tenant(id), or holdfast.acrossTenants(reason) to read those of all tenants");
        }
    }

    /** Refuses what this session may not send. */
    void check(SqlText text, boolean inTransaction) {
        if (kind == Kind.NONE && text.touchesTenantTable()) {
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
