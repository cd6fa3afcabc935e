package dev.holdfast.jdbi.crypto;

import static dev.holdfast.jdbi.crypto.Letters.LETTERS;
import static dev.holdfast.jdbi.crypto.Patients.PATIENTS;

import dev.holdfast.changelog.Changelog;
import dev.holdfast.crypto.Encryption;
import dev.holdfast.jdbi.BlindIndexed;
import dev.holdfast.jdbi.Encrypted;
import dev.holdfast.jdbi.Jackson3Json;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.fixture.Press;
import dev.holdfast.table.EncryptedColumn;
import dev.holdfast.table.OrderedColumn;
import dev.holdfast.table.Schema;
import dev.holdfast.table.Table;
import dev.holdfast.table.TextColumn;
import dev.holdfast.testkit.DatabaseTemplate;
import dev.holdfast.testkit.TestDatabase;
import java.math.BigDecimal;
import java.sql.Connection;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.sqlobject.config.RegisterBeanMapper;
import org.jdbi.v3.sqlobject.config.RegisterConstructorMapper;
import org.jdbi.v3.sqlobject.customizer.Bind;
import org.jdbi.v3.sqlobject.customizer.BindBean;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlBatch;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;
import org.jspecify.annotations.Nullable;

/** The database, classes and SqlObjects of the tests of encryption in hand-written SqlObjects. */
public final class SqlObjectClinic implements DatabaseTemplate {

    static final String PATIENTS_TABLE = "patients";

    /** Has a key of two columns, one of which is text. */
    public static final class Charts extends Table {

        public static final Charts CHARTS = new Charts();

        public final TextColumn<String> ward = text("ward").primaryKey();
        public final OrderedColumn<Integer> bedNo = integer("bed_no").primaryKey();
        public final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();
        public final EncryptedColumn<BigDecimal> fever = numeric("fever").encrypted();

        private Charts() {
            super("charts");
        }
    }

    /** Belongs to no tenant. */
    public static final class Drugs extends Table {

        public static final Drugs DRUGS = new Drugs();

        public final OrderedColumn<Long> id = bigint("id").primaryKey();
        public final EncryptedColumn<String> formula = text("formula").encrypted();

        private Drugs() {
            super("drugs");
        }
    }

    public static final Schema SCHEMA = Schema.of(PATIENTS, LETTERS, Charts.CHARTS, Drugs.DRUGS);

    /** What a row becomes. */
    public record Patient(
            UUID id,

            @Encrypted(table = "patients", column = "email", rowKey = "id")
            String email,

            @Encrypted(table = "patients", column = "phone", rowKey = "id") @Nullable
            String phone) {

        /** For the index column. */
        @BlindIndexed(table = "patients", column = "email_bidx")
        public String emailIndex() {
            return email;
        }
    }

    /** A bean. */
    public static class PatientBean {

        private UUID id = new UUID(0, 0);
        private String email = "";

        public UUID getId() {
            return id;
        }

        public void setId(UUID id) {
            this.id = id;
        }

        @Encrypted(table = "patients", column = "email", rowKey = "id")
        public String getEmail() {
            return email;
        }

        public void setEmail(String email) {
            this.email = email;
        }

        @BlindIndexed(table = "patients", column = "email_bidx")
        public String getEmailIndex() {
            return email;
        }

        @Override
        public String toString() {
            return "PatientBean[" + id + ", " + email + "]";
        }
    }

    /** Writes and reads patients in every way. */
    public interface PatientDao {

        @SqlUpdate(
                "insert into patients (id, ward, email, email_bidx, phone) values (:id, 'west', :email, :index, :phone)")
        int insert(
                @Bind("id") UUID id,
                @Bind("email") @Encrypted(table = "patients", column = "email", rowKey = "id") String email,
                @Bind("index") @BlindIndexed(table = "patients", column = "email_bidx") String same,
                @Encrypted(table = "patients", column = "phone", rowKey = "id") @Bind("phone") @Nullable String phone);

        @SqlUpdate("insert into patients (id, ward, email, email_bidx, phone)"
                + " values (:id, 'west', :email, :emailIndex, :phone)")
        int insert(@BindMethods Patient patient);

        @SqlUpdate("insert into patients (id, ward, email, email_bidx)"
                + " values (:p.id, 'west', :p.email, :p.emailIndex)")
        int insert(@BindBean("p") PatientBean patient);

        @SqlBatch("insert into patients (id, ward, email, email_bidx, phone)"
                + " values (:id, 'west', :email, :emailIndex, :phone)")
        int[] insertAll(@BindMethods List<Patient> patients);

        @SqlBatch("insert into patients (id, ward, email, email_bidx)" + " values (:id, :ward, :email, :emailIndex)")
        int[] insertBeans(@BindBean List<PatientBean> patients, @Bind("ward") String ward);

        @SqlBatch("update patients set email = :email, email_bidx = :index where id = :id")
        int[] changeAll(
                @Bind("id") List<UUID> ids,
                @Encrypted(table = "patients", column = "email", rowKey = "id") @Bind("email") List<String> emails,
                @Bind("index") @BlindIndexed(table = "patients", column = "email_bidx") List<String> same);

        @SqlQuery("select id, email, phone from patients where email_bidx = :email")
        @RegisterConstructorMapper(Patient.class)
        List<Patient> byEmail(@Bind("email") @BlindIndexed(table = "patients", column = "email_bidx") String email);

        @SqlQuery("select id, email, phone from patients where email_bidx = any (:emails) order by id")
        @RegisterConstructorMapper(Patient.class)
        List<Patient> byEmails(
                @Bind("emails") @BlindIndexed(table = "patients", column = "email_bidx") List<String> emails);

        @SqlQuery("select id, email from patients where id = :id")
        @RegisterBeanMapper(PatientBean.class)
        PatientBean bean(@Bind("id") UUID id);

        @SqlQuery("select email, id from patients where id = :id")
        @Encrypted(table = "patients", column = "email", rowKey = "id")
        String email(@Bind("id") UUID id);

        @SqlQuery("select phone, id from patients where id = :id")
        @Encrypted(table = "patients", column = "phone", rowKey = "id")
        @Nullable
        String phone(@Bind("id") UUID id);
    }

    @Override
    public void prepare(TestDatabase database) throws Exception {
        try (Connection owner = database.ownerDataSource().getConnection()) {
            Press.migrate(owner, Changelog.of(SCHEMA, "clinic").toXml());
        }
        var tenants = holdfast(database, jdbi -> {}).acrossTenants("fixture").tenants();
        tenants.create(Clinic.A, "Clinic A");
        tenants.create(Clinic.B, "Clinic B");
    }

    static JdbiHoldfast holdfast(TestDatabase database, Consumer<Jdbi> configuration) {
        return JdbiHoldfast.builder(database.applicationDataSource())
                .schema(SCHEMA)
                .acrossTenants(database.acrossTenantsDataSource())
                .json(new Jackson3Json())
                .encryption(Encryption.with(Clinic.KEYRING))
                .configureJdbi(configuration)
                .build();
    }
}
