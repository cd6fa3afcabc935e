package dev.holdfast.internal;

/** What a column keeps instead of the value: a ciphertext, or a keyed hash to search by. */
public sealed interface Protection permits EncryptedCell, BlindHash {

    /** The logical name of the table, which a rename of the table in PostgreSQL leaves as it is. */
    String table();

    /** The logical name of the column. */
    String column();
}
