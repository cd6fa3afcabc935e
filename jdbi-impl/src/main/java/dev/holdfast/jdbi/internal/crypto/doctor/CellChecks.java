package dev.holdfast.jdbi.internal.crypto.doctor;

import dev.holdfast.changelog.EncryptionChanges;
import dev.holdfast.crypto.CryptoCheck;
import dev.holdfast.crypto.Encryption;
import dev.holdfast.crypto.EncryptionMode;
import dev.holdfast.doctor.Finding;
import dev.holdfast.internal.Identifiers;
import dev.holdfast.jdbi.internal.crypto.doctor.EncryptionRows.CheckRow;
import dev.holdfast.jdbi.internal.doctor.CatalogRows.ColumnRow;
import dev.holdfast.jdbi.internal.doctor.ExaminedTable;
import dev.holdfast.jdbi.internal.doctor.SqlScan;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.table.BlindIndexColumn;
import dev.holdfast.table.EncryptedColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Whether encrypted columns can hold ciphertext, and only that, and this Holdfast can encrypt. */
final class CellChecks {

    /** The length of what is encrypted when it is empty. */
    private static final int SHORTEST = 37;

    private final ExaminedTable table;
    private final List<CheckRow> checks;
    private final @Nullable Encryption settings;

    private CellChecks(ExaminedTable table, EncryptionFacts facts) {
        this.table = table;
        this.checks = facts.checks(table).toList();
        this.settings = facts.settings();
    }

    static Stream<Finding> of(EncryptionFacts facts) {
        return facts.tables().stream()
                .map(table -> new CellChecks(table, facts))
                .flatMap(CellChecks::findings);
    }

    /** True where PostgreSQL has the column as one of bytes. */
    static boolean isReady(ExaminedTable table, AnyColumn<?> column) {
        return table.column(column.name()).filter(CellChecks::isBytea).isPresent();
    }

    private static boolean isBytea(ColumnRow column) {
        return column.baseType().equals("bytea");
    }

    private Stream<Finding> findings() {
        List<EncryptedColumn<?>> encrypted = table.declared().encryptedColumns();
        List<Finding> findings = new ArrayList<>();
        if (settings == null) {
            findings.add(table.finding(
                    CryptoCheck.ENCRYPTION_NOT_CONFIGURED,
                    encrypted.stream().map(AnyColumn::name).collect(Collectors.joining(", "))
                            + (encrypted.size() == 1 ? " is" : " are")
                            + " encrypted, and this Holdfast was built without encryption: reading or writing fails",
                    "give the builder .encryption(Encryption.with(keyring))"));
        }
        for (EncryptedColumn<?> column : encrypted) {
            table.column(column.name())
                    .flatMap(actual -> isBytea(actual) ? check(column, actual) : Optional.of(clear(column, actual)))
                    .ifPresent(findings::add);
        }
        for (BlindIndexColumn column : table.declared().blindIndexes()) {
            table.column(column.name())
                    .filter(actual -> !isBytea(actual))
                    .map(this::unhashed)
                    .ifPresent(findings::add);
        }
        return findings.stream();
    }

    private Finding clear(EncryptedColumn<?> declared, ColumnRow column) {
        return table.finding(
                CryptoCheck.NOT_BYTEA,
                "column " + column.name() + " is " + column.type()
                        + ", but declared as encrypted: its values lie there in clear text, and can't be read as"
                        + " ciphertext",
                table.named(EncryptionChanges.encryptExistingColumn(declared, column.type()))
                        .toXmlFragment());
    }

    private Finding unhashed(ColumnRow column) {
        String change = table.alter(column.name());
        String name = Identifiers.quoted(column.name());
        return table.finding(
                CryptoCheck.NOT_BYTEA,
                "column " + column.name() + " is " + column.type()
                        + ", and a blind index has hashes, which are bytea: nothing is found by it",
                table.withoutLiveView(
                                change + (column.expression() == null ? "" : " drop default, alter column " + name)
                                        + (column.notNull() ? " drop not null, alter column " + name : "")
                                        + " type bytea using null::bytea")
                        + " -- and reencrypt(…) the table, which fills it");
    }

    private Optional<Finding> check(EncryptedColumn<?> declared, ColumnRow column) {
        String strict = strict(column.name());
        String migrating = migrating(column.name());
        if (find(checks, strict).isPresent()) {
            return Optional.empty();
        }
        Optional<CheckRow> lax = find(checks, migrating);
        if (lax.isPresent()) {
            return settings == null || settings.mode() == EncryptionMode.MIGRATING
                    ? Optional.empty()
                    : Optional.of(migrating(declared, column, lax.get(), strict));
        }
        boolean clear = settings != null && settings.mode() == EncryptionMode.MIGRATING;
        return Optional.of(table.finding(
                CryptoCheck.CLEAR_TEXT_ALLOWED,
                "no valid check keeps clear text out of the encrypted column " + column.name()
                        + ": a client that doesn't encrypt is not refused",
                swapped(made(column), made(column), clear ? migrating : strict)
                        + " -- where that fails, some values are no ciphertext"));
    }

    private Finding migrating(EncryptedColumn<?> declared, ColumnRow column, CheckRow lax, String strict) {
        return table.finding(
                CryptoCheck.CLEAR_TEXT_ALLOWED,
                "check " + lax.name() + " lets clear text into the encrypted column " + column.name()
                        + ", which this Holdfast, in mode " + String.valueOf(settings == null ? "" : settings.mode())
                        + ", doesn't read",
                lax.name().equals(made(column))
                        ? table.named(EncryptionChanges.requireEncryption(declared))
                                .toXmlFragment()
                        : swapped(lax.name(), made(column), strict));
    }

    private String swapped(String old, String name, String condition) {
        boolean there = checks.stream().anyMatch(check -> check.name().equals(old));
        return "alter table " + table.sql() + (there ? " drop constraint " + Identifiers.quoted(old) + "," : "")
                + " add constraint " + Identifiers.quoted(name) + " check (" + condition + ")";
    }

    /** As the changes of Liquibase name it. */
    private String made(ColumnRow column) {
        return Identifiers.derived(List.of(table.row().name(), column.name()), "_encrypted", Identifiers.MAX_BYTES);
    }

    /** True where a check lets nothing but ciphertext in, or nothing else that isn't marked as clear text. */
    static boolean keepsCells(List<CheckRow> checks, String column) {
        return find(checks, strict(column)).isPresent()
                || find(checks, migrating(column)).isPresent();
    }

    private static String strict(String column) {
        String name = Identifiers.quoted(column);
        return "substring(" + name + " from 1 for 1) = '\\x01' and octet_length(" + name + ") >= " + SHORTEST;
    }

    private static String migrating(String column) {
        return "substring(" + Identifiers.quoted(column) + " from 1 for 1) = '\\x00' or " + strict(column);
    }

    private static Optional<CheckRow> find(List<CheckRow> checks, String condition) {
        String wanted = squeezed("check " + condition);
        return checks.stream()
                .filter(check -> check.valid() && squeezed(check.definition()).equals(wanted))
                .findFirst();
    }

    private static String squeezed(String sql) {
        return SqlScan.squeezed(sql).replace("::bytea", "");
    }
}
