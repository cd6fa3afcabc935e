package dev.holdfast.jdbi.crypto;

import static dev.holdfast.jdbi.crypto.Clinic.A;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.crypto.EncryptionException;
import dev.holdfast.jdbi.Encrypted;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.jdbi.crypto.SqlObjectClinic.Patient;
import dev.holdfast.jdbi.crypto.SqlObjectClinic.PatientBean;
import dev.holdfast.jdbi.crypto.SqlObjectClinic.PatientDao;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.beans.ConstructorProperties;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.qualifier.QualifiedType;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.sqlobject.customizer.Bind;
import org.jdbi.v3.sqlobject.customizer.BindBean;
import org.jdbi.v3.sqlobject.statement.SqlBatch;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@PostgresTest(template = SqlObjectClinic.class)
class SqlObjectSecrecyTest {

    private static final String MAIL = "verysecret@example.org";

    /** Notes whatever a logger at TRACE would print. */
    private static final class Listening implements SqlLogger {

        private final List<String> lines = new ArrayList<>();

        @Override
        public void logBeforeExecution(StatementContext context) {
            lines.add("before " + context.getRenderedSql() + " " + context.getBinding());
        }

        @Override
        public void logAfterExecution(StatementContext context) {
            lines.add("after " + context.getBinding());
        }

        @Override
        public void logException(StatementContext context, SQLException e) {
            lines.add("failed " + context.getBinding() + e.getMessage());
        }
    }

    /** As Kotlin compiles {@code class Hidden(val id: UUID, @Encrypted(…) val email: String)}. */
    public static final class Hidden {

        private final UUID id;
        private final String email;

        @ConstructorProperties({"id", "email"})
        public Hidden(UUID id, @Encrypted(table = "patients", column = "email", rowKey = "id") String email) {
            this.id = id;
            this.email = email;
        }

        public UUID getId() {
            return id;
        }

        public String getEmail() {
            return email;
        }

        @Override
        public String toString() {
            return "Hidden[" + email + "]";
        }
    }

    /** Has one within. */
    public record Envelope(Hidden inner) {

        /** As beans have it. */
        public Hidden getInner() {
            return inner;
        }
    }

    interface HiddenDao {
        @SqlUpdate("update patients set email = :email, email_bidx = null where id = :id")
        int change(@BindBean Hidden row);

        @SqlUpdate("update patients set email = :e.inner.email, email_bidx = null where id = :e.inner.id")
        int change(@BindBean("e") Envelope envelope);

        @SqlBatch("update patients set email = :email where id = :id")
        void changeAll(@BindBean List<Hidden> rows);

        @SqlUpdate("update patients set email = :email, ward = :missing where id = :id")
        int incomplete(@BindBean Hidden row);

        @SqlUpdate("update patients set ward = null")
        int needless(@BindBean Hidden row);

        @SqlUpdate("update patients set ward = :missing where id = :id")
        int incomplete(
                @Bind("id") UUID id,
                @Bind("email") @Encrypted(table = "patients", column = "email", rowKey = "id") String email);

        @SqlBatch("update patients set email = :email, ward = :missing where id = :id")
        void incompleteBatch(
                @Bind("id") List<UUID> ids,
                @Encrypted(table = "patients", column = "email", rowKey = "id") @Bind("email") String email);
    }

    private final Listening log = new Listening();
    private final JdbiTenantScope a;

    SqlObjectSecrecyTest(TestDatabase database) {
        this.a = SqlObjectClinic.holdfast(database, jdbi -> {
                    jdbi.setSqlLogger(log);
                    jdbi.getConfig(StatementExceptions.class)
                            .setMessageRendering(StatementExceptions.MessageRendering.DETAIL);
                })
                .tenant(A);
    }

