package dev.holdfast.jdbi.internal.crypto.sqlobject;

import dev.holdfast.crypto.EncryptionException;
import dev.holdfast.internal.CellInput;
import dev.holdfast.internal.HashInput;
import dev.holdfast.internal.Values;
import dev.holdfast.jdbi.BlindIndexed;
import dev.holdfast.jdbi.Encrypted;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.table.BlindIndexColumn;
import dev.holdfast.table.EncryptedColumn;
import java.lang.annotation.Annotation;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/**
 * A value that is encrypted or hashed at the moment it is bound. Never shows it.
 *
 * @param mark the annotation
 * @param given the value, or a {@link Secret} with it
 */
record SealedArgument(Annotation mark, @Nullable Object given) implements Argument {

    @Override
    public void apply(int position, PreparedStatement statement, StatementContext context) throws SQLException {
        Object value = given instanceof Secret secret ? secret.value() : given;
        Sealing sealing = Sealing.of(context, mark);
        if (mark instanceof Encrypted encrypted) {
            EncryptedColumn<?> column = EncryptionAnnotations.column(sealing.schema(), encrypted);
            if (value == null) {
                statement.setNull(position, Types.BINARY);
            } else {
                statement.setBytes(position, cell(sealing, column, encrypted, value, position, context));
            }
        } else {
            BlindIndexColumn index = EncryptionAnnotations.index(sealing.schema(), (BlindIndexed) mark);
            Object[] several = value instanceof Collection<?> list ? list.toArray() : null;
            if (value instanceof Object[] array) {
                several = array;
            }
            String tenant = tenant(sealing, ((BlindIndexed) mark).tenant(), position, context);
            if (several != null) {
                byte[][] hashes = Arrays.stream(several)
                        .map(each -> hash(sealing, index, each, tenant, context))
                        .toArray(byte[][]::new);
                statement.setArray(position, context.getConnection().createArrayOf("bytea", hashes));
            } else if (value == null) {
                statement.setNull(position, Types.BINARY);
            } else {
                statement.setBytes(position, hash(sealing, index, value, tenant, context));
            }
        }
    }

    /** The names of what it needs of the same statement. */
    List<String> needs(StatementContext context) {
        Sealing sealing = Sealing.of(context, mark);
        List<String> names = new ArrayList<>(MarkedMethod.needs(mark, sealing.schema()));
        String tenant = mark instanceof Encrypted encrypted ? encrypted.tenant() : ((BlindIndexed) mark).tenant();
        if (sealing.isAcross() && !tenant.isEmpty()) {
            names.add(tenant);
        }
        return names;
    }

    private byte[] cell(
            Sealing sealing,
            EncryptedColumn<?> column,
            Encrypted encrypted,
            Object value,
            int position,
            StatementContext context) {
        Object wired = Values.toWire(column.plainType(), column.qualifiedName(), value);
        BoundNames bound = new BoundNames(context, position, mark);
        List<AnyColumn<?>> key = column.isBoundToItsRow() ? column.source().primaryKey() : List.of();
        String[] names = encrypted.rowKey();
        String[] rowKey = new String[key.size()];
        for (int i = 0; i < rowKey.length; i++) {
            rowKey[i] = bound.text(names[i], key.get(i));
        }
        String subjectName = EncryptionAnnotations.subject(column, encrypted);
        AnyColumn<?> subject = column.subject();
        String about = subject == null || subjectName == null
                ? ""
                : CellInput.subject(bound.text(subjectName, subject), subject.qualifiedName());
        String tenant = tenant(sealing, encrypted.tenant(), position, context);
        return sealing.protect(
                column, new CellInput(wired, tenant, about, List.of(rowKey)), new Sealing.Of(tenant, "data", about));
    }

    private byte[] hash(
            Sealing sealing,
            BlindIndexColumn index,
            @Nullable Object value,
            @Nullable String tenant,
            StatementContext context) {
        if (value == null) {
            throw new EncryptionException(EncryptionAnnotations.text(mark)
                    + " was given a list with a null in it, which equals nothing: leave it out");
        }
        EncryptedColumn<?> column = index.over().get(0);
        Object wired = Values.toWire(column.plainType(), column.qualifiedName(), value);
        boolean search = Sealing.isSearch(context);
        if (search) {
            wired = index.hash().terms().get(0).searched(column.qualifiedName(), wired);
        }
        return sealing.protect(
                index,
                new HashInput(List.of(wired), tenant, search),
                new Sealing.Of(tenant, "index", index.qualifiedName()));
    }

    /** Null for the session's own. */
    private @Nullable String tenant(Sealing sealing, String name, int position, StatementContext context) {
        AnyColumn<?> key = EncryptionAnnotations.table(sealing.schema(), mark).tenantKey();
        if (key == null) {
            return "";
        }
        if (!sealing.isAcross()) {
            return null;
        }
        return new BoundNames(context, position, mark).text(Sealing.named(name, mark), key);
    }

    @Override
    public String toString() {
        return Secret.MASK;
    }
}
