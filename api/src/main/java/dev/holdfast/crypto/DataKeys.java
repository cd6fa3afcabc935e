package dev.holdfast.crypto;

import java.util.List;
import java.util.function.Consumer;

/**
 * The data keys that a session's tenant has, in the table {@code holdfast.data_keys}; without a tenant those of the
 * tables that belong to none. Each call is a transaction of its own, or several; those that change keys are refused
 * inside another one. Thread-safe.
 *
 * <p>A rotation is {@link #promote()}, then {@code scope.reencrypt(table)} for each table and
 * {@link #reencryptStores}, then {@link #retire} after twice the time that keys are kept, which is to
 * be the same on all nodes. Keys of blind indexes aren't
 * promoted, since a hash can't be computed anew in place: such a key is replaced together with its column, by
 * {@code movingTo(…)}.
 */
public interface DataKeys {

    /** All of them, the oldest first, destroyed ones too. */
    List<KeyInfo> list();

    /**
     * Makes a new key for the tenant's own values; the one before it decrypts on. This node uses it at once, others
     * after the time that keys are kept. Of two promotions at the same time the one supersedes the other's key.
     *
     * @throws dev.holdfast.crypto.ShreddedException where the tenant was shredded
     * @throws dev.holdfast.crypto.EncryptionException in the mode {@code READ_ONLY}, or where the keyring can't make one
     */
    KeyInfo promote();

    /**
     * As {@link #promote()}, for a person's values.
     *
     * @param subject the person's id, as in the column that {@code perSubject} names
     */
    KeyInfo promote(Object subject);

    /**
     * Wraps all keys that another key of the keyring wrapped by its primary key, after which the other is needed no
     * more. The values stay as they are. Stopped at any time, it can be run again. Before a key is taken from the
     * keyring for good, use {@link AllTenantsKeys#rewrap}, which passes over no tenant.
     *
     * @return how many keys were wrapped anew
     * @throws dev.holdfast.crypto.EncryptionException where some couldn't be opened; the others were wrapped anew
     */
    long rewrap();

    /**
     * How many values of all registered tables and stores are under a key: those that name it in their headers, in
     * deleted and hidden rows too; for the key of a blind index the hashes. Reads each table once.
     *
     * @throws dev.holdfast.error.InvalidValueException where the tenant has no such key
     */
    long uses(long keyId);

    /**
     * Destroys a superseded key, once nothing is under it. Waits up to 10 seconds for the transactions that are open now,
     * in which values could be under it that nobody sees yet; {@code pg_current_xact_id()},
     * {@code pg_snapshot_xmin(…)} and {@code pg_locks} tell. The key of a blind index goes once the schema doesn't declare that index any
     * more. Does nothing where the key is destroyed already.
     *
     * <p>What another node encrypted before it was stopped (as by a suspended virtual machine), and sends when the key is
     * gone, can never be read: leave a superseded key for days, which costs nothing.
     *
     * @throws dev.holdfast.crypto.KeyInUseException where a value is still encrypted by it, also in a deleted row; where
     *     it is active, or hasn't been superseded for longer than twice the time that keys are kept (being wrapped anew
     *     counts as a change); or where transactions stay open
     * @throws dev.holdfast.error.InvalidValueException where the tenant has no such key
     */
    void retire(long keyId);

    /**
     * Destroys a person's keys, for good: what was encrypted by them reads as {@link Decrypted.Shredded} here at once, on
     * other nodes after the time that keys are kept. In the same transaction blind indexes over that person's columns
     * are emptied in their rows, deleted ones too, and every {@link dev.holdfast.PersonalDataStore} is told. New values
     * of that person are refused.
     *
     * <p>Another node may write a hash into a blind index as long as it keeps the person's key: called again after that
     * time, this empties it.
     *
     * @param subject the person's id, as in the column that {@code perSubject} names
     * @return how many keys were destroyed
     * @throws dev.holdfast.error.InvalidValueException where no column holds such ids, or it is empty
     * @throws dev.holdfast.crypto.EncryptionException where values of that person still stand in clear text; nothing is
     *     shredded then
     */
    long shredSubject(Object subject);

    /**
     * Has every {@link dev.holdfast.PersonalDataStore} encrypt anew what isn't under the active keys.
     *
     * @param listener told after each batch, on the calling thread
     * @return the sum of what they report
     */
    ReencryptionReport reencryptStores(Consumer<? super ReencryptionProgress> listener);
}
