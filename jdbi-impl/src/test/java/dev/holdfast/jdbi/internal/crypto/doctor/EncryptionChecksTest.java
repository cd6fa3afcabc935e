package dev.holdfast.jdbi.internal.crypto.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.crypto.CryptoCheck;
import dev.holdfast.crypto.Encryption;
import dev.holdfast.crypto.EncryptionMode;
import dev.holdfast.deletion.DeletionCheck;
import dev.holdfast.doctor.Check;
import dev.holdfast.doctor.Diagnosis;
import dev.holdfast.doctor.Finding;
import dev.holdfast.doctor.TableCheck;
import dev.holdfast.jdbi.DataAlgorithm;
import dev.holdfast.jdbi.internal.doctor.Doctor;
import dev.holdfast.jdbi.internal.doctor.Doctors;
import dev.holdfast.jdbi.internal.doctor.Ward;
import dev.holdfast.table.Schema;
import dev.holdfast.tenant.TenantCheck;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.RoundTrips;
import dev.holdfast.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Encryption")
@PostgresTest(template = Practice.class)
class EncryptionChecksTest {

    private static final Encryption ENCRYPTION = Encryption.with(Practice.KEYRING);

    private static Ward ward(TestDatabase database) throws SQLException {
        return Ward.open(database).of(Practice.SCHEMA).with(ENCRYPTION);
    }

    @Test
    @DisplayName("a clean bill for columns with checks and indexes, of tenants and of none")
    void cleanBill(TestDatabase database) {
        Diagnosis diagnosis = Practice.holdfast(database, ENCRYPTION).doctor();
        assertThat(diagnosis.findings()).as(diagnosis.toString()).isEmpty();
    }

    @Test
    @DisplayName("asks six questions more, whatever the number of tables")
    void roundTrips(TestDatabase database) throws SQLException {
        try (RoundTrips trips = RoundTrips.before(database);
                Connection application = trips.applicationDataSource().getConnection()) {
            Doctor one = Doctors.of(Schema.of(dev.holdfast.jdbi.crypto.Patients.PATIENTS), ENCRYPTION);
            Doctor all = Doctors.of(
                    Schema.of(dev.holdfast.jdbi.crypto.Patients.PATIENTS, dev.holdfast.jdbi.crypto.Letters.LETTERS),
                    ENCRYPTION);
            one.examine(application);
            all.examine(application);
            trips.reset();
            one.examine(application);
            int forOne = trips.count();
            trips.reset();
            all.examine(application);
            assertThat(trips.count()).isEqualTo(forOne).isLessThanOrEqualTo(23);
        }
    }

