package dev.holdfast.benchmarks.crypto;

import dev.holdfast.benchmarks.database.BenchmarkDatabase;
import dev.holdfast.benchmarks.database.TenantFrame;
import dev.holdfast.crypto.Decrypted;
import dev.holdfast.crypto.Encryption;
import dev.holdfast.internal.CellInput;
import dev.holdfast.internal.EncryptedCell;
import dev.holdfast.internal.Parameter;
import dev.holdfast.internal.SealedCell;
import dev.holdfast.jdbi.TinkKeyring;
import dev.holdfast.jdbi.internal.crypto.ColumnEncryption;
import dev.holdfast.jdbi.internal.crypto.DataKeysDao;
import dev.holdfast.jdbi.internal.crypto.KeyAccess;
import dev.holdfast.jdbi.internal.crypto.KeyRow;
import dev.holdfast.sql.SqlType;
import dev.holdfast.sql.SqlTypes;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The way of a value into a cell and back within a statement, without a database: what binds a parameter and opens what was
 * read, its data key at hand.
 */
final class HoldfastCells<T> {

    /** The scheme, header, table, column, tenant, subject, number of keys and key, with lengths before all but one. */
    static final int ASSOCIATED = 4 + 15 + 4 + 9 + 4 + 6 + 4 + 5 + 4 + 1 + 4 + 4 + 4 + 36;

    private final SqlType<T> type;
    private final EncryptedCell cell;
    private final ColumnEncryption.StatementKeys keys;
    private final Function<SealedCell, Decrypted<Object>> opener;

    private HoldfastCells(SqlType<T> plain) {
        type = SqlType.encrypted(plain, "people", "email");
        cell = (EncryptedCell) Objects.requireNonNull(type.protection());
        ColumnEncryption ciphers = new ColumnEncryption(Encryption.with(TinkKeyring.generate()), null);
        MemoryKeys stored = new MemoryKeys();
        Parameter parameter = Parameter.of(new CellInput("", null, "", List.of()), type, "people.email");
        keys = ciphers.forParameters(List.of(parameter), BenchmarkDatabase.TENANT, stored);
        opener = ciphers.opener(stored.rows.stream().map(KeyRow::id).toList(), stored);
    }

    static HoldfastCells<byte[]> ofBytes() {
        return new HoldfastCells<>(SqlTypes.BYTEA);
    }

    static HoldfastCells<String> ofText() {
        return new HoldfastCells<>(SqlTypes.TEXT);
    }

    byte[] encrypt(T value, List<String> rowKey) {
        return keys.protect(type, new CellInput(value, null, "", rowKey));
    }

    /** The value; null where it can't be decrypted. */
    @SuppressWarnings("unchecked") // the type's
    @Nullable
    T decrypt(byte[] sealed, List<String> rowKey) {
        return (T) opener.apply(new SealedCell(cell, sealed, TenantFrame.TENANT_TEXT, "", rowKey))
                .orNull();
    }

    /** The table of data keys, in memory: all keys are of one owner. */
    private static final class MemoryKeys implements KeyAccess {

        private final List<KeyRow> rows = new ArrayList<>();
        private final DataKeysDao dao = (DataKeysDao) Proxy.newProxyInstance(
                DataKeysDao.class.getClassLoader(),
                new Class<?>[] {DataKeysDao.class},
                (proxy, method, arguments) -> answer(method.getName(), arguments));

        private Object answer(String method, Object[] arguments) {
            return switch (method) {
                case "byIds", "active" -> List.copyOf(rows);
                case "insertAll" -> {
                    ((List<?>) arguments[0]).forEach(row -> rows.add((KeyRow) row));
                    yield new int[] {rows.size()};
                }
                default -> throw new UnsupportedOperationException(method);
            };
        }

        @Override
        public <R> R with(Function<DataKeysDao, R> work) {
            return work.apply(dao);
        }

        @Override
        public boolean isCommitted() {
            return true;
        }

        @Override
        public void made() {}
    }
}
