package dev.holdfast.internal;

/**
 * How an encrypted column keeps its values. Ciphertexts are bound to both names.
 *
 * @param plain the type of the value itself
 * @param table the table's logical name
 * @param column the column's logical name
 */
public record EncryptedCell(ValueType plain, String table, String column) implements Protection {}