    @Test
    @DisplayName("a Holdfast without encryption")
    void notConfigured(TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database).of(Practice.SCHEMA)) {
            Diagnosis diagnosis = ward.examine();
            assertThat(diagnosis.findings())
                    .extracting(Finding::check)
                    .containsOnly(CryptoCheck.ENCRYPTION_NOT_CONFIGURED);
            assertThat(diagnosis.findings())
                    .extracting(Finding::subject)
                    .containsExactly("letters", "patients", "vouchers");
            assertThat(diagnosis.findings().get(0).cause()).startsWith("body is encrypted, and this Holdfast");
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "alter table patients drop constraint patients_email_encrypted | patients | email",
                "alter table letters drop constraint letters_body_encrypted, add check (body is not null) | letters | body",
                "alter table vouchers drop constraint vouchers_note_encrypted, add constraint vouchers_note_encrypted check (true or note is null) | vouchers | note",
                "alter table vouchers drop constraint vouchers_note_encrypted, add constraint vouchers_note_encrypted check (substring(note from 1 for 1) = '\\x01' and octet_length(note) >= 37) not valid | vouchers | note",
                "alter table vouchers drop constraint vouchers_note_encrypted, add constraint vouchers_note_encrypted check (substring(note from 1 for 1) = '\\x01' or octet_length(note) >= 37) | vouchers | note",
            })
    void clearTextAllowed(String breaking, String subject, String column, TestDatabase database) throws SQLException {
        try (Ward ward = ward(database)) {
            Finding finding = ward.owner(breaking).finds(CryptoCheck.CLEAR_TEXT_ALLOWED, subject);
            assertThat(finding.cause())
                    .startsWith("no valid check keeps clear text out of the encrypted column " + column);
            ward.mends(finding);
        }
    }

    @Test
    @DisplayName("a check that lets clear text through is for migrating, whatever its name")
    void migrating(TestDatabase database) throws SQLException {
        try (Ward ward = ward(database)) {
            ward.owner("alter table vouchers drop constraint vouchers_code_encrypted, add constraint soft check "
                    + "(substring(code from 1 for 1) = '\\x00' or " + Practice.encrypted("code") + ")");
            ward.with(ENCRYPTION.mode(EncryptionMode.MIGRATING)).findsNothing();
            Finding finding = ward.with(ENCRYPTION).finds(CryptoCheck.CLEAR_TEXT_ALLOWED, "vouchers");
            assertThat(finding.cause()).contains("check soft lets clear text").contains("in mode STRICT");
            ward.mends(finding);
        }
    }

    @Test
    @DisplayName("a missing check is mended with one that lets clear text through, while migrating")
    void migratingWithoutCheck(TestDatabase database) throws SQLException {
        try (Ward ward = ward(database).with(ENCRYPTION.mode(EncryptionMode.MIGRATING))) {
            ward.mends(ward.owner("alter table vouchers drop constraint vouchers_code_encrypted")
                    .finds(CryptoCheck.CLEAR_TEXT_ALLOWED, "vouchers"));
            Finding finding = ward.with(ENCRYPTION).finds(CryptoCheck.CLEAR_TEXT_ALLOWED, "vouchers");
            assertThat(finding.fix())
                    .isEqualTo("<holdfast:requireEncryption schemaName=\"public\" tableName=\"vouchers\""
                            + " columnName=\"code\"/>");
        }
    }

    @ParameterizedTest(name = "{0}")
    @DisplayName("EN-16, X-4 what is made from an encrypted column")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "create index by_email on patients (tenant_id, email) | patients | index public.by_email is made from the encrypted email",
                "create unique index by_email on patients (tenant_id, email) where deleted_at is null | patients | index public.by_email",
                "create index two on vouchers (code, note) | vouchers | index public.two is made from the encrypted code, note:",
                "create index by_length on vouchers (left(encode(code, 'hex'), 3)) | vouchers | index public.by_length",
                "create index few_rows on vouchers (id) where note > '\\x01' | vouchers | index public.few_rows",
                "create index covering on vouchers (id) include (note) | vouchers | index public.covering",
                "alter table vouchers add constraint once unique (code) | vouchers | constraint once",
                "alter table vouchers add constraint apart exclude using btree (note with =) | vouchers | constraint apart",
                "alter table vouchers add column words tsvector generated always as (to_tsvector('simple', encode(code, 'escape'))) stored | vouchers | column words",
                "alter table patients add column domain text generated always as (encode(email, 'hex')) stored; select holdfast.make_live_view('patients') | patients | column domain",
                "create view contacts as select id, email from patients | patients | view public.contacts",
                "create view contacts as select phone from patients_live | patients | view public.contacts",
                "create materialized view codes as select code as c from vouchers | vouchers | materialized view public.codes",
                "create statistics together on code, spent_bidx from vouchers | vouchers | statistics public.together",
                "create statistics lengths on (encode(code, 'hex')) from vouchers | vouchers | statistics public.lengths",
            })
    void ciphertextUsed(String breaking, String subject, String cause, TestDatabase database) throws SQLException {
        try (Ward ward = ward(database)) {
            Finding finding = ward.owner(breaking).finds(CryptoCheck.CIPHERTEXT_USED, subject);
            assertThat(finding.cause()).startsWith(cause);
            ward.mends(finding);
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "create index on vouchers (id) where note is not null",
                "create index on patients (tenant_id, ward) where phone is null and deleted_at is null",
                "create view few_rows as select id, v.note is null as empty from vouchers v where code is not null",
                "create view few_rows as select id, ward from patients_live where phone is not null",
                "alter table vouchers add column size int generated always as (octet_length(note)) stored",
                "alter table vouchers add constraint long check (octet_length(note) > 40)",
                "create view \"note\" as select id, note_bidx from vouchers",
            })
    @DisplayName("whether there is a value, and how long it is, may be asked")
    void harmless(String sql, TestDatabase database) throws SQLException {
        try (Ward ward = ward(database)) {
            ward.owner(sql).findsNothing();
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "drop index patients_phone_bidx_idx | patients | no btree index starts with tenant_id, phone_bidx",
                "drop index patients_phone_bidx_idx; create index on patients (phone_bidx, tenant_id) | patients | no btree index",
                "drop index patients_phone_bidx_idx; create index on patients (tenant_id, ward, phone_bidx) | patients | no btree index",
                "drop index patients_phone_bidx_idx; create index on patients (tenant_id, phone_bidx) where ward = 'west' | patients | no btree index",
                "drop index vouchers_note_bidx_idx; create index on vouchers using hash (note_bidx) | vouchers | no btree index starts with note_bidx",
                "drop index patients_email_bidx_live_key | patients | no unique btree index among live rows is on tenant_id, email_bidx",
                "drop index patients_email_bidx_live_key; create index on patients (tenant_id, email_bidx) | patients | no unique btree index",
                "drop index patients_email_bidx_live_key; create unique index on patients (tenant_id, email_bidx) where ward = 'west' and deleted_at is null | patients | no unique btree index",
                "drop index patients_email_bidx_live_key; create unique index on patients (tenant_id, email_bidx, ward) where deleted_at is null | patients | no unique btree index",
                "drop index vouchers_code_bidx_key | vouchers | no unique btree index starts with code_bidx: equal values aren't refused, and while",
                "drop index vouchers_code_bidx2_key | vouchers | no unique btree index starts with code_bidx2: equal values aren't refused, and while",
            })
    @DisplayName("EN-23, EN-9 indexes of blind indexes")
    void blindIndexMissing(String breaking, String subject, String cause, TestDatabase database) throws SQLException {
        String dropped = breaking.split("[ ;]")[2];
        try (Ward ward = ward(database)) {
            Finding finding = ward.owner(breaking).finds(CryptoCheck.BLIND_INDEX_MISSING, subject);
            assertThat(finding.cause()).startsWith(cause);
            ward.mends(finding);
            assertThat(ward.indexes(subject)).as("the changelog's name").contains("INDEX " + dropped + " ON ");
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "drop index patients_email_bidx_live_key; create unique index on patients (tenant_id, email_bidx) | UNIQUE_COUNTS_DELETED",
                "drop index patients_email_bidx_live_key; create unique index on patients (email_bidx) where deleted_at is null | UNIQUE_WITHOUT_TENANT",
            })
    void otherFindings(String breaking, String name, TestDatabase database) throws SQLException {
        Check check = Stream.of(TenantCheck.values(), DeletionCheck.values())
                .flatMap(Stream::<Check>of)
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow();
        try (Ward ward = ward(database)) {
            ward.mends(ward.owner(breaking).finds(check, "patients"));
        }
    }

    @Test
    void blindIndexOfAnotherType(TestDatabase database) throws SQLException {
        try (Ward ward = ward(database)) {
            ward.owner(
                    "select holdfast.drop_live_view('patients')",
                    "alter table patients alter column phone_bidx type text using null, alter column phone_bidx set default ''",
                    "select holdfast.make_live_view('patients')");
            Diagnosis diagnosis = ward.examine();
            assertThat(diagnosis.findings())
                    .extracting(Finding::check)
                    .containsExactly(TableCheck.DRIFT, CryptoCheck.NOT_BYTEA);
            assertThat(diagnosis.findings().get(1).cause()).startsWith("column phone_bidx is text, and a blind index");
            ward.mends(diagnosis.findings().get(1));
        }
    }

    @Test
    @DisplayName("EN-11 few values, in fact")
    void fewValues(TestDatabase database) throws SQLException {
        try (Ward ward = ward(database)) {
            ward.owner(
                    "insert into vouchers (id, code, note_bidx, spent_bidx) select gen_random_uuid(),"
                            + " decode('01' || repeat('00', 40), 'hex'), sha256(('n' || i % 3)::bytea),"
                            + " sha256(('s' || i % 2)::bytea) from generate_series(1, 2000) i",
                    "analyze vouchers");
            Finding finding = ward.finds(CryptoCheck.BLIND_INDEX_FEW_VALUES, "vouchers");
            assertThat(finding.cause()).startsWith("blind index note_bidx has about 3 different values");
            ward.owner(finding.fix());
            assertThat(ward.finds(TableCheck.MISSING, "vouchers").fix())
                    .isEqualTo(
                            "<holdfast:addBlindIndex schemaName=\"public\" tableName=\"vouchers\" columnNames=\"note\""
                                    + " blindIndexName=\"note_bidx\" tenant=\"false\"/>");
        }
    }

    @ParameterizedTest(name = "{0} rows of {1}")
    @DisplayName("EN-21 values per key, estimated from row counts")
    @CsvSource({"400000000, patients, if most are of one tenant", "800000000, vouchers, their data key"})
    void worn(long rows, String table, String cause, TestDatabase database) throws SQLException {
        try (Ward ward = ward(database)) {
            ward.superuser("update pg_class set reltuples = " + rows + " where oid = '" + table + "'::regclass");
            Finding finding = ward.finds(CryptoCheck.DATA_KEY_WORN, "holdfast.data_keys");
            assertThat(finding.cause())
                    .startsWith("some 2400000000 encrypted values, estimated from row counts")
                    .contains(cause);
            ward.with(Encryption.with(Practice.KEYRING.withDataKeys(DataAlgorithm.XAES_256_GCM)))
                    .findsNothing();
        }
    }

    @Test
    @DisplayName("persons' own keys don't wear")
    void personsKeys(TestDatabase database) throws SQLException {
        try (Ward ward = ward(database)) {
            ward.superuser("update pg_class set reltuples = 1e10 where oid = 'letters'::regclass")
                    .findsNothing();
        }
    }
}
