package dev.holdfast.jdbi.internal.crypto.sqlobject;

import dev.holdfast.crypto.Decrypted;
import dev.holdfast.error.MappingException;
import dev.holdfast.internal.SealedCell;
import dev.holdfast.jdbi.Encrypted;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.table.EncryptedColumn;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jdbi.v3.core.mapper.ColumnMapper;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** Decrypts a column of a result by what else stands in the row. */
final class OpenedColumn implements ColumnMapper<Object> {

    private final Encrypted mark;
    private final Class<?> wanted;
    private final boolean asDecrypted;

    OpenedColumn(Encrypted mark, Class<?> wanted, boolean asDecrypted) {
        this.mark = mark;
        this.wanted = boxed(wanted);
        this.asDecrypted = asDecrypted;
    }

    @Override
    public @Nullable Object map(ResultSet rows, int at, StatementContext context) throws SQLException {
        byte[] cell = rows.getBytes(at);
        Sealing sealing = Sealing.of(context, mark);
        EncryptedColumn<?> column = EncryptionAnnotations.column(sealing.schema(), mark);
        if (!wanted.isAssignableFrom(column.plainType().javaClass())) {
            throw new MappingException(column.qualifiedName() + " holds "
                    + column.plainType().javaClass().getName() + ", and " + wanted.getName()
                    + " was asked for: declare it as that, or as Decrypted of that");
        }
        if (cell == null) {
            return asDecrypted ? new Decrypted.Clear<@Nullable Object>(null) : null;
        }
        Decrypted<Object> opened = sealing.open(sealed(sealing, column, cell, rows, at));
        return asDecrypted ? opened : opened.orElseThrow();
    }

    private SealedCell sealed(Sealing sealing, EncryptedColumn<?> column, byte[] cell, ResultSet rows, int at)
            throws SQLException {
        Labels labels = new Labels(rows, at);
        List<String> rowKey = new ArrayList<>(1);
        if (column.isBoundToItsRow()) {
            for (String name : mark.rowKey()) {
                rowKey.add(labels.text(name));
            }
        }
        AnyColumn<?> tenantKey = column.source().tenantKey();
        String tenant = "";
        if (tenantKey != null) {
            tenant = sealing.isAcross() ? labels.text(Sealing.named(mark.tenant(), mark)) : sealing.tenant();
        }
        String subject = EncryptionAnnotations.subject(column, mark);
        return new SealedCell(column.cell(), cell, tenant, subject == null ? "" : labels.text(subject), rowKey);
    }

    /** The row's other columns; those with the same prefix first, as in a join's p_id beside p_email. */
    private final class Labels {

        private final ResultSet rows;
        private final ResultSetMetaData metaData;
        private final String prefix;

        Labels(ResultSet rows, int at) throws SQLException {
            this.rows = rows;
            this.metaData = rows.getMetaData();
            String own = metaData.getColumnLabel(at);
            this.prefix = own.endsWith(mark.column())
                    ? own.substring(0, own.length() - mark.column().length())
                    : "";
        }

        String text(String name) throws SQLException {
            int found = prefix.isEmpty() ? 0 : find(prefix + name);
            if (found == 0) {
                found = find(name);
            }
            if (found == 0) {
                throw new MappingException("A value that is " + EncryptionAnnotations.text(mark)
                        + " can't be decrypted without its row's '" + name + "': select it in the same statement");
            }
            String text = rows.getString(found);
            if (text == null) {
                throw new MappingException(
                        "A value that is " + EncryptionAnnotations.text(mark) + " can't be decrypted, as its row's '"
                                + name + "' is null: select the column of the same row");
            }
            return text;
        }

        private int find(String name) throws SQLException {
            for (int i = 1; i <= metaData.getColumnCount(); i++) {
                if (normal(metaData.getColumnLabel(i)).equals(normal(name))) {
                    return i;
                }
            }
            return 0;
        }
    }

    private static String normal(String name) {
        return name.replace("_", "").toLowerCase(Locale.ROOT);
    }

    private static Class<?> boxed(Class<?> type) {
        return java.lang.invoke.MethodType.methodType(type).wrap().returnType();
    }
}
