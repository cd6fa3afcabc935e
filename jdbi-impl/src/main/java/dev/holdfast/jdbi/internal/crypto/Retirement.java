package dev.holdfast.jdbi.internal.crypto;

import dev.holdfast.PersonalDataStore;
import dev.holdfast.Transaction;
import dev.holdfast.crypto.KeyInUseException;
import dev.holdfast.crypto.KeyInfo;
import dev.holdfast.crypto.KeyState;
import dev.holdfast.error.HoldfastException;
import dev.holdfast.error.InvalidValueException;
import dev.holdfast.jdbi.JdbiScope;
import dev.holdfast.table.BlindIndexColumn;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Destroys a key that nothing is under. Nobody may still be writing under it either: other nodes have forgotten that it
 * was active, and the transactions that were open then have ended. Only then are the values counted.
 */
final class Retirement {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final JdbiScope scope;
    private final ColumnEncryption columnEncryption;
    private final List<PersonalDataStore> stores;

    Retirement(JdbiScope scope, ColumnEncryption columnEncryption, List<PersonalDataStore> stores) {
        this.scope = scope;
        this.columnEncryption = columnEncryption;
        this.stores = stores;
    }

    /** One of the tenant's keys. */
    static KeyInfo known(Transaction tx, long keyId) {
        KeyInfo key = tx.attach(DataKeysDao.class).info(keyId);
        if (key == null) {
            throw new InvalidValueException(
                    "keyId", "names no data key of this tenant", "give the id of one that keys().list() shows");
        }
        return key;
    }

    void of(long keyId) {
        KeyInfo key = scope.inTransaction(tx -> known(tx, keyId));
        if (key.state() == KeyState.RETIRED || key.state() == KeyState.SHREDDED) {
            return;
        }
        if (key.purpose().equals(KeyRow.DATA)) {
            requireForgotten(key);
            awaitWriters(key);
        } else {
            requireUndeclared(key);
        }
        scope.useTransaction(KeyAccess.CURRENT, tx -> {
            DataKeysDao dao = tx.attach(DataKeysDao.class);
            if (!key.purpose().equals(KeyRow.DATA)) {
                dao.supersede(key.tenant(), key.subject(), key.purpose());
            }
            requireUnused(key, new KeyUses(tx, scope, stores).of(key));
            dao.retire(keyId);
        });
        columnEncryption.keys().cache().forgetAll();
    }

    private void requireForgotten(KeyInfo key) {
        if (key.state() == KeyState.ACTIVE) {
            throw new KeyInUseException(
                    key.id(),
                    0,
                    "Data key " + key.id()
                            + " is active, so that new values are encrypted by it: promote() another one,"
                            + " and reencrypt(…) the tables");
        }
        Duration least = columnEncryption.encryption().keyLife().multipliedBy(2);
        if (!scope.withSqlObject(DataKeysDao.class, dao -> dao.unchangedFor(key.id(), least.toMillis() / 1000.0))) {
            throw new KeyInUseException(
                    key.id(),
                    0,
                    "Data key " + key.id() + " was superseded (or wrapped anew) at " + key.changedAt()
                            + ", and other nodes may encrypt by it for a while: retire it after twice the time that keys are"
                            + " kept, " + least);
        }
    }

    /** A value may have been encrypted by a transaction that hasn't committed yet, where a count doesn't see it. */
    private void awaitWriters(KeyInfo key) {
        String[] writers =
                scope.withSqlObject(DataKeysDao.class, DataKeysDao::writers).toArray(String[]::new);
        long mark = scope.withSqlObject(DataKeysDao.class, DataKeysDao::transactionId);
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!scope.withSqlObject(DataKeysDao.class, dao -> dao.isOldest(mark) && dao.haveEnded(writers))) {
            if (System.nanoTime() - end > 0) {
                throw new KeyInUseException(
                        key.id(),
                        0,
                        "Data key " + key.id() + " may be in use: a transaction that was open " + PATIENCE
                                + " ago, of whatever client, is still open and could have values under it. End it, see"
                                + " pg_stat_activity and pg_prepared_xacts, and retire the key again");
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HoldfastException("Retiring a data key was interrupted; it wasn't retired", e);
        }
    }

    /** A session with that index in its schema would make another key, and find nothing by it. */
    private void requireUndeclared(KeyInfo key) {
        KeyedTables.tables(scope).forEach(table -> table.blindIndexes().forEach(index -> refuse(index, key)));
    }

    private static void refuse(BlindIndexColumn index, KeyInfo key) {
        if (KeyUses.isKeyOf(index, key)) {
            throw new KeyInUseException(
                    key.id(),
                    0,
                    "Data key " + key.id() + " is the key of the blind index " + index.qualifiedName()
                            + ", which the schema declares: declare its successor in its place, on every node, first");
        }
    }

    private static void requireUnused(KeyInfo key, Map<String, Long> uses) {
        long sum = uses.values().stream().mapToLong(Long::longValue).sum();
        if (sum > 0) {
            throw new KeyInUseException(
                    key.id(),
                    sum,
                    "Data key " + key.id() + " has " + sum + " values under it, " + uses
                            + ": reencrypt(…) those tables, and keys().reencryptStores(…) the stores; entries of the audit log and"
                            + " versions stay as they were written, and need the key until they are dropped");
        }
    }
}
