package dev.holdfast.jdbi.internal.crypto;

import dev.holdfast.crypto.EncryptionException;
import dev.holdfast.crypto.Keyring;
import dev.holdfast.jdbi.JdbiScope;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Wraps data keys by the keyring's primary key, batch by batch. Used once. */
final class Rewrapping {

    private static final int BATCH = 200;

    private final JdbiScope scope;
    private final ColumnEncryption columnEncryption;
    private final boolean everyTenant;
    private final Set<String> closed = new TreeSet<>();
    private long failed;

    Rewrapping(JdbiScope scope, ColumnEncryption columnEncryption, boolean everyTenant) {
        this.scope = scope;
        this.columnEncryption = columnEncryption;
        this.everyTenant = everyTenant;
    }

    long run() {
        String primary = columnEncryption.encryption().keyring().primaryKeyId();
        long count = 0;
        long behind = 0;
        List<KeyRow> batch;
        do {
            long from = behind;
            batch = scope.withSqlObject(
                    DataKeysDao.class, dao -> dao.wrappedByOthers(primary, from, everyTenant, BATCH));
            count += rewrap(batch);
            behind = batch.isEmpty() ? behind : batch.get(batch.size() - 1).id();
        } while (batch.size() == BATCH);
        columnEncryption.keys().cache().forgetAll(); // one that couldn't be opened may be remembered as such
        if (failed > 0) {
            throw new EncryptionException(failed + " data keys couldn't be opened, wrapped by the keyring's " + closed
                    + ": give it those keys and run this again. " + count + " others were wrapped anew");
        }
        return count;
    }

    /** The keyring may be far away, so that it is asked outside of a transaction. */
    private long rewrap(List<KeyRow> rows) {
        Keyring keyring = columnEncryption.encryption().keyring();
        List<Long> ids = new ArrayList<>();
        List<byte[]> before = new ArrayList<>();
        List<byte[]> after = new ArrayList<>();
        String primary = keyring.primaryKeyId();
        for (KeyRow row : rows) {
            try {
                after.add(keyring.rewrap(row.wrappedKey(), row.context()).bytes());
                before.add(row.wrappedKey().bytes());
                ids.add(row.id());
            } catch (GeneralSecurityException e) {
                failed++;
                closed.add(row.wrappingKey());
            }
        }
        return ids.isEmpty()
                ? 0
                : scope.withSqlObject(DataKeysDao.class, dao -> Arrays.stream(dao.rewrap(ids, before, after, primary))
                        .asLongStream()
                        .sum());
    }
}
