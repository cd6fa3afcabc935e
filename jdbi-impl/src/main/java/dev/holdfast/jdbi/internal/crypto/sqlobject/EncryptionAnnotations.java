package dev.holdfast.jdbi.internal.crypto.sqlobject;

import dev.holdfast.crypto.EncryptionException;
import dev.holdfast.jdbi.BlindIndexed;
import dev.holdfast.jdbi.Encrypted;
import dev.holdfast.table.BlindIndexColumn;
import dev.holdfast.table.EncryptedColumn;
import dev.holdfast.table.Schema;
import dev.holdfast.table.Table;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.util.Arrays;
import java.util.Objects;
import org.jdbi.v3.core.qualifier.QualifiedType;
import org.jspecify.annotations.Nullable;

/** The annotations that say that a value is encrypted or hashed, and the columns they name. */
final class EncryptionAnnotations {

    private EncryptionAnnotations() {}

    static boolean is(@Nullable Annotation annotation) {
        return annotation instanceof Encrypted || annotation instanceof BlindIndexed;
    }

    /** The one on an element; null where there is none. */
    static @Nullable Annotation on(AnnotatedElement element) {
        Encrypted encrypted = element.getAnnotation(Encrypted.class);
        BlindIndexed indexed = element.getAnnotation(BlindIndexed.class);
        if (encrypted != null && indexed != null) {
            throw new EncryptionException(element + " is both @Encrypted and @BlindIndexed: bind the value twice, under"
                    + " two names, once for each column");
        }
        return encrypted != null ? encrypted : indexed;
    }

    /** The one among a type's qualifiers; null where there is none. */
    static @Nullable Annotation of(QualifiedType<?> type) {
        for (Annotation qualifier : type.getQualifiers()) {
            if (is(qualifier)) {
                return qualifier;
            }
        }
        return null;
    }

    /** The annotation as an error names it. */
    static String text(Annotation mark) {
        return mark instanceof Encrypted encrypted
                ? "@Encrypted(" + encrypted.table() + "." + encrypted.column() + ")"
                : mark instanceof BlindIndexed indexed
                        ? "@BlindIndexed(" + indexed.table() + "." + indexed.column() + ")"
                        : mark.annotationType().getSimpleName();
    }

    static Table table(Schema schema, Annotation mark) {
        String name = mark instanceof Encrypted encrypted ? encrypted.table() : ((BlindIndexed) mark).table();
        return schema.table(name)
                .orElseThrow(() -> new EncryptionException(
                        text(mark) + " names a table that isn't in the schema: register it, or correct the name"));
    }

    static EncryptedColumn<?> column(Schema schema, Encrypted mark) {
        Table table = table(schema, mark);
        for (EncryptedColumn<?> column : table.encryptedColumns()) {
            if (column.name().equals(mark.column())) {
                checkKey(table, column, mark);
                return column;
            }
        }
        throw new EncryptionException(text(mark) + " names no encrypted column of " + table.name()
                + ": declare it .encrypted() there, or leave the annotation out");
    }

    private static void checkKey(Table table, EncryptedColumn<?> column, Encrypted mark) {
        int wanted = column.isBoundToItsRow() ? table.primaryKey().size() : mark.rowKey().length;
        if (mark.rowKey().length != wanted) {
            throw new EncryptionException(text(mark) + " has rowKey = " + Arrays.toString(mark.rowKey())
                    + ", and the values are encrypted for their row: name what holds the primary key, "
                    + table.primaryKey().stream().map(key -> key.name()).toList() + ", in this order");
        }
    }

    static BlindIndexColumn index(Schema schema, BlindIndexed mark) {
        Table table = table(schema, mark);
        for (BlindIndexColumn index : table.blindIndexes()) {
            if (index.name().equals(mark.column())) {
                if (index.over().size() > 1) {
                    throw new EncryptionException(text(mark) + " is an index over several columns, which one value"
                            + " doesn't make: search by it in the DSL");
                }
                return index;
            }
        }
        throw new EncryptionException(text(mark) + " names no blind index of " + table.name()
                + ": declare it by blindIndex(…) there, or correct the name");
    }

    /** The name of what holds the subject; null where the column has none. */
    static @Nullable String subject(EncryptedColumn<?> column, Encrypted mark) {
        if (column.subject() == null) {
            return null;
        }
        return mark.subject().isEmpty()
                ? Objects.requireNonNull(column.subject()).name()
                : mark.subject();
    }
}
