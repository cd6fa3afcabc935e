package dev.holdfast.jdbi.internal.crypto.doctor;

import dev.holdfast.crypto.CryptoCheck;
import dev.holdfast.doctor.Check;
import dev.holdfast.doctor.Finding;
import dev.holdfast.internal.Identifiers;
import dev.holdfast.jdbi.internal.crypto.doctor.EncryptionRows.KeyTableRow;
import dev.holdfast.jdbi.internal.doctor.Facts;
import dev.holdfast.jdbi.internal.doctor.Policy;
import dev.holdfast.jdbi.internal.doctor.PolicyFixes;
import dev.holdfast.jdbi.internal.doctor.TenantCondition;
import dev.holdfast.sql.SqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Whether the table of data keys is there, can be used, and keeps what it promises against every client. */
final class KeyTableChecks {

    static final String TABLE = "holdfast.data_keys";

    private static final String EXECUTING = " on " + TABLE + " for each ";

    private final Facts facts;
    private final EncryptionFacts encryption;
    private final KeyTableRow table;
    private final List<Finding> findings = new ArrayList<>();

    private KeyTableChecks(Facts facts, EncryptionFacts encryption, KeyTableRow table) {
        this.facts = facts;
        this.encryption = encryption;
        this.table = table;
    }

    static Stream<Finding> of(Facts facts, EncryptionFacts encryption) {
        if (encryption.tables().isEmpty()) {
            return Stream.empty();
        }
        KeyTableRow table = encryption.keyTable();
        return table == null
                ? Stream.of(new Finding(
                        CryptoCheck.DATA_KEYS_UNUSABLE,
                        TABLE,
                        "there is no such table, so nothing can be encrypted or decrypted",
                        "<include file=\"dev/holdfast/liquibase/changelog.xml\"/>"))
                : new KeyTableChecks(facts, encryption, table).findings();
    }

    private Stream<Finding> findings() {
        usable();
        fence();
        guards();
        return findings.stream();
    }

    private void usable() {
        List<String> grants = new ArrayList<>();
        List<String> lacking = new ArrayList<>();
        if (!table.usable()) {
            grants.add("grant usage on schema holdfast to " + role());
            lacking.add("usage of the schema holdfast");
        }
        if (!table.lacking().isEmpty()) {
            String privileges = String.join(", ", table.lacking());
            grants.add("grant " + privileges + " on " + TABLE + " to " + role());
            lacking.add(privileges);
        }
        if (!grants.isEmpty()) {
            add(
                    CryptoCheck.DATA_KEYS_UNUSABLE,
                    "the application lacks " + String.join(", ", lacking) + ", so its data keys are out of its reach",
                    String.join("; ", grants));
        }
        if (policies(true).findAny().isEmpty()) {
            add(
                    CryptoCheck.DATA_KEYS_UNUSABLE,
                    "no permissive policy is for " + role() + ", so it has no data keys at all",
                    PolicyFixes.permissive(
                            encryption.keyPolicies(),
                            TABLE,
                            "holdfast_access",
                            appRole(),
                            isFenced() ? "true" : ownKeys()));
        }
    }

    private void fence() {
        if (table.own()) {
            unguarded(
                    "it belongs to " + table.owner()
                            + ", as which the application can act: it could switch the guards off",
                    "alter table " + TABLE + " owner to holdfast_owner");
        }
        if (!table.rowSecurity() || !table.forced()) {
            unguarded(
                    "row-level security isn't " + (table.rowSecurity() ? "forced" : "enabled")
                            + ", so one tenant's session gets at the keys of all",
                    "alter table " + TABLE + " enable row level security, force row level security");
        }
        if (table.untold()) {
            unguarded(
                    PolicyFixes.untold(table.owner()),
                    PolicyFixes.toldOwner(encryption.keyPolicies(), TABLE, table.owner()));
        }
        if (!isFenced()) {
            unguarded(
                    "no restrictive policy holds " + role() + " to the keys of its tenant",
                    PolicyFixes.restrictive(encryption.keyPolicies(), TABLE, "holdfast_tenant", appRole(), ownKeys()));
        }
    }

    private boolean isFenced() {
        return policies(false).anyMatch(KeyTableChecks::holdsToItsTenant);
    }

    private String ownKeys() {
        return "tenant = '' or tenant = (select nullif(current_setting('holdfast.tenant_id', true), '')::"
                + tenantType() + "::text)";
    }

    /** Keys of tables of no tenant are every session's. */
    private static boolean holdsToItsTenant(Policy policy) {
        return policy.command().equals("all")
                && TenantCondition.holds(withoutShared(policy.using()), "tenant", "data_keys")
                && (policy.check() == null
                        || TenantCondition.holds(withoutShared(policy.check()), "tenant", "data_keys"));
    }

    private static @Nullable String withoutShared(@Nullable String condition) {
        return condition == null ? null : condition.replace("(tenant = ''::text)", "(false)");
    }

    private void guards() {
        if (!table.destroyers().isEmpty()) {
            String roles = String.join(", ", table.destroyers());
            unguarded(
                    "DELETE or TRUNCATE is granted to " + roles
                            + ": without its key, no value can be read again, and a shredding could be undone",
                    "revoke delete, truncate on " + TABLE + " from " + roles);
        }
        if (!table.guarded()) {
            unguarded(
                    "no trigger of holdfast.guard_data_key guards what becomes of a key: a shredded one could come back",
                    "create or replace trigger zz_holdfast_data_key before insert or update" + EXECUTING
                            + "row execute function holdfast.guard_data_key()");
        }
        if (!table.kept()) {
            unguarded(
                    "no trigger of holdfast.refuse_data_key_delete keeps keys from being deleted",
                    "create or replace trigger zz_holdfast_no_delete before delete" + EXECUTING
                            + "statement execute function holdfast.refuse_data_key_delete()");
        }
        if (!table.singular()) {
            unguarded(
                    "no unique index sees to one active key for each tenant, subject and purpose",
                    "drop index if exists holdfast.data_keys_active_key; create unique index data_keys_active_key on "
                            + TABLE + " (tenant, subject, purpose) where state = 'active'");
        }
    }

    private Stream<Policy> policies(boolean permissive) {
        return encryption.keyPolicies().stream()
                .filter(policy -> policy.permissive() == permissive && policy.bindsApplication());
    }

    /** The role that the tables' policies are for, which may be a group of the application's. */
    private String role() {
        return Identifiers.quoted(appRole());
    }

    private String appRole() {
        return encryption.tables().get(0).appRole();
    }

    private String tenantType() {
        SqlType<?> type = facts.schema().tenantType();
        return type == null ? "text" : type.castName();
    }

    private void unguarded(String cause, String fix) {
        add(CryptoCheck.DATA_KEYS_UNGUARDED, cause, fix);
    }

    private void add(Check check, String cause, String fix) {
        findings.add(new Finding(check, TABLE, cause, fix));
    }
}
