package dev.holdfast.jdbi.internal.crypto;

import dev.holdfast.PersonalDataStore;
import dev.holdfast.crypto.DataKeys;
import dev.holdfast.crypto.EncryptionException;
import dev.holdfast.crypto.EncryptionMode;
import dev.holdfast.crypto.KeyInfo;
import dev.holdfast.crypto.ReencryptionProgress;
import dev.holdfast.crypto.ReencryptionReport;
import dev.holdfast.jdbi.JdbiScope;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/** The data keys of a scope's tenant. Thread-safe. */
final class KeyManagement implements DataKeys {

    private static final int PROMOTIONS = 20;

    private final JdbiScope scope;
    private final ColumnEncryption columnEncryption;
    private final List<PersonalDataStore> stores;

    KeyManagement(JdbiScope scope, ColumnEncryption columnEncryption, List<PersonalDataStore> stores) {
        this.scope = scope;
        this.columnEncryption = columnEncryption;
        this.stores = stores;
    }

    @Override
    public List<KeyInfo> list() {
        return scope.withSqlObject(DataKeysDao.class, DataKeysDao::list);
    }

    @Override
    public KeyInfo promote() {
        return promoteFor("");
    }

    @Override
    public KeyInfo promote(Object subject) {
        return promoteFor(SubjectText.of(subject, scope, !stores.isEmpty()));
    }

    private KeyInfo promoteFor(String subject) {
        if (columnEncryption.encryption().mode() == EncryptionMode.READ_ONLY) {
            throw new EncryptionException("A data key is to be promoted, and the mode READ_ONLY makes none");
        }
        String tenant = scope.withSqlObject(DataKeysDao.class, DataKeysDao::tenant);
        KeyRow next =
                columnEncryption.keys().newRow(Owner.ofData(tenant, subject)); // outside: the keyring may be far away
        try {
            return scope.inTransaction(KeyAccess.CURRENT, tx -> replace(next, tx.attach(DataKeysDao.class)));
        } catch (RuntimeException e) {
            throw KeyLoader.orShredded(e);
        } finally {
            columnEncryption.keys().cache().forgetAll();
        }
    }

    /** Somebody else's promotion may come between the two statements: then theirs is superseded in turn. */
    private static KeyInfo replace(KeyRow next, DataKeysDao dao) {
        for (int i = 0; i < PROMOTIONS; i++) {
            dao.supersede(next.tenant(), next.subject(), next.purpose());
            if (dao.insert(next) == 1) {
                return Objects.requireNonNull(dao.info(next.id()));
            }
        }
        throw new EncryptionException("Others promoted keys of the same tenant or person " + PROMOTIONS
                + " times meanwhile: promote once, from one place");
    }

    @Override
    public long rewrap() {
        return new Rewrapping(scope, columnEncryption, false).run();
    }

    @Override
    public long uses(long keyId) {
        return scope.inTransaction(tx -> new KeyUses(tx, scope, stores)
                .of(Retirement.known(tx, keyId)).values().stream()
                        .mapToLong(Long::longValue)
                        .sum());
    }

    @Override
    public void retire(long keyId) {
        new Retirement(scope, columnEncryption, stores).of(keyId);
    }

    @Override
    public long shredSubject(Object subject) {
        return new Shredding(scope, columnEncryption, stores)
                .ofSubject(SubjectText.of(subject, scope, !stores.isEmpty()));
    }

    @Override
    public ReencryptionReport reencryptStores(Consumer<? super ReencryptionProgress> listener) {
        ReencryptionReport sum = ReencryptionReport.NOTHING;
        for (PersonalDataStore store : stores) {
            sum = sum.plus(store.reencrypt(scope, listener));
        }
        return sum;
    }
}
