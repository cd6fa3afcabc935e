package dev.holdfast.jdbi.internal.crypto.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.crypto.CryptoCheck;
import dev.holdfast.crypto.Encryption;
import dev.holdfast.crypto.EncryptionMode;
import dev.holdfast.doctor.Check;
import dev.holdfast.doctor.Diagnosis;
import dev.holdfast.doctor.Finding;
import dev.holdfast.doctor.TableCheck;
import dev.holdfast.jdbi.internal.doctor.DeclaredChanges;
import dev.holdfast.jdbi.internal.doctor.Shop;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Encryption: fixes that are Liquibase changes")
@PostgresTest(template = Practice.class)
class EncryptionFixTest {

    private static final Encryption STRICT = Encryption.with(Practice.KEYRING);

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "vouchers | note | <holdfast:addEncryptedColumn schemaName=\"public\" tableName=\"vouchers\" columnName=\"note\"/>",
                "vouchers | code | <holdfast:addEncryptedColumn schemaName=\"public\" tableName=\"vouchers\" columnName=\"code\" nullable=\"false\"/>",
                "vouchers | code_bidx2 | <holdfast:addBlindIndex schemaName=\"public\" tableName=\"vouchers\" columnNames=\"code\" blindIndexName=\"code_bidx2\" unique=\"true\" tenant=\"false\"/>",
                "patients | email_bidx | <holdfast:addBlindIndex schemaName=\"public\" tableName=\"patients\" columnNames=\"email\" blindIndexName=\"email_bidx\" unique=\"true\" softDelete=\"true\" tenantColumn=\"tenant_id\"/>",
                "patients | phone_bidx | <holdfast:addBlindIndex schemaName=\"public\" tableName=\"patients\" columnNames=\"phone\" blindIndexName=\"phone_bidx\" blindIndexBits=\"8\" tenantColumn=\"tenant_id\"/>",
                "patients | phone_born_bidx | <holdfast:addBlindIndex schemaName=\"public\" tableName=\"patients\" columnNames=\"phone, born\" blindIndexName=\"phone_born_bidx\" tenantColumn=\"tenant_id\"/>",
            })
    void missing(String table, String column, String fix, TestDatabase database) throws Exception {
        owner(
                database,
                "select holdfast.drop_live_view('" + table + "')",
                "alter table " + table + " drop column " + column,
                "select holdfast.make_live_view('" + table + "')");
        Finding finding = finds(database, STRICT, TableCheck.MISSING, table);
        assertThat(finding.cause()).isEqualTo("column " + column + " isn't there");
        assertThat(finding.fix()).isEqualTo(fix);
        DeclaredChanges.of(Practice.SCHEMA).agreeWith(finding.fix());
        Shop.change(database, finding.fix());
        findsNothing(database, STRICT);
    }

    @Test
    @DisplayName("a column of clear text is converted, migrated, and closed")
    void clearText(TestDatabase database) throws Exception {
        owner(
                database,
                "select holdfast.drop_live_view('patients')",
                "alter table patients drop constraint patients_born_encrypted, alter column born type date using null",
                "select holdfast.make_live_view('patients')");
        Encryption migrating = STRICT.mode(EncryptionMode.MIGRATING);
        Finding finding = finds(database, migrating, CryptoCheck.NOT_BYTEA, "patients");
        assertThat(finding.cause()).startsWith("column born is date, but declared as encrypted");
        assertThat(finding.fix())
                .isEqualTo("<holdfast:encryptExistingColumn schemaName=\"public\" tableName=\"patients\""
                        + " columnName=\"born\" columnDataType=\"date\"/>");
        Shop.change(database, finding.fix());
        findsNothing(database, migrating);

        finding = finds(database, STRICT, CryptoCheck.CLEAR_TEXT_ALLOWED, "patients");
        assertThat(finding.cause()).contains("check patients_born_encrypted lets clear text");
        Shop.change(database, finding.fix());
        findsNothing(database, STRICT);
    }

    private static void owner(TestDatabase database, String... sql) throws SQLException {
        try (Connection owner = database.ownerDataSource().getConnection()) {
            Shop.execute(owner, sql);
        }
    }

    private static Finding finds(TestDatabase database, Encryption encryption, Check check, String subject) {
        Diagnosis diagnosis = Practice.holdfast(database, encryption).doctor();
        assertThat(diagnosis.findings())
                .as(diagnosis.toString())
                .extracting(finding -> finding.check() + " " + finding.subject())
                .containsExactly(check + " " + subject);
        return diagnosis.findings().get(0);
    }

    private static void findsNothing(TestDatabase database, Encryption encryption) {
        Diagnosis diagnosis = Practice.holdfast(database, encryption).doctor();
        assertThat(diagnosis.findings()).as(diagnosis.toString()).isEmpty();
    }
}