    @Test
    @DisplayName("EN-15, J-13 no logger sees what a SqlObject encrypts, however it is bound")
    void loggersSeeNothing() {
        UUID id = UUID.randomUUID();
        PatientBean bean = new PatientBean();
        bean.setId(UUID.randomUUID());
        bean.setEmail("bean" + MAIL);
        a.useSqlObject(PatientDao.class, dao -> {
            dao.insert(id, MAIL, MAIL, "1" + MAIL);
            dao.insert(new Patient(UUID.randomUUID(), "record" + MAIL, null));
            dao.insert(bean);
            dao.insertAll(List.of(new Patient(UUID.randomUUID(), "batch" + MAIL, null)));
            dao.changeAll(List.of(id), List.of("new" + MAIL), List.of("new" + MAIL));
            dao.byEmail(MAIL);
            dao.byEmails(List.of(MAIL));
        });
        a.useSqlObject(HiddenDao.class, dao -> dao.change(new Hidden(id, "hidden" + MAIL)));
        a.useHandle(handle -> handle.createUpdate(
                        "update patients set email = :email, email_bidx = null where id = :id")
                .bind("id", id)
                .bindByType(
                        "email",
                        "typed" + MAIL,
                        QualifiedType.of(String.class)
                                .withAnnotations(List.of(
                                        PatientBean.class.getMethod("getEmail").getAnnotation(Encrypted.class))))
                .execute());
        assertThat(log.lines).hasSizeGreaterThan(15).noneMatch(line -> line.contains(MAIL));
        assertThat(log.lines).anyMatch(line -> line.contains("email:***"));
    }

    @Test
    @DisplayName("EN-15, J-13 no exception tells what a SqlObject encrypts")
    void exceptionsTellNothing() {
        UUID id = Clinic.patient(a, MAIL);
        tellsNothing(dao -> dao.incomplete(new Hidden(id, MAIL)));
        tellsNothing(dao -> dao.needless(new Hidden(id, MAIL)));
        tellsNothing(dao -> dao.incomplete(id, MAIL));
        tellsNothing(dao -> dao.incompleteBatch(List.of(id), MAIL));
        Throwable duplicate = org.assertj.core.api.Assertions.catchThrowable(
                () -> a.useSqlObject(PatientDao.class, dao -> dao.insert(new Patient(UUID.randomUUID(), MAIL, null))));
        assertThat(stackTrace(duplicate)).contains("patients").doesNotContain(MAIL);
        assertThat(log.lines).noneMatch(line -> line.contains(MAIL));
    }

    private void tellsNothing(dev.holdfast.Use<HiddenDao> use) {
        Throwable thrown = org.assertj.core.api.Assertions.catchThrowable(() -> a.useSqlObject(HiddenDao.class, use));
        assertThat(thrown).isNotNull();
        assertThat(stackTrace(thrown)).doesNotContain(MAIL);
    }

    private static String stackTrace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    @Test
    void anAnnotationThatJdbiDoesNotSeeIsHeeded() {
        UUID id = Clinic.patient(a, "seen" + MAIL);
        a.useSqlObject(HiddenDao.class, dao -> dao.change(new Hidden(id, "one" + MAIL)));
        assertThat(email(id)).isEqualTo("one" + MAIL);
        a.useSqlObject(HiddenDao.class, dao -> dao.change(new Envelope(new Hidden(id, "two" + MAIL))));
        assertThat(email(id)).isEqualTo("two" + MAIL);
        a.useHandle(
                handle -> handle.createUpdate("update patients set email = :email, email_bidx = null where id = :id")
                        .bindBean(new Hidden(id, "three" + MAIL))
                        .execute());
        assertThat(email(id)).isEqualTo("three" + MAIL);
    }

    @Test
    void inABatchItIsRefusedBeforeItIsSent() {
        UUID id = Clinic.patient(a, "batched" + MAIL);
        assertThatThrownBy(() ->
                        a.useSqlObject(HiddenDao.class, dao -> dao.changeAll(List.of(new Hidden(id, "lost" + MAIL)))))
                .isInstanceOf(EncryptionException.class)
                .hasMessageContaining("@get:Encrypted")
                .hasMessageNotContaining(MAIL);
        assertThat(email(id)).isEqualTo("batched" + MAIL);
        assertThat(log.lines).noneMatch(line -> line.startsWith("before update"));
    }

    private String email(UUID id) {
        return a.from(Patients.PATIENTS)
                .where(Patients.PATIENTS.id.eq(id))
                .one()
                .get(Patients.PATIENTS.email);
    }
}
