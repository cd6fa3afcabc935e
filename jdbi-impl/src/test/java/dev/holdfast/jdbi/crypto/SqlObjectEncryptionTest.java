package dev.holdfast.jdbi.crypto;

import static dev.holdfast.jdbi.crypto.Clinic.A;
import static dev.holdfast.jdbi.crypto.Clinic.B;
import static dev.holdfast.jdbi.crypto.Letters.LETTERS;
import static dev.holdfast.jdbi.crypto.Patients.PATIENTS;
import static dev.holdfast.jdbi.crypto.SqlObjectClinic.Charts.CHARTS;
import static dev.holdfast.jdbi.crypto.SqlObjectClinic.Drugs.DRUGS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.crypto.Decrypted;
import dev.holdfast.crypto.DecryptionException;
import dev.holdfast.crypto.EncryptionException;
import dev.holdfast.crypto.ShreddedException;
import dev.holdfast.error.MappingException;
import dev.holdfast.error.TenantRequiredException;
import dev.holdfast.error.TransactionRequiredException;
import dev.holdfast.jdbi.Encrypted;
import dev.holdfast.jdbi.HoldfastPlugin;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.jdbi.crypto.SqlObjectClinic.Patient;
import dev.holdfast.jdbi.crypto.SqlObjectClinic.PatientBean;
import dev.holdfast.jdbi.crypto.SqlObjectClinic.PatientDao;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jdbi.v3.sqlobject.SqlObjectPlugin;
import org.jdbi.v3.sqlobject.config.RegisterConstructorMapper;
import org.jdbi.v3.sqlobject.customizer.Bind;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@PostgresTest(template = SqlObjectClinic.class)
class SqlObjectEncryptionTest {

    private static int names;

    public record Chart(
            String ward,
            int bedNo,

            @Encrypted(
                    table = "charts",
                    column = "fever",
                    rowKey = {"ward", "bed_no"})
            BigDecimal fever) {}

    public record Careful(
            UUID id,

            @Encrypted(table = "patients", column = "email", rowKey = "id")
            Decrypted<String> email) {}

    public record Joined(
            @Encrypted(table = "patients", column = "email", rowKey = "id", tenant = "tenant_id")
            String pEmail,

            @Encrypted(table = "letters", column = "body", tenant = "tenant_id")
            String body) {}

    interface ChartDao {
        @SqlUpdate("insert into charts (ward, bed_no, fever) values (:ward, :bed, :fever)")
        int insert(
                @Bind("ward") String ward,
                @Bind("bed") long bed,
                @Bind("fever")
                        @Encrypted(
                                table = "charts",
                                column = "fever",
                                rowKey = {"ward", "bed"})
                        BigDecimal fever);

        @SqlQuery("select ward, bed_no, fever from charts where ward = :ward")
        @RegisterConstructorMapper(Chart.class)
        List<Chart> in(@Bind("ward") String ward);
    }

    interface DrugDao {
        @SqlUpdate("insert into drugs (id, formula) values (:id, :formula)")
        int insert(
                @Bind("id") long id,
                @Bind("formula") @Encrypted(table = "drugs", column = "formula", rowKey = "id") String formula);
    }

    interface LetterDao {
        @SqlUpdate("insert into letters (patient_id, body) values (:patientId, :body)")
        int insert(
                @Bind("patientId") UUID patient,
                @Bind("body") @Encrypted(table = "letters", column = "body") String body);

        @SqlQuery("select body, patient_id from letters where patient_id = :patient")
        @Encrypted(table = "letters", column = "body")
        List<String> to(@Bind("patient") UUID patient);

        @SqlQuery("select body, patient_id as whose from letters where patient_id = :patient")
        @Encrypted(table = "letters", column = "body", subject = "whose")
        List<Decrypted<String>> carefullyTo(@Bind("patient") UUID patient);
    }

    interface CarefulDao {
        @SqlQuery("select id, email from patients where id = any (:ids) order by ward")
        @RegisterConstructorMapper(Careful.class)
        List<Careful> of(@Bind("ids") UUID[] ids);

        @SqlQuery("select email from patients where id = :id")
        @Encrypted(table = "patients", column = "email", rowKey = "id")
        String withoutKey(@Bind("id") UUID id);

