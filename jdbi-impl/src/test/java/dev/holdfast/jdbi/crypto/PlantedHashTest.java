package dev.holdfast.jdbi.crypto;

import static dev.holdfast.jdbi.crypto.Patients.PATIENTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.TenantScope;
import dev.holdfast.crypto.Decrypted;
import dev.holdfast.crypto.DecryptionException;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Somebody who writes the table gives a row another row's hash. */
@PostgresTest(template = Clinic.class)
class PlantedHashTest {

    @Test
    @DisplayName("a row with a copied hash isn't found, and spoiling its value as well doesn't pass it off")
    void aCopiedHashFindsNothing(TestDatabase database) {
        TenantScope scope = Wards.scope(database);
        UUID ada = Clinic.patient(scope, "ada@example.org");
        UUID eve = Clinic.patient(scope, "eve@example.org");
        String hash = Sql.one(
                database.superuserDataSource(), "select email_bidx::text from patients where id = '" + eve + "'");
        Sql.run(
                database.superuserDataSource(),
                "update patients set email_bidx = null where id = '" + eve + "'; update patients set email_bidx = '"
                        + hash + "' where id = '" + ada + "'");
        assertThat(search(scope)).isEmpty();
        Sql.run(
                database.superuserDataSource(),
                "update patients set email = substring(email for 20) || '\\x00'::bytea || substring(email from 22)"
                        + " where id = '" + ada + "'");
        assertThatThrownBy(() -> search(scope)).isInstanceOf(DecryptionException.class);
        assertThat(scope.from(PATIENTS)
                        .where(PATIENTS.emailIndex.eq("eve@example.org"))
                        .one()
                        .get(PATIENTS.email.decrypted()))
                .isInstanceOf(Decrypted.Unreadable.class);
    }

    @Test
    @DisplayName("EN-24 count() and exists() by a full-width index don't count a row with a copied hash")
    void countsAndExistence(TestDatabase database) {
        TenantScope scope = Wards.scope(database);
        UUID ada = Clinic.patient(scope, "ada@count.example.org");
        UUID eve = Clinic.patient(scope, "eve@count.example.org");
        var eves = scope.from(PATIENTS).where(PATIENTS.emailIndex.eq("EVE@count.example.org"));
        assertThat(eves.count()).isEqualTo(1);
        assertThat(eves.exists()).isTrue();
        assertThat(eves.limit(5).orderBy(PATIENTS.id.asc()).count()).isEqualTo(1);
        assertThat(eves.values(PATIENTS.ward).count()).isEqualTo(1);
        String hash = Sql.one(
                database.superuserDataSource(), "select email_bidx::text from patients where id = '" + eve + "'");
        Sql.run(database.superuserDataSource(), "update patients set email_bidx = null where id = '" + eve + "'");
        Sql.run(
                database.superuserDataSource(),
                "update patients set email_bidx = '" + hash + "' where id = '" + ada + "'");
        assertThat(eves.query().counted().toSql()).contains("count(*)");
        assertThat(scope.one(eves.query().counted()))
                .as("what PostgreSQL finds")
                .isEqualTo(1);
        assertThat(eves.count()).isZero();
        assertThat(eves.exists()).isFalse();
        assertThat(eves.values(PATIENTS.ward).count()).isZero();
        scope.useTransaction(tx -> {
            assertThat(tx.count(eves.query())).isZero();
            assertThat(tx.exists(eves.query())).isFalse();
        });
        Sql.run(
                database.superuserDataSource(),
                "update patients set email = substring(email for 20) || '\\x00'::bytea || substring(email from 22)"
                        + " where id = '" + ada + "'");
        assertThatThrownBy(eves::count).as("nobody can compare it").isInstanceOf(DecryptionException.class);
        assertThatThrownBy(eves::exists).isInstanceOf(DecryptionException.class);
    }

    private static List<UUID> search(TenantScope scope) {
        return scope.from(PATIENTS)
                .select(PATIENTS.id)
                .where(PATIENTS.emailIndex.eq("eve@example.org"))
                .map(row -> row.get(PATIENTS.id))
                .list();
    }
}
