package dev.holdfast.jdbi.crypto;

import static dev.holdfast.jdbi.crypto.Clinic.A;
import static dev.holdfast.jdbi.crypto.Clinic.SCHEMA;
import static dev.holdfast.jdbi.crypto.Letters.LETTERS;
import static dev.holdfast.jdbi.crypto.Patients.PATIENTS;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.holdfast.crypto.Encryption;
import dev.holdfast.error.UniqueViolationException;
import dev.holdfast.internal.Audience;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.jdbi.attack.Chain;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.jdbi.fixture.Layout;
import dev.holdfast.testkit.PostgresServer;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.StatementContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clear text and keys in what might be logged. */
@PostgresTest(template = Clinic.class)
class SecretsTest {

    private static final String SECRET = "s3cr3t@example.org";
    private static final String HEX = HexFormat.of().formatHex(SECRET.getBytes(UTF_8));

    private final TestDatabase database;
    private final JdbiTenantScope a;
    private UUID id = new UUID(0, 0);

    SecretsTest(TestDatabase database) {
        this.database = database;
        this.a = Clinic.holdfast(database).tenant(A);
    }

    @BeforeEach
    void onePatient() {
        new Tamper(database).empty();
        id = Clinic.patient(a, SECRET);
    }

    private static void clean(String text) {
        assertThat(text).doesNotContainIgnoringCase("s3cr3t").doesNotContainIgnoringCase(HEX.substring(0, 12));
    }

    private static Throwable silent(ThrowingCallable call) {
        Throwable thrown = catchThrowable(call);
        assertThat(thrown).isNotNull();
        clean(Chain.text(thrown));
        return thrown;
    }

    /** Everything that Holdfast does with an encrypted value, some of which fails. */
    private static void everything(JdbiTenantScope scope) {
        UUID id = UUID.randomUUID();
        scope.insertInto(PATIENTS, row -> row.set(PATIENTS.id, id)
                        .set(PATIENTS.ward, "x")
                        .set(PATIENTS.email, id + SECRET)
                        .set(PATIENTS.phone, SECRET)
                        .set(PATIENTS.born, LocalDate.EPOCH)
                        .set(PATIENTS.record, new Layout(SECRET, List.of()))
                        .set(PATIENTS.scan, SECRET.getBytes(UTF_8)))
                .execute();
        scope.insertInto(LETTERS, row -> row.set(LETTERS.patientId, id).set(LETTERS.body, SECRET))
                .execute();
        scope.insertInto(LETTERS)
                .rows(List.of(1, 2), (row, i) -> row.set(LETTERS.patientId, id).set(LETTERS.body, SECRET + i))
                .execute();
        scope.from(PATIENTS).where(PATIENTS.emailIndex.eq(id + SECRET)).one();
        scope.from(PATIENTS)
                .where(PATIENTS.emailIndex.oneOf(List.of(SECRET, "x")))
                .list();
        scope.from(PATIENTS).where(PATIENTS.phoneIndex.eq(SECRET)).list();
        scope.useTransaction(tx -> tx.update(PATIENTS)
                .set(PATIENTS.email, "new" + id + SECRET)
                .where(PATIENTS.id.eq(id))
                .execute());
        Throwable refused =
                catchThrowable(() -> scope.insertInto(PATIENTS, row -> row.set(PATIENTS.id, UUID.randomUUID())
                                .set(PATIENTS.ward, "x")
                                .set(PATIENTS.email, "new" + id + SECRET))
                        .execute());
        assertThat(refused).isInstanceOf(UniqueViolationException.class);
    }

    @Test
    @DisplayName("EN-15 J-14 a failed insert, update or search shows no value in messages and causes")
    void exceptions() {
        silent(() -> Clinic.patient(a, SECRET));
        silent(() -> a.useTransaction(tx -> tx.insertInto(
                        PATIENTS,
                        row -> row.set(PATIENTS.id, id).set(PATIENTS.ward, "x").set(PATIENTS.email, SECRET))
                .execute()));
        silent(() -> a.insertInto(LETTERS, row -> row.set(LETTERS.patientId, UUID.randomUUID())
                        .set(LETTERS.body, SECRET))
                .execute());
        silent(() -> a.insertInto(LETTERS)
                .rows(List.of(1, 2), (row, i) -> row.set(LETTERS.patientId, UUID.randomUUID())
                        .set(LETTERS.body, SECRET))
                .execute());
        silent(() -> a.update(PATIENTS)
                .set(PATIENTS.email, SECRET)
                .where(PATIENTS.ward.eq("x"))
                .execute());
        silent(() -> a.update(PATIENTS)
                .set(PATIENTS.email, SECRET)
                .where(PATIENTS.id.eq(id))
                .atVersion(99)
                .execute());
        silent(() ->
                a.from(PATIENTS).where(PATIENTS.phoneIndex.eq(SECRET).not()).list());
        silent(() ->
                a.from(PATIENTS).where(PATIENTS.emailIndex.eq("none" + SECRET)).one());
        Sql.run(
                database.superuserDataSource(),
                "alter table patients add constraint short check (octet_length(email) < 60) not valid");
        try {
            silent(() -> Clinic.patient(a, "2" + SECRET + "-".repeat(60)));
        } finally {
            Sql.run(database.superuserDataSource(), "alter table patients drop constraint short");
        }
    }