        @SqlQuery("select email, id from patients where id = :id")
        @Encrypted(table = "patients", column = "email", rowKey = "id")
        Long asNumber(@Bind("id") UUID id);
    }

    interface AcrossDao {
        @SqlQuery(
                "select p.tenant_id as p_tenant_id, p.id as p_id, p.email as p_email, l.body, l.patient_id, l.tenant_id"
                        + " from patients p join letters l on l.patient_id = p.id where p.id = :id")
        @RegisterConstructorMapper(Joined.class)
        Joined joined(@Bind("id") UUID id);

        @SqlUpdate("update patients set email = :email, email_bidx = null where id = :id and tenant_id = :tenant")
        int change(
                @Bind("id") UUID id,
                @Bind("tenant") long tenant,
                @Bind("email") @Encrypted(table = "patients", column = "email", rowKey = "id", tenant = "tenant")
                        String email);
    }

    private final TestDatabase database;
    private final JdbiHoldfast holdfast;
    private final JdbiTenantScope a;
    private String mail = "";

    SqlObjectEncryptionTest(TestDatabase database) {
        this.database = database;
        this.holdfast = SqlObjectClinic.holdfast(database, jdbi -> {});
        this.a = holdfast.tenant(A);
    }

    @BeforeEach
    void chooseName() {
        mail = "ada" + ++names + "@example.org";
    }

    @Test
    void theDslReadsWhatASqlObjectWroteAndViceVersa() {
        UUID id = UUID.randomUUID();
        assertThat(a.<PatientDao, Integer>withSqlObject(PatientDao.class, dao -> dao.insert(id, mail, mail, "0123")))
                .isEqualTo(1);
        var row = a.from(PATIENTS)
                .where(PATIENTS.emailIndex.eq(mail.toUpperCase(java.util.Locale.ROOT)))
                .one();
        assertThat(row.get(PATIENTS.id)).isEqualTo(id);
        assertThat(row.get(PATIENTS.email)).isEqualTo(mail);
        assertThat(row.get(PATIENTS.phone)).isEqualTo("0123");

        UUID other = Clinic.patient(a, "dsl-" + mail);
        a.useSqlObject(PatientDao.class, dao -> {
            assertThat(dao.byEmail(" DSL-" + mail)).containsExactly(new Patient(other, "dsl-" + mail, null));
            assertThat(dao.byEmails(List.of(mail, "dsl-" + mail, "nobody")))
                    .extracting(Patient::id)
                    .containsExactlyInAnyOrder(id, other);
            assertThat(dao.byEmail("nobody")).isEmpty();
            assertThat(dao.email(other)).isEqualTo("dsl-" + mail);
            assertThat(dao.bean(other).getEmail()).isEqualTo("dsl-" + mail);
            assertThat(dao.phone(other)).isNull();
        });
        assertThat(Sql.one(
                        database.superuserDataSource(),
                        "select count(*) from patients where position('" + mail + "'::bytea in email) > 0"))
                .isEqualTo("0");
    }

    @Test
    void recordsAndBeansAreBound() {
        Patient patient = new Patient(UUID.randomUUID(), mail, null);
        PatientBean bean = bean("bean-" + mail);
        a.useTransaction(tx -> {
            PatientDao dao = tx.attach(PatientDao.class);
            dao.insert(patient);
            dao.insert(bean);
            assertThat(dao.byEmail(mail)).containsExactly(patient);
            assertThat(dao.email(bean.getId())).isEqualTo("bean-" + mail);
        });
        assertThat(a.from(PATIENTS).where(PATIENTS.id.eq(bean.getId())).one().get(PATIENTS.email))
                .isEqualTo("bean-" + mail);
    }

