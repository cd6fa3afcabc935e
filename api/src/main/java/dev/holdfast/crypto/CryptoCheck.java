package dev.holdfast.crypto;

import dev.holdfast.doctor.Check;

/** What the doctor looks for in encrypted columns and data keys. */
public enum CryptoCheck implements Check {
    /** A table has encrypted columns, and this Holdfast was built without encryption. */
    ENCRYPTION_NOT_CONFIGURED,
    /** PostgreSQL takes only ciphertext in a column that isn't declared as encrypted. */
    ENCRYPTION_NOT_DECLARED,
    /** An encrypted column or a blind index isn't {@code bytea}. */
    NOT_BYTEA,
    /** PostgreSQL takes clear text in an encrypted column. */
    CLEAR_TEXT_ALLOWED,
    /** An index, a key, a view, a generated column or statistics are made from an encrypted column's content. */
    CIPHERTEXT_USED,
    /** No index of PostgreSQL finds or keeps unique what a blind index column has. */
    BLIND_INDEX_MISSING,
    /** A blind index turns out to have few values, which are told by how often each comes. */
    BLIND_INDEX_FEW_VALUES,
    /** The table of data keys isn't there, or the application can't use it. */
    DATA_KEYS_UNUSABLE,
    /** The table of data keys lacks a guard: a fence between tenants, a trigger, or it lets keys be deleted. */
    DATA_KEYS_UNGUARDED,
    /** By the number of rows, a data key may be near the number of values that it is good for. */
    DATA_KEY_WORN,
    /** A data key was superseded long ago, and still decrypts. */
    DATA_KEY_SUPERSEDED,
    /** Data keys are wrapped by a key of the keyring that isn't its primary one any more. */
    WRAPPING_KEY_OLD,
    /** Data keys are wrapped by a key that the keyring doesn't have. */
    WRAPPING_KEY_UNKNOWN
}
