package dev.holdfast.jdbi;

import dev.holdfast.jdbi.internal.crypto.sqlobject.EncryptedSqlObjects;
import dev.holdfast.jdbi.internal.session.OneThread;
import dev.holdfast.jdbi.internal.session.SavepointTransactions;
import dev.holdfast.jdbi.internal.value.JdbiValues;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.spi.JdbiPlugin;
import org.jdbi.v3.core.transaction.LocalTransactionHandler;

/**
 * For a {@link Jdbi} of your own: {@code jdbi.installPlugin(new HoldfastPlugin())}. It binds and maps Holdfast's value
 * types ({@code Interval}, {@code Inet}), brings text, {@code BigDecimal} and the times of {@code java.time} that are bound
 * through the same checks as the DSL's, nests transactions by savepoints, and throws where a transaction is to be
 * committed in which a statement failed, which PostgreSQL would roll back without a word. A handle's transaction is put
 * under a tenant with {@link JdbiScope#joining}. Values that are {@link Encrypted} or {@link BlindIndexed} are bound and read
 * there.
 *
 * <p>The transaction handler is replaced only where it is JDBI's ordinary one. Thread-safe.
 */
public final class HoldfastPlugin implements JdbiPlugin {

    @Override
    public void customizeJdbi(Jdbi jdbi) {
        JdbiValues.register(jdbi);
        OneThread.guard(jdbi);
        EncryptedSqlObjects.register(jdbi, null);
        if (jdbi.getTransactionHandler() instanceof LocalTransactionHandler) {
            jdbi.setTransactionHandler(SavepointTransactions.overLocal());
        }
    }
}
