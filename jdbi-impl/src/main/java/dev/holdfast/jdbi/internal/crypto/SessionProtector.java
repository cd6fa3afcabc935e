package dev.holdfast.jdbi.internal.crypto;

import dev.holdfast.internal.Parameter;
import dev.holdfast.jdbi.internal.session.FeatureSql;
import dev.holdfast.jdbi.internal.value.CellOpener;
import dev.holdfast.jdbi.internal.value.Protector;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Encrypts and decrypts for a session, by the data keys that it sees. */
final class SessionProtector implements Protector {

    private final ColumnEncryption columnEncryption;
    private final @Nullable Object tenant;
    private final KeyAccess keys;

    SessionProtector(ColumnEncryption columnEncryption, FeatureSql sql) {
        this.columnEncryption = columnEncryption;
        this.tenant = sql.tenantOrNull();
        this.keys = sql.isInTransaction() ? new SharedKeyAccess(sql) : new OwnKeyAccess(sql, KeyAccess.CURRENT);
    }

    @Override
    public ParameterProtector forParameters(List<Parameter> parameters) {
        return columnEncryption.forParameters(parameters, tenant, keys);
    }

    @Override
    public CellOpener opener(Collection<Long> keyIds) {
        return columnEncryption.opener(keyIds, keys);
    }
}
