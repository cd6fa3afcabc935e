package dev.holdfast.jdbi.internal.crypto.doctor;

import static dev.holdfast.jdbi.crypto.Patients.PATIENTS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.crypto.CryptoCheck;
import dev.holdfast.crypto.Encryption;
import dev.holdfast.doctor.Diagnosis;
import dev.holdfast.doctor.Finding;
import dev.holdfast.jdbi.Jackson3Json;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.TinkKeyring;
import dev.holdfast.jdbi.internal.doctor.Shop;
import dev.holdfast.jdbi.internal.doctor.Ward;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.Role;
import dev.holdfast.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Data keys")
@PostgresTest(template = Practice.class)
class DataKeyChecksTest {

    private static final Encryption ENCRYPTION = Encryption.with(Practice.KEYRING);

    @BeforeEach
    void noKeys(TestDatabase database) throws SQLException {
        superuser(database, "set session_replication_role = replica; delete from holdfast.data_keys");
    }

    private static Ward ward(TestDatabase database) throws SQLException {
        return Ward.open(database).of(Practice.SCHEMA).with(ENCRYPTION);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "alter table holdfast.data_keys no force row level security | DATA_KEYS_UNGUARDED | row-level security isn't forced",
                "alter table holdfast.data_keys disable row level security | DATA_KEYS_UNGUARDED | row-level security isn't enabled",
                "drop policy holdfast_tenant on holdfast.data_keys | DATA_KEYS_UNGUARDED | no restrictive policy holds holdfast_app",
                "alter policy holdfast_tenant on holdfast.data_keys with check (true) | DATA_KEYS_UNGUARDED | no restrictive policy holds holdfast_app",
                "drop policy holdfast_owner on holdfast.data_keys | DATA_KEYS_UNGUARDED | row-level security is forced, and no policy says so to the owner holdfast_owner",
                "grant delete on holdfast.data_keys to holdfast_app | DATA_KEYS_UNGUARDED | DELETE or TRUNCATE is granted to holdfast_app",
                "grant truncate on holdfast.data_keys to holdfast_across, public | DATA_KEYS_UNGUARDED | DELETE or TRUNCATE is granted to holdfast_across, public",
                "drop trigger zz_holdfast_data_key on holdfast.data_keys | DATA_KEYS_UNGUARDED | no trigger of holdfast.guard_data_key",
                "alter table holdfast.data_keys disable trigger zz_holdfast_data_key | DATA_KEYS_UNGUARDED | no trigger of holdfast.guard_data_key",
                "drop trigger zz_holdfast_data_key on holdfast.data_keys; create trigger zz_holdfast_data_key before insert on holdfast.data_keys for each row execute function holdfast.guard_data_key() | DATA_KEYS_UNGUARDED | no trigger of holdfast.guard_data_key",
                "drop trigger zz_holdfast_data_key on holdfast.data_keys; create trigger zz_holdfast_data_key before insert or update of wrapped on holdfast.data_keys for each row execute function holdfast.guard_data_key() | DATA_KEYS_UNGUARDED | no trigger of holdfast.guard_data_key",
                "drop trigger zz_holdfast_no_delete on holdfast.data_keys | DATA_KEYS_UNGUARDED | no trigger of holdfast.refuse_data_key_delete",
                "drop index holdfast.data_keys_active_key | DATA_KEYS_UNGUARDED | no unique index",
                "drop index holdfast.data_keys_active_key; create index data_keys_active_key on holdfast.data_keys (tenant) | DATA_KEYS_UNGUARDED | no unique index",
                "revoke insert on holdfast.data_keys from holdfast_app | DATA_KEYS_UNUSABLE | the application lacks insert, so",
                "revoke select, update on holdfast.data_keys from holdfast_app | DATA_KEYS_UNUSABLE | the application lacks select, update (state",
                "drop policy holdfast_access on holdfast.data_keys | DATA_KEYS_UNUSABLE | no permissive policy is for holdfast_app",
            })
    void table(String breaking, CryptoCheck check, String cause, TestDatabase database) throws SQLException {
        try (Ward ward = ward(database)) {
            String before = ward.indexes("holdfast.data_keys");
            Finding finding = ward.owner(breaking).finds(check, "holdfast.data_keys");
            assertThat(finding.cause()).startsWith(cause);
            ward.mends(finding);
            assertThat(ward.indexes("holdfast.data_keys")).isEqualTo(before);
        }
    }

    @Test
    void noSchema(TestDatabase database) throws SQLException {
        try (Ward ward = ward(database)) {
            Finding finding = ward.owner("drop table holdfast.data_keys")
                    .finds(CryptoCheck.DATA_KEYS_UNUSABLE, "holdfast.data_keys");
            assertThat(finding.fix()).contains("dev/holdfast/liquibase/changelog.xml");
        }
    }

    @Test
    void ownedByTheApplication(TestDatabase database) throws SQLException {
        try (Ward ward = ward(database)) {
            ward.superuser(
                    "grant create on schema holdfast to holdfast_app",
                    "alter table holdfast.data_keys owner to holdfast_app");
            Finding finding = ward.finds(CryptoCheck.DATA_KEYS_UNGUARDED, "holdfast.data_keys");
            assertThat(finding.cause()).startsWith("it belongs to holdfast_app");
            ward.superuser(finding.fix());
            ward.mends(ward.finds(CryptoCheck.DATA_KEYS_UNUSABLE, "holdfast.data_keys")); // the grants were the owner's
        }
    }

    @Test
    @DisplayName("wrapped by the keyring's older key, then by none of its keys")
    void wrapping(TestDatabase database) throws SQLException {
        write(database);
        String old = Practice.KEYRING.primaryKeyId();
        TinkKeyring rotated = Practice.KEYRING.withNewPrimary();
        Finding finding =
                only(Practice.holdfast(database, Encryption.with(rotated)).doctor());
        assertThat(finding.check()).isEqualTo(CryptoCheck.WRAPPING_KEY_OLD);
        assertThat(finding.cause())
                .startsWith("2 data keys are wrapped by the key " + old + ", which isn't the primary");

        TinkKeyring without = rotated.withoutKey(old);
        finding = only(Practice.holdfast(database, Encryption.with(without)).doctor());
        assertThat(finding.check()).isEqualTo(CryptoCheck.WRAPPING_KEY_UNKNOWN);
        assertThat(finding.cause()).contains("by the key " + old + ", which the keyring doesn't have");

        superuser(database, "update holdfast.data_keys set wrapping_key = '" + rotated.primaryKeyId() + "'");
        assertThat(Practice.holdfast(database, Encryption.with(without))
                        .doctor()
                        .findings())
                .isEmpty();
    }

    @Test
    @DisplayName("nobody counts keys that he can't see")
    void unseen(TestDatabase database) throws SQLException {
        write(database);
        JdbiHoldfast holdfast = JdbiHoldfast.builder(database.applicationDataSource())
                .schema(Practice.SCHEMA)
                .json(new Jackson3Json())
                .encryption(Encryption.with(TinkKeyring.generate()))
                .build();
        assertThat(holdfast.doctor().findings()).isEmpty();
    }

    @Test
    @DisplayName("up to ten thousand keys are counted, and those of each wrapping key for itself")
    void many(TestDatabase database) throws SQLException {
        superuser(
                database,
                "insert into holdfast.data_keys (id, tenant, subject, purpose, wrapped, wrapping_key)"
                        + " select i, '7', i::text, 'data', '\\x00', case when i < 3 then 'b' else 'a' end"
                        + " from generate_series(1, 10003) i");
        assertThat(Practice.holdfast(database, ENCRYPTION).doctor().findings())
                .extracting(finding -> finding.cause().split(",")[0])
                .containsExactly(
                        "2 data keys are wrapped by the key b", "more than 10000 data keys are wrapped by the key a");
    }

    @Test
    @DisplayName("superseded for more than a month")
    void superseded(TestDatabase database) throws SQLException {
        write(database);
        superuser(database, "update holdfast.data_keys set state = 'superseded' where purpose = 'data'");
        assertThat(Practice.holdfast(database, ENCRYPTION).doctor().findings()).isEmpty();
        superuser(
                database,
                "alter table holdfast.data_keys disable trigger zz_holdfast_data_key",
                "update holdfast.data_keys set changed_at = now() - interval '31 days' where state = 'superseded'",
                "alter table holdfast.data_keys enable trigger zz_holdfast_data_key");
        Finding finding = only(Practice.holdfast(database, ENCRYPTION).doctor());
        assertThat(finding.check()).isEqualTo(CryptoCheck.DATA_KEY_SUPERSEDED);
        assertThat(finding.cause()).startsWith("one data key is superseded more than 30 days ago");
        superuser(database, "update holdfast.data_keys set state = 'retired' where state = 'superseded'");
        assertThat(Practice.holdfast(database, ENCRYPTION).doctor().findings()).isEmpty();
    }

    /** Makes two keys of the tenant's, one for values and one for the index. */
    private static void write(TestDatabase database) {
        Practice.holdfast(database, ENCRYPTION)
                .tenant(1)
                .insertInto(PATIENTS, row -> row.set(PATIENTS.id, UUID.randomUUID())
                        .set(PATIENTS.ward, "west")
                        .set(PATIENTS.email, "ada@example.org"))
                .execute();
    }

    private static Finding only(Diagnosis diagnosis) {
        assertThat(diagnosis.findings()).as(diagnosis.toString()).hasSize(1);
        return diagnosis.findings().get(0);
    }

    private static void superuser(TestDatabase database, String... sql) throws SQLException {
        Assumptions.assumeTrue(database.has(Role.SUPERUSER), "a server given by URLs has no superuser");
        try (Connection superuser = database.superuserDataSource().getConnection()) {
            Shop.execute(superuser, sql);
        }
    }
}
