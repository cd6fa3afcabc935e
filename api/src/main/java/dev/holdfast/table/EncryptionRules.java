package dev.holdfast.table;

import dev.holdfast.internal.Identifiers;
import dev.holdfast.internal.Wire;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** What must hold so that encrypted values can be bound to their rows, and stay unreadable. */
final class EncryptionRules {

    private EncryptionRules() {}

    static void check(Table table, Consumer<String> problem) {
        for (EncryptedColumn<?> column : table.encryptedColumns()) {
            checkKey(table, column, problem);
            checkSubject(table, column, problem);
            checkDerived(table, column, problem);
        }
    }

    private static void checkKey(Table table, EncryptedColumn<?> column, Consumer<String> problem) {
        if (!column.isBoundToItsRow()) {
            return;
        }
        if (table.primaryKey().isEmpty()) {
            problem.accept(
                    column.qualifiedName() + " is encrypted for its row, and the table has no primary key: declare"
                            + " one, or the column notBoundToItsRow()");
        }
        for (AnyColumn<?> key : table.primaryKey()) {
            if (key.metadata().isIdentity()
                    || key.metadata().defaultSql() != null
                    || key.metadata().generatedSql() != null) {
                problem.accept(column.qualifiedName() + " is encrypted for its row, and PostgreSQL makes "
                        + key.qualifiedName() + " too late to know it: let the client make the key, as with Uuids.v7(),"
                        + " or declare the column notBoundToItsRow()");
            }
            checkText(column, key, problem);
        }
    }

    private static void checkSubject(Table table, EncryptedColumn<?> column, Consumer<String> problem) {
        AnyColumn<?> subject = column.subject();
        if (subject == null) {
            return;
        }
        if (!table.columns().contains(subject)) {
            problem.accept(column.qualifiedName() + " is encrypted for the subject " + subject.qualifiedName()
                    + ", which is no column of " + table.name());
            return;
        }
        AnyColumn<?> declared = table.columns().get(table.columns().indexOf(subject));
        if (declared.isNullable()) {
            problem.accept(column.qualifiedName() + " is encrypted for the subject " + subject.qualifiedName()
                    + ", which is nullable: whose key would it be?");
        }
        if (declared.metadata().isIdentity()
                || declared.metadata().defaultSql() != null
                || declared.metadata().generatedSql() != null) {
            problem.accept(column.qualifiedName() + " is encrypted for the subject " + subject.qualifiedName()
                    + ", which PostgreSQL fills in too late to know it: let the client set it");
        }
        checkText(column, declared, problem);
    }

    /** One text stands for one value, in Java and in PostgreSQL alike. */
    private static void checkText(EncryptedColumn<?> column, AnyColumn<?> key, Consumer<String> problem) {
        switch (key.type().wire()) {
            case UUID, SMALLINT, INTEGER, BIGINT, TEXT -> {}
            default ->
                problem.accept(column.qualifiedName() + " is bound to " + key.qualifiedName() + ", which is "
                        + key.type().name() + ": a uuid, a whole number or a text can be");
        }
    }

    private static void checkDerived(Table table, EncryptedColumn<?> column, Consumer<String> problem) {
        List<AnyColumn<?>> indexed = new ArrayList<>();
        table.keys().forEach(key -> indexed.addAll(key.columns()));
        if (indexed.contains(column)) {
            problem.accept(column.qualifiedName() + " is encrypted, so that a key or index over it finds nothing:"
                    + " declare a blindIndex(…)");
        }
        Pattern name =
                Pattern.compile("(?<![\\w$])" + Pattern.quote(column.name()) + "(?![\\w$])", Pattern.CASE_INSENSITIVE);
        String quoted = Identifiers.quoted(column.name());
        for (AnyColumn<?> other : table.columns()) {
            String sql = other.metadata().generatedSql();
            if (sql != null && (name.matcher(sql).find() || (quoted.startsWith("\"") && sql.contains(quoted)))) {
                problem.accept(other.qualifiedName() + " is generated from the encrypted " + column.name()
                        + ", whose content PostgreSQL can't read: compute it in the application, and encrypt it too");
            }
        }
    }

    /** Few values, counted in an index, are told by how often each comes. */
    static boolean hasFewValues(EncryptedColumn<?> column) {
        return column.plainType().wire() == Wire.BOOLEAN
                || column.plainType().wire() == Wire.ENUM
                || column.plainType().javaClass().isEnum();
    }
}
