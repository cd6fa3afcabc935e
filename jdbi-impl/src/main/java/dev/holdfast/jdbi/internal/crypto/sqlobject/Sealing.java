package dev.holdfast.jdbi.internal.crypto.sqlobject;

import dev.holdfast.crypto.Decrypted;
import dev.holdfast.crypto.EncryptionException;
import dev.holdfast.error.TenantRequiredException;
import dev.holdfast.error.TransactionRequiredException;
import dev.holdfast.internal.Audience;
import dev.holdfast.internal.Parameter;
import dev.holdfast.internal.SealedCell;
import dev.holdfast.jdbi.internal.session.ManagedHandles;
import dev.holdfast.jdbi.internal.session.ManagedHandles.ManagedTransaction;
import dev.holdfast.jdbi.internal.value.CellHeader;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.table.Schema;
import java.lang.annotation.Annotation;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** What encrypts and decrypts for one statement: the session that manages its connection, with its keys. */
final class Sealing {

    /** Whose key of a statement it is. */
    record Of(@Nullable String tenant, String purpose, String whose) {}

    private static final Pattern WRITES = Pattern.compile("\\b(insert|update|merge)\\b", Pattern.CASE_INSENSITIVE);

    private final ManagedTransaction managed;
    private final StatementKeyring keyring;

    private Sealing(ManagedTransaction managed, StatementKeyring keyring) {
        this.managed = managed;
        this.keyring = keyring;
    }

    static Sealing of(StatementContext context, Annotation mark) {
        ManagedTransaction managed = ManagedHandles.find(context.getConnection());
        if (managed == null) {
            throw new TransactionRequiredException(EncryptionAnnotations.text(mark)
                    + " is used on a handle that no session of Holdfast manages, and has no tenant and no keys: use"
                    + " scope.withSqlObject(…), tx.attach(…), or in scope.joining(handle, tx -> …) the tx.attach(…)");
        }
        if (!managed.protector().isConfigured()) {
            throw new EncryptionException(
                    EncryptionAnnotations.text(mark) + " is used, and this Holdfast was built without encryption:"
                            + " give .encryption(Encryption.with(keyring)) to the builder");
        }
        Sealing sealing = new Sealing(managed, context.getConfig(StatementKeyring.class));
        if (managed.audience() == Audience.NO_TENANT
                && EncryptionAnnotations.table(sealing.schema(), mark).tenantKey() != null) {
            throw new TenantRequiredException(EncryptionAnnotations.text(mark)
                    + " belongs to a tenant, and the session has none: open" + " holdfast.tenant(id)");
        }
        return sealing;
    }

    Schema schema() {
        return managed.schema();
    }

    boolean isAcross() {
        return managed.audience() == Audience.ALL_TENANTS;
    }

    /** The session's tenant as text; empty where it has none. */
    String tenant() {
        Object tenant = managed.tenantOrNull();
        return tenant == null ? "" : tenant.toString();
    }

    byte[] protect(AnyColumn<?> column, Object input, Of whose) {
        Parameter parameter = Parameter.of(input, column.type(), column.qualifiedName());
        return keyring.active(whose, () -> managed.protector().forParameters(List.of(parameter)))
                .protect(column.type(), input);
    }

    Decrypted<Object> open(SealedCell cell) {
        Long id = CellHeader.keyId(cell.bytes());
        Set<Long> ids = id == null ? Set.of() : Set.of(id);
        return keyring.opening(id == null ? 0L : id, () -> managed.protector().opener(ids))
                .apply(cell);
    }

    /** The name of what holds the tenant. */
    static String named(String tenant, Annotation mark) {
        if (tenant.isEmpty()) {
            throw new TenantRequiredException(
                    EncryptionAnnotations.text(mark) + " is used across tenants, each of which has keys of its"
                            + " own: name what holds the tenant, as in tenant = \"tenant_id\", or use it in forEachTenant(…)");
        }
        return tenant;
    }

    /** Whether a statement only looks for rows, so that no key is made for it. */
    static boolean isSearch(StatementContext context) {
        return context.getJdbiStatementType() == Query.class
                && !WRITES.matcher(context.getRenderedSql()).find();
    }
}
