package dev.holdfast.jdbi.internal.crypto;

import dev.holdfast.PersonalDataStore;
import dev.holdfast.Transaction;
import dev.holdfast.crypto.EncryptionException;
import dev.holdfast.error.TenantRequiredException;
import dev.holdfast.expression.Condition;
import dev.holdfast.internal.Parameter;
import dev.holdfast.internal.WireText;
import dev.holdfast.jdbi.JdbiScope;
import dev.holdfast.jdbi.internal.error.SqlErrors;
import dev.holdfast.jdbi.internal.tenant.TenantIds;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.table.BlindIndexColumn;
import dev.holdfast.table.EncryptedColumn;
import dev.holdfast.table.Table;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Destroys the keys of a person or a tenant, and what would still tell of a person. */
final class Shredding {

    /** What {@code holdfast.shred_tenant} raises for a tenant that nothing is known of. */
    private static final String UNKNOWN_TENANT = "HF002";

    private final JdbiScope scope;
    private final ColumnEncryption columnEncryption;
    private final List<PersonalDataStore> stores;

    Shredding(JdbiScope scope, ColumnEncryption columnEncryption, List<PersonalDataStore> stores) {
        this.scope = scope;
        this.columnEncryption = columnEncryption;
        this.stores = stores;
    }

    long ofTenant(Object tenant) {
        String text = TenantIds.checked(scope.schema().tenantType(), tenant).toString();
        try {
            return scope.inTransaction(
                    KeyAccess.CURRENT, tx -> tx.attach(DataKeysDao.class).shredTenant(text));
        } catch (RuntimeException e) {
            throw UNKNOWN_TENANT.equals(SqlErrors.stateOf(e)) ? unknown(text) : e;
        } finally {
            columnEncryption.keys().cache().forgetAll();
        }
    }

    private static TenantRequiredException unknown(String tenant) {
        return new TenantRequiredException(
                "Tenant " + tenant + " isn't registered and has no data key, so that there is"
                        + " nothing to shred: give the id under which it is, or was, registered. Nothing was shredded");
    }

    /** The keys go first: that waits for those who are making one, and row locks would have to wait for it in turn. */
    long ofSubject(String subject) {
        try {
            return scope.inTransaction(KeyAccess.CURRENT, tx -> {
                long destroyed = tx.attach(DataKeysDao.class).shredSubject(subject);
                for (Table table : KeyedTables.tables(scope)) {
                    forget(tx, table, subject);
                }
                stores.forEach(store -> store.subjectShredded(tx, subject));
                return destroyed;
            });
        } finally {
            columnEncryption.keys().cache().forgetAll();
        }
    }

    private static void forget(Transaction tx, Table table, String subject) {
        Set<AnyColumn<?>> columns = new LinkedHashSet<>();
        table.encryptedColumns().stream()
                .<@Nullable AnyColumn<?>>map(EncryptedColumn::subject)
                .filter(Objects::nonNull)
                .forEach(columns::add);
        for (AnyColumn<?> column : columns) {
            Parameter value = parameter(column, subject);
            if (value != null) {
                Condition theirs =
                        Condition.of(out -> out.part(column).append(" = ").parameter(value));
                requireNoClearText(tx, table, column, theirs);
                List<BlindIndexColumn> indexes = table.blindIndexes().stream()
                        .filter(index -> index.over().stream().anyMatch(over -> column.equals(over.subject())))
                        .toList();
                if (!indexes.isEmpty()) {
                    tx.execute(StoredUpdate.emptying(table, indexes, theirs));
                }
            }
        }
    }

    /** Null where the column can't hold the id. */
    private static @Nullable Parameter parameter(AnyColumn<?> column, String subject) {
        try {
            return Parameter.of(WireText.parse(column.type().wire(), subject), column.type(), column.qualifiedName());
        } catch (RuntimeException e) {
            return null;
        }
    }

    /** Destroying keys wouldn't make that unreadable. */
    private static void requireNoClearText(Transaction tx, Table table, AnyColumn<?> subject, Condition theirs) {
        for (EncryptedColumn<?> column : table.encryptedColumns()) {
            if (subject.equals(column.subject())) {
                long clear = tx.from(table.withHidden())
                        .select(
                                table.primaryKey().isEmpty()
                                        ? subject
                                        : table.primaryKey().get(0))
                        .where(theirs.and(StoredCells.isClear(column)))
                        .count();
                if (clear > 0) {
                    throw new EncryptionException(clear + " values of that person in " + column.qualifiedName()
                            + " aren't encrypted yet, and no key makes them unreadable: reencrypt(…) the table first."
                            + " Nothing was shredded");
                }
            }
        }
    }
}
