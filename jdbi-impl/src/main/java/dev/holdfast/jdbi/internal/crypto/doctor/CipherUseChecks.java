package dev.holdfast.jdbi.internal.crypto.doctor;

import dev.holdfast.crypto.CryptoCheck;
import dev.holdfast.doctor.Finding;
import dev.holdfast.internal.Identifiers;
import dev.holdfast.jdbi.internal.crypto.doctor.EncryptionRows.DependentRow;
import dev.holdfast.jdbi.internal.doctor.ExaminedTable;
import dev.holdfast.jdbi.internal.doctor.SqlScan;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is made from an encrypted column's content: from ciphertext it is worth nothing, and while there is clear text it
 * keeps a copy of that. To ask whether there is a value, and how long it is, is fine.
 */
final class CipherUseChecks {

    private CipherUseChecks() {}

    static Stream<Finding> of(EncryptionFacts facts) {
        return facts.tables().stream().flatMap(table -> of(table, facts));
    }

    private static Stream<Finding> of(ExaminedTable table, EncryptionFacts facts) {
        Map<Long, List<DependentRow>> objects = facts.dependents(table)
                .filter(CipherUseChecks::readsContent)
                .collect(Collectors.groupingBy(DependentRow::oid, LinkedHashMap::new, Collectors.toList()));
        return objects.values().stream().map(object -> finding(table, object));
    }

    private static boolean readsContent(DependentRow dependent) {
        if (dependent.whole()) {
            return true;
        }
        String column = Pattern.quote(SqlScan.plain(Identifiers.quoted(dependent.column())));
        String reference = "(?<![\\w$\"])(?:[\\w$\"]+\\.)*" + column + "(?![\\w$\"])";
        String rest = SqlScan.plain(dependent.definition())
                .replaceAll(reference + " IS (NOT )?NULL\\b", "")
                .replaceAll("octet_length\\(" + reference + "\\)", "");
        return Pattern.compile(reference).matcher(rest).find();
    }

    private static Finding finding(ExaminedTable table, List<DependentRow> object) {
        DependentRow dependent = object.get(0);
        String columns = object.stream().map(DependentRow::column).distinct().collect(Collectors.joining(", "));
        return table.finding(
                CryptoCheck.CIPHERTEXT_USED,
                dependent.kind() + " " + dependent.name() + " is made from the encrypted " + columns
                        + ": what PostgreSQL makes of ciphertext means nothing, and of clear text it keeps a copy",
                fix(table, dependent));
    }

    private static String fix(ExaminedTable table, DependentRow dependent) {
        return switch (dependent.kind()) {
            case "column" ->
                table.withoutLiveView("alter table " + table.sql() + " drop column " + dependent.name())
                        + " -- and compute it in the application, as an encrypted column";
            case "constraint" ->
                "alter table " + table.sql() + " drop constraint " + dependent.name()
                        + " -- and let a blindIndex(…) be unique";
            case "index" -> "drop index " + dependent.name() + " -- and let a blindIndex(…) find the values";
            case "statistics" -> "drop statistics " + dependent.name();
            default -> "drop " + dependent.kind() + " " + dependent.name() + " -- or make it anew without the column";
        };
    }
}
