package dev.holdfast.crypto;

import java.util.List;

/**
 * The data keys that a session's tenant has, in the table {@code holdfast.data_keys}. Each call is a transaction of its
 * own. Thread-safe.
 */
public interface DataKeys {

    /** All of them, the oldest first, destroyed ones too. */
    List<KeyInfo> list();

    /**
     * Makes a new key for the tenant's own values; the one before it decrypts on. Other nodes use it after the time that
     * keys are kept. Then {@code reencrypt(…)} the tables, and {@link #retire} the old one.
     */
    KeyInfo promote();

    /** As {@link #promote()}, for a person's values. */
    KeyInfo promote(Object subject);

    /**
     * Wraps all keys that another key of the keyring wrapped by its primary key, after which the other is needed no
     * more. The values stay as they are.
     *
     * @return how many keys were wrapped anew
     */
    int rewrap();

    /** How many values of all registered tables and stores are encrypted by a key. Reads each table once. */
    long uses(long keyId);

    /**
     * Destroys a superseded key.
     *
     * @throws dev.holdfast.error.KeyInUseException where a value is still encrypted by it, also in a deleted row, or where
     *     it isn't superseded, or hasn't been for longer than keys are kept
     */
    void retire(long keyId);

    /**
     * Destroys a person's keys, for good: what was encrypted by them reads as {@link Decrypted.Shredded} here at once, on
     * other nodes after the time that keys are kept. Blind indexes of the person's rows are emptied in the same
     * transaction. New values of that person are refused.
     *
     * @param subject the person's id, as in the column that {@code perSubject} names
     * @return how many keys were destroyed
     */
    long shredSubject(Object subject);
}
