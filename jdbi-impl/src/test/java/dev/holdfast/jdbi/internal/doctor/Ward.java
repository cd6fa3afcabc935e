package dev.holdfast.jdbi.internal.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.crypto.Encryption;
import dev.holdfast.doctor.Acceptance;
import dev.holdfast.doctor.Check;
import dev.holdfast.doctor.Diagnosis;
import dev.holdfast.doctor.Finding;
import dev.holdfast.doctor.Renaming;
import dev.holdfast.doctor.TableCheck;
import dev.holdfast.jdbi.internal.event.doctor.EventExamination;
import dev.holdfast.table.Schema;
import dev.holdfast.testkit.Role;
import dev.holdfast.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * One transaction in which a healthy schema is broken, examined as the application's role, mended, and examined again;
 * closing it undoes everything. So roles, which a whole server shares, can be broken beside other tests.
 */
public final class Ward implements AutoCloseable {

    private static final Acceptance OTHERS = Acceptance.of(TableCheck.UNREGISTERED_TABLE, "public.*")
            .because("a test looks at some of the tables")
            .by("the test");

    private final TestDatabase database;
    private final Connection connection;
    private Schema schema = Shop.SCHEMA;
    private @Nullable Encryption encryption;
    private final List<Examination> further = new ArrayList<>();
    private final List<Acceptance> acceptances = new ArrayList<>();

    private Ward(TestDatabase database) throws SQLException {
        Assumptions.assumeTrue(database.has(Role.SUPERUSER), "a server given by URLs has no superuser");
        this.database = database;
        connection = database.superuserDataSource().getConnection();
        connection.setAutoCommit(false);
    }

    public static Ward open(TestDatabase database) throws SQLException {
        return new Ward(database);
    }

    /** Examines these tables, which aren't all that are there. */
    public Ward of(Schema other) {
        schema = other;
        acceptances.add(OTHERS);
        return this;
    }

    /** Takes findings as they are. */
    public Ward accepting(Acceptance... accepted) {
        acceptances.addAll(List.of(accepted));
        return this;
    }

    public Ward with(Encryption other) {
        encryption = other;
        return this;
    }

    public Ward withEvents() {
        return with(new EventExamination());
    }

    /** Examines what a feature brings, too. */
    public Ward with(Examination examination) {
        further.add(examination);
        return this;
    }

    public Ward owner(String... sql) throws SQLException {
        return as(Role.OWNER, sql);
    }

    public Ward superuser(String... sql) throws SQLException {
        Shop.execute(connection, "reset session authorization");
        Shop.execute(connection, sql);
        return this;
    }

    public Ward as(Role role, String... sql) throws SQLException {
        Shop.execute(connection, "set local session authorization " + database.user(role));
        Shop.execute(connection, sql);
        return this;
    }

    public Diagnosis examine() throws SQLException {
        return examine(Role.APPLICATION);
    }

    public Diagnosis examine(Role role) throws SQLException {
        as(role);
        Diagnosis diagnosis = Doctors.of(schema, encryption, acceptances, further.toArray(Examination[]::new))
                .examine(connection);
        return new Diagnosis(
                diagnosis.tables(),
                diagnosis.findings().stream()
                        .filter(finding -> !finding.subject().equals(OTHERS.subject())) // there may be no others
                        .toList(),
                diagnosis.accepted(),
                (author, renamings) -> diagnosis.toChangelog(author, renamings.toArray(Renaming[]::new)));
    }

    /** The finding, which must be the only one. */
    public Finding finds(Check check, String subject) throws SQLException {
        Diagnosis diagnosis = examine();
        assertThat(diagnosis.findings())
                .as(diagnosis.toString())
                .extracting(finding -> finding.check() + " " + finding.subject())
                .containsExactly(check + " " + subject);
        Finding finding = diagnosis.findings().get(0);
        assertThat(diagnosis.of(check)).containsExactly(finding);
        return finding;
    }

    public void findsNothing() throws SQLException {
        Diagnosis diagnosis = examine();
        assertThat(diagnosis.findings()).as(diagnosis.toString()).isEmpty();
    }

    /** Carries the fix out as the owner; the bill must be clean then. */
    public void mends(Finding finding) throws SQLException {
        owner(finding.fix()).findsNothing();
    }

    /** Carries the fix out as an administrator. */
    public void administratorMends(Finding finding) throws SQLException {
        superuser(finding.fix()).findsNothing();
    }

    /** The indexes by name, with what they are. */
    public String indexes(String table) throws SQLException {
        return lines(
                Role.APPLICATION,
                "select pg_get_indexdef(indexrelid) from pg_index where indrelid = '" + table
                        + "'::regclass order by 1");
    }

    /** The first column of all rows, one line each, as that role. */
    public String lines(Role role, String sql) throws SQLException {
        as(role);
        return lines(sql);
    }

    /** The plan, as the role that the transaction is in. */
    public String explain(String sql) throws SQLException {
        return lines("explain " + sql);
    }

    private String lines(String sql) throws SQLException {
        StringBuilder lines = new StringBuilder();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                lines.append(rows.getString(1)).append('\n');
            }
        }
        return lines.toString();
    }

    @Override
    public void close() throws SQLException {
        connection.rollback();
        connection.close();
    }
}