    @Test
    void eachRowOfABatchIsEncryptedForItself() {
        List<Patient> patients = IntStream.range(0, 20)
                .mapToObj(i -> new Patient(UUID.randomUUID(), i + mail, i % 2 == 0 ? null : "0" + i))
                .toList();
        List<PatientBean> beans = List.of(bean("x" + mail), bean("y" + mail));
        a.useSqlObject(PatientDao.class, dao -> {
            dao.insertAll(patients);
            dao.insertBeans(beans, "east");
            for (Patient patient : patients) {
                assertThat(dao.byEmail(patient.email())).containsExactly(patient);
            }
            assertThat(dao.email(beans.get(1).getId())).isEqualTo("y" + mail);
            List<UUID> ids = patients.stream().map(Patient::id).toList();
            List<String> changed = new ArrayList<>();
            ids.forEach(id -> changed.add("new-" + id));
            dao.changeAll(ids, changed, changed);
            ids.forEach(id -> assertThat(dao.email(id)).isEqualTo("new-" + id));
        });
    }

    @Test
    void aKeyOfSeveralColumnsIsNamedInItsOrder() {
        a.useSqlObject(ChartDao.class, dao -> {
            dao.insert(mail, 7, new BigDecimal("39.50"));
            assertThat(dao.in(mail)).containsExactly(new Chart(mail, 7, new BigDecimal("39.50")));
        });
        assertThat(a.from(CHARTS).where(CHARTS.ward.eq(mail)).one().get(CHARTS.fever))
                .isEqualTo("39.50");
    }

    @Test
    void aTableOfNoTenantHasItsOwnKey() {
        holdfast.withoutTenant().useTransaction(tx -> tx.attach(DrugDao.class).insert(names + 1000L, mail));
        assertThat(holdfast.withoutTenant()
                        .from(DRUGS)
                        .where(DRUGS.id.eq(names + 1000L))
                        .one()
                        .get(DRUGS.formula))
                .isEqualTo(mail);
        assertThatThrownBy(() -> holdfast.withoutTenant()
                        .useTransaction(tx -> tx.attach(PatientDao.class).byEmail(mail)))
                .isInstanceOf(TenantRequiredException.class)
                .hasMessageContaining("the session has none");
    }

    @Test
    @DisplayName("EN-19 what is encrypted per subject is read by the subject's key, until that is shredded")
    void subjectsAreFound() {
        UUID id = Clinic.patient(a, mail);
        a.useSqlObject(LetterDao.class, dao -> {
            dao.insert(id, "Dear Ada");
            assertThat(dao.to(id)).containsExactly("Dear Ada");
        });
        assertThat(a.from(LETTERS).where(LETTERS.patientId.eq(id)).one().get(LETTERS.body))
                .isEqualTo("Dear Ada");
        Sql.run(
                database.superuserDataSource(),
                "update holdfast.data_keys set state = 'shredded', wrapped = null, wrapping_key = '' where subject = '"
                        + id + "'");
        JdbiTenantScope later = SqlObjectClinic.holdfast(database, jdbi -> {}).tenant(A);
        later.useSqlObject(LetterDao.class, dao -> {
            assertThat(dao.carefullyTo(id)).hasOnlyElementsOfType(Decrypted.Shredded.class);
            assertThatThrownBy(() -> dao.to(id)).isInstanceOf(ShreddedException.class);
        });
    }

    @Test
    @DisplayName("EN-1, EN-2 what was moved can't be read by a SqlObject either, and the other rows can")
    void whatWasMovedFails() {
        UUID one = Clinic.patient(a, mail);
        UUID two = Clinic.patient(a, "two-" + mail);
        Sql.run(
                database.superuserDataSource(),
                "update patients p set email = o.email from patients o where p.id = '" + one + "' and o.id = '" + two
                        + "'");
        a.useSqlObject(PatientDao.class, dao -> {
            assertThatThrownBy(() -> dao.email(one))
                    .isInstanceOf(DecryptionException.class)
                    .hasMessageContaining("patients.email");
            assertThat(dao.email(two)).isEqualTo("two-" + mail);
        });
        a.useSqlObject(CarefulDao.class, dao -> {
            List<Careful> found = dao.of(new UUID[] {one, two});
            assertThat(found).hasSize(2);
            assertThat(found)
                    .filteredOn(c -> c.id().equals(two))
                    .allSatisfy(c -> assertThat(c.email().orNull()).isEqualTo("two-" + mail));
            assertThat(found).filteredOn(c -> c.id().equals(one)).allSatisfy(c -> assertThat(c.email())
                    .isInstanceOf(Decrypted.Unreadable.class));
        });
    }

