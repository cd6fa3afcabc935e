package dev.holdfast.jdbi.internal.crypto.doctor;

import dev.holdfast.crypto.CryptoCheck;
import dev.holdfast.crypto.Encryption;
import dev.holdfast.crypto.Keyring;
import dev.holdfast.doctor.Check;
import dev.holdfast.doctor.Finding;
import dev.holdfast.jdbi.internal.crypto.doctor.EncryptionRows.WrappingRow;
import dev.holdfast.jdbi.internal.doctor.ExaminedTable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Whether data keys can be opened, which ones are due for a change, and how much they may have encrypted. */
final class DataKeyChecks {

    /** Days after which a superseded key should be gone. */
    static final int LONG_AGO = 30;

    private final EncryptionFacts facts;
    private final Keyring keyring;

    private DataKeyChecks(EncryptionFacts facts, Keyring keyring) {
        this.facts = facts;
        this.keyring = keyring;
    }

    static Stream<Finding> of(EncryptionFacts facts) {
        Encryption settings = facts.settings();
        return settings == null ? Stream.empty() : new DataKeyChecks(facts, settings.keyring()).findings().stream();
    }

    private List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        facts.wrapping().stream().map(this::wrapping).forEach(findings::add);
        if (facts.superseded() > 0) {
            findings.add(finding(
                    CryptoCheck.DATA_KEY_SUPERSEDED,
                    counted(facts.superseded()) + " superseded more than " + LONG_AGO
                            + " days ago and still can decrypt: a rotation wasn't brought to its end",
                    "for each tenant, reencrypt(…) each table, then keys().retire(id), which refuses a key in use"));
        }
        worn(true, findings);
        worn(false, findings);
        return findings;
    }

    private Finding wrapping(WrappingRow row) {
        return keyring.keyIds().contains(row.wrappingKey())
                ? finding(
                        CryptoCheck.WRAPPING_KEY_OLD,
                        counted(row.keys()) + " wrapped by the key " + row.wrappingKey()
                                + ", which isn't the primary one of the keyring",
                        "keys().rewrap() for each tenant; then the keyring needs that key no more")
                : finding(
                        CryptoCheck.WRAPPING_KEY_UNKNOWN,
                        counted(row.keys()) + " wrapped by the key " + row.wrappingKey()
                                + ", which the keyring doesn't have: what they encrypted can't be read here",
                        "give the keyring that key back until keys().rewrap() has run for each tenant");
    }

    private static String counted(int keys) {
        return keys == 1
                ? "one data key is"
                : (keys > EncryptionCatalog.MANY ? "more than " + EncryptionCatalog.MANY : keys) + " data keys are";
    }

    /** A tenant's own key, or the one of all tables without tenants, encrypts columns of all of them. */
    private void worn(boolean ofTenants, List<Finding> findings) {
        long values = facts.tables().stream()
                .filter(table -> table.isTenantOwned() == ofTenants)
                .mapToLong(table -> facts.rows(table) * ownColumns(table))
                .sum();
        if (values < keyring.valuesPerDataKey() / 2) {
            return;
        }
        findings.add(finding(
                CryptoCheck.DATA_KEY_WORN,
                "some " + values + " encrypted values, estimated from row counts, since nobody counts them, "
                        + (ofTenants
                                ? "are the tenants'; if most are of one tenant, its data key"
                                : "belong to no tenant; their data key")
                        + " is near the " + keyring.valuesPerDataKey() + " that one is good for, and values that were"
                        + " written again count again",
                "TinkKeyring.withDataKeys(DataAlgorithm.XAES_256_GCM), then keys().promote() and reencrypt(…)"));
    }

    private static long ownColumns(ExaminedTable table) {
        return table.declared().encryptedColumns().stream()
                .filter(column -> column.subject() == null && CellChecks.isReady(table, column))
                .count();
    }

    private static Finding finding(Check check, String cause, String fix) {
        return new Finding(check, KeyTableChecks.TABLE, cause, fix);
    }
}
