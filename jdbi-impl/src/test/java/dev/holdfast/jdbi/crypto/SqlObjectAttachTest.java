package dev.holdfast.jdbi.crypto;

import static dev.holdfast.jdbi.crypto.Clinic.A;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.crypto.EncryptionException;
import dev.holdfast.jdbi.BlindIndexed;
import dev.holdfast.jdbi.Encrypted;
import dev.holdfast.jdbi.HoldfastPlugin;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.sqlobject.SqlObjectPlugin;
import org.jdbi.v3.sqlobject.customizer.Bind;
import org.jdbi.v3.sqlobject.customizer.BindList;
import org.jdbi.v3.sqlobject.customizer.BindMap;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlBatch;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;
import org.junit.jupiter.api.Test;

/** What is wrong with a SqlObject's annotations is told when it is attached, before any statement. */
@PostgresTest(template = SqlObjectClinic.class)
class SqlObjectAttachTest {

    interface MissingKey {
        @SqlUpdate("update patients set email = :email where id = :other")
        int change(
                @Bind("other") UUID id,
                @Bind("email") @Encrypted(table = "patients", column = "email", rowKey = "id") String email);
    }

    interface UnnamedKey {
        @SqlUpdate("update patients set email = :email where id = :id")
        int change(@Bind("id") UUID id, @Bind("email") @Encrypted(table = "patients", column = "email") String email);
    }

    interface HalfKey {
        @SqlUpdate("update charts set fever = :fever where ward = :ward")
        int change(
                @Bind("ward") String ward,
                @Bind("fever") @Encrypted(table = "charts", column = "fever", rowKey = "ward") String fever);
    }

    interface MissingSubject {
        @SqlUpdate("insert into letters (body) values (:body)")
        int insert(@Bind("body") @Encrypted(table = "letters", column = "body") String body);
    }

    interface UnknownTable {
        @SqlQuery("select x, id from secrets")
        @Encrypted(table = "secrets", column = "x", rowKey = "id")
        List<String> all();
    }

    interface ClearColumn {
        @SqlUpdate("update patients set ward = :ward where id = :id")
        int change(
                @Bind("id") UUID id,
                @Bind("ward") @Encrypted(table = "patients", column = "ward", rowKey = "id") String ward);
    }

    interface Compound {
        @SqlQuery("select count(*) from patients where phone_born_bidx = :phone")
        int count(@Bind("phone") @BlindIndexed(table = "patients", column = "phone_born_bidx") String phone);
    }

    interface AsList {
        @SqlQuery("select count(*) from patients where email_bidx in (<emails>)")
        int count(@BindList("emails") @BlindIndexed(table = "patients", column = "email_bidx") List<String> emails);
    }

    public record Keyless(
            @Encrypted(table = "patients", column = "email", rowKey = "id")
            String email) {}

    interface KeylessRecord {
        @SqlBatch("update patients set email = :email where ward = 'x'")
        void change(@BindMethods List<Keyless> rows);
    }

    interface KeyBeside {
        @SqlUpdate("update patients set email = :email where id = :id")
        int change(@Bind("id") UUID id, @BindMethods Keyless row);

        @SqlUpdate("update patients set email = :email where id = :id")
        int change(
                @BindMap java.util.Map<String, Object> rest,
                @Bind("email") @Encrypted(table = "patients", column = "email", rowKey = "id") String email);
    }

    public record Unregistered(
            @Encrypted(table = "patients", column = "mail", rowKey = "id")
            String email) {}

    interface WrongResult {
        @SqlQuery("select id, email from patients")
        List<Unregistered> all();
    }

    private final TestDatabase database;
    private final JdbiTenantScope a;

    SqlObjectAttachTest(TestDatabase database) {
        this.database = database;
        this.a = SqlObjectClinic.holdfast(database, jdbi -> {}).tenant(A);
    }

    @Test
    void aMissingRowKeyIsNamed() {
        refused(MissingKey.class, "MissingKey.change(…), parameter email", "binds nothing as 'id', but [");
        refused(UnnamedKey.class, "has rowKey = []", "name what holds the primary key, [id]");
        refused(HalfKey.class, "has rowKey = [ward]", "[ward, bed_no], in this order");
        refused(MissingSubject.class, "binds nothing as 'patient_id'");
        refused(KeylessRecord.class, "Keyless.email", "binds nothing as 'id'");
    }

    @Test
    void aColumnThatIsNotEncryptedIsNamed() {
        refused(UnknownTable.class, "its result", "@Encrypted(secrets.x) names a table that isn't in the schema");
        refused(ClearColumn.class, "@Encrypted(patients.ward) names no encrypted column of patients");
        refused(WrongResult.class, "Unregistered.email", "@Encrypted(patients.mail)");
        refused(Compound.class, "over several columns");
    }

    @Test
    void whatWouldBindTheValueAsItIsIsRefused() {
        refused(AsList.class, "@BindList binds a value as it is");
    }

    @Test
    void theKeyMayComeFromAnotherParameter() {
        UUID id = Clinic.patient(a, "beside@example.org");
        a.useSqlObject(KeyBeside.class, dao -> {
            assertThat(dao.change(id, new Keyless("beside-2@example.org"))).isEqualTo(1);
            assertThat(dao.change(java.util.Map.of("id", id), "beside-3@example.org"))
                    .isEqualTo(1);
            assertThatThrownBy(() -> dao.change(java.util.Map.of("key", id), "beside-4@example.org"))
                    .hasMessageNotContaining("beside-4");
        });
    }

    @Test
    void aJdbiOfOnesOwnIsCheckedAsFarAsItKnows() {
        Jdbi own = Jdbi.create(database.applicationDataSource())
                .installPlugin(new SqlObjectPlugin())
                .installPlugin(new HoldfastPlugin());
        assertThatThrownBy(() -> own.useExtension(MissingKey.class, dao -> dao.change(UUID.randomUUID(), "x")))
                .isInstanceOf(EncryptionException.class)
                .hasMessageContaining("binds nothing as 'id'");
    }

    private void refused(Class<?> type, String... parts) {
        assertThatThrownBy(() -> a.useSqlObject(type, dao -> {}))
                .isInstanceOf(EncryptionException.class)
                .hasMessageContainingAll(parts);
    }
}