    @Test
    void aResultWithoutTheRowsKeyIsRefused() {
        UUID id = Clinic.patient(a, mail);
        a.useSqlObject(CarefulDao.class, dao -> {
            assertThatThrownBy(() -> dao.withoutKey(id))
                    .isInstanceOf(MappingException.class)
                    .hasMessageContaining("'id': select it");
            assertThatThrownBy(() -> dao.asNumber(id))
                    .isInstanceOf(MappingException.class)
                    .hasMessageContaining("java.lang.Long was asked for");
        });
    }

    @Test
    void acrossTenantsTheTenantIsNamed() {
        JdbiTenantScope b = holdfast.tenant(B);
        UUID id = Clinic.patient(b, mail);
        b.useSqlObject(LetterDao.class, dao -> dao.insert(id, "Dear B"));
        var across = holdfast.acrossTenants("report");
        across.useTransaction(tx -> {
            AcrossDao dao = tx.attach(AcrossDao.class);
            assertThat(dao.joined(id)).isEqualTo(new Joined(mail, "Dear B"));
            assertThat(dao.change(id, B, "across-" + mail)).isEqualTo(1);
        });
        b.useSqlObject(PatientDao.class, dao -> assertThat(dao.email(id)).isEqualTo("across-" + mail));
        a.useSqlObject(PatientDao.class, dao -> assertThat(dao.email(id)).isNull());
        assertThatThrownBy(() ->
                        across.useTransaction(tx -> tx.attach(PatientDao.class).email(id)))
                .isInstanceOf(TenantRequiredException.class)
                .hasMessageContaining("name what holds the tenant");
    }

    @Test
    void itWorksOnAHandleThatIsJoinedAndNowhereElse() {
        Jdbi own = Jdbi.create(database.applicationDataSource())
                .installPlugin(new SqlObjectPlugin())
                .installPlugin(new HoldfastPlugin());
        UUID id = UUID.randomUUID();
        JdbiTenantScope fresh = SqlObjectClinic.holdfast(database, jdbi -> {}).tenant(A);
        own.useTransaction(handle ->
                fresh.joining(handle, tx -> tx.attach(PatientDao.class).insert(new Patient(id, mail, null))));
        assertThat(a.from(PATIENTS).where(PATIENTS.id.eq(id)).one().get(PATIENTS.email))
                .isEqualTo(mail);
        assertThatThrownBy(() -> own.useExtension(
                        PatientDao.class, dao -> dao.insert(new Patient(UUID.randomUUID(), mail, null))))
                .isInstanceOf(TransactionRequiredException.class)
                .hasMessageContaining("no session of Holdfast manages")
                .hasMessageNotContaining(mail);
        assertThatThrownBy(() -> own.useExtension(PatientDao.class, dao -> dao.byEmail(mail)))
                .isInstanceOf(TransactionRequiredException.class);
    }

    @Test
    void theFluentApiBindsAndReadsThem() {
        PatientBean bean = bean(mail);
        a.useHandle(handle -> {
            handle.createUpdate("insert into patients (id, ward, email, email_bidx)"
                            + " values (:id, 'west', :email, :emailIndex)")
                    .bindBean(bean)
                    .execute();
            handle.registerRowMapper(ConstructorMapper.factory(Careful.class));
            assertThat(handle.createQuery("select id, email from patients where id = :id")
                            .bind("id", bean.getId())
                            .mapTo(Careful.class)
                            .one()
                            .email()
                            .orNull())
                    .isEqualTo(mail);
        });
    }

    @Test
    void withoutEncryptionItSaysSo() {
        JdbiHoldfast plain = JdbiHoldfast.builder(database.applicationDataSource())
                .schema(SqlObjectClinic.SCHEMA)
                .build();
        UUID id = Clinic.patient(a, mail);
        assertThatThrownBy(() -> plain.tenant(A).useSqlObject(PatientDao.class, dao -> dao.email(id)))
                .isInstanceOf(EncryptionException.class)
                .hasMessageContaining("built without encryption");
    }

    private static PatientBean bean(String email) {
        PatientBean bean = new PatientBean();
        bean.setId(UUID.randomUUID());
        bean.setEmail(email);
        return bean;
    }
}