    @Test
    @DisplayName("EN-15 J-13 statements, parameters, rows and results don't print values")
    void printing() {
        var insert = a.insertInto(PATIENTS, row -> row.set(PATIENTS.id, id)
                .set(PATIENTS.ward, "x")
                .set(PATIENTS.email, SECRET)
                .set(PATIENTS.scan, SECRET.getBytes(UTF_8)));
        var select = a.from(PATIENTS).where(PATIENTS.emailIndex.eq(SECRET));
        var compound = a.from(PATIENTS).where(PATIENTS.phoneAndBirth.eq(SECRET, LocalDate.EPOCH));
        var update = a.update(PATIENTS).set(PATIENTS.email, SECRET).where(PATIENTS.id.eq(id));
        for (Object printed : new Object[] {
            insert,
            insert.mutation(),
            insert.mutation().texts(Audience.TENANT),
            insert.mutation().texts(Audience.TENANT).get(0).parameters(),
            select,
            select.query(),
            select.toSql(),
            select.query().texts(Audience.TENANT),
            select.query().texts(Audience.TENANT).get(0).parameters(),
            compound.query().texts(Audience.TENANT).get(0).parameters(),
            PATIENTS.emailIndex.eq(SECRET),
            PATIENTS.emailIndex.eq(SECRET).rechecks(),
            update,
            update.mutation().texts(Audience.TENANT),
            select.one(),
            select.one().get(PATIENTS.email.decrypted()),
            select.list()
        }) {
            clean(String.valueOf(printed));
        }
    }

    @Test
    @DisplayName("EN-15 J-13 neither JDBI's SqlLogger nor the driver's own log at its finest shows a value or a key")
    void loggers() {
        GlassKeyring keyring = new GlassKeyring();
        List<String> logged = Collections.synchronizedList(new ArrayList<>());
        SqlLogger everything = new SqlLogger() {
            @Override
            public void logBeforeExecution(StatementContext context) {
                logged.add(context.getRenderedSql() + " " + context.getBinding() + context.getAttributes());
            }

            @Override
            public void logAfterExecution(StatementContext context) {
                logBeforeExecution(context);
            }

            @Override
            public void logException(StatementContext context, SQLException e) {
                logged.add(Chain.text(e));
                logBeforeExecution(context);
            }
        };
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord record) {
                logged.add(new SimpleFormatter().format(record));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger driver = Logger.getLogger("org.postgresql");
        Level before = driver.getLevel();
        driver.setLevel(Level.FINEST);
        driver.setUseParentHandlers(false);
        driver.addHandler(handler);
        try {
            Sql.run(database.superuserDataSource(), "insert into holdfast.tenants (id, name) values (5, 'glass')");
            everything(JdbiHoldfast.builder(database.applicationDataSource())
                    .schema(SCHEMA)
                    .json(new dev.holdfast.jdbi.Jackson3Json())
                    .encryption(Encryption.with(keyring))
                    .configureJdbi(jdbi -> jdbi.setSqlLogger(everything))
                    .build()
                    .tenant(5));
        } finally {
            driver.removeHandler(handler);
            driver.setLevel(before);
            driver.setUseParentHandlers(true);
        }
        assertThat(keyring.secrets()).hasSizeGreaterThan(4);
        String all = String.join("\n", List.copyOf(logged)); // other tests go on logging
        assertThat(all).as("it was listened to").contains("holdfast.data_keys", "email_bidx");
        clean(all);
        keyless(all, keyring);
    }

    private static void keyless(String text, GlassKeyring keyring) {
        for (byte[] key : keyring.secrets()) {
            assertThat(text).doesNotContainIgnoringCase(HexFormat.of().formatHex(key));
            assertThat(text)
                    .doesNotContain(
                            java.util.Base64.getEncoder().encodeToString(key).substring(0, 20));
        }
    }

    @Test
    @DisplayName("EN-15 J-13 flight recordings of JDBI's events hold no value")
    void flightRecorder(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("recording.jfr");
        everything(a); // registers the event types
        try (Recording recording = new Recording()) {
            FlightRecorder.getFlightRecorder().getEventTypes().stream()
                    .filter(type -> !type.getName().startsWith("jdk."))
                    .forEach(type -> recording.enable(type.getName()));
            recording.start();
            everything(a);
            silent(() -> Clinic.patient(a, SECRET));
            recording.stop();
            recording.dump(file);
        }
        String bytes = new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1);
        clean(bytes);
    }

    @Test
    @DisplayName(
            "EN-22 neither key nor clear text reaches the server's log with log_statement = all, nor its statistics")
    void serverLog() throws Exception {
        GlassKeyring keyring = new GlassKeyring();
        try (PostgresServer server = PostgresServer.start(Map.of(
                        "logging_collector", "on",
                        "log_statement", "all",
                        "log_min_duration_statement", "0",
                        "log_parameter_max_length", "-1",
                        "log_parameter_max_length_on_error", "-1"));
                TestDatabase logged = server.createDatabase("logged")) {
            new Clinic().prepare(logged);
            JdbiTenantScope scope =
                    Clinic.holdfast(logged, Encryption.with(keyring)).tenant(A);
            everything(scope);
            List<String> running = scope.inTransaction(tx -> {
                tx.from(PATIENTS).where(PATIENTS.emailIndex.eq(SECRET)).list();
                return Sql.column(logged.superuserDataSource(), "select query from pg_stat_activity");
            });
            clean(String.valueOf(running));
            String log = Sql.one(logged.superuserDataSource(), "select pg_read_file(pg_current_logfile())");
            assertThat(log)
                    .as("it was listened to")
                    .contains("insert into holdfast.data_keys", "email_bidx", "duplicate key value");
            clean(log);
            keyless(log, keyring);
        }
    }
}
