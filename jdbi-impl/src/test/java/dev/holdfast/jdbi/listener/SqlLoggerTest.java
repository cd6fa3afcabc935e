package dev.holdfast.jdbi.listener;

import static dev.holdfast.jdbi.fixture.Authors.AUTHORS;
import static dev.holdfast.jdbi.fixture.Press.A;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.error.DatabaseException;
import dev.holdfast.error.UniqueViolationException;
import dev.holdfast.expression.PlainSql;
import dev.holdfast.jdbi.Jackson3Json;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.jdbi.attack.AuthorDao;
import dev.holdfast.jdbi.fixture.Press;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.StatementContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The logger that an application gave JDBI is told of the language's statements, too. */
@PostgresTest(template = Press.class)
class SqlLoggerTest {

    private static final String SECRET = "s3cr3t";

    private static final class Log implements SqlLogger {

        private final List<String> lines = new ArrayList<>();
        private final List<String> refusals = new ArrayList<>();

        private void note(String what, StatementContext context) {
            lines.add(what + context.getParsedSql().getSql() + context.getBinding());
        }

        @Override
        public void logBeforeExecution(StatementContext context) {
            note("before ", context);
        }

        @Override
        public void logAfterExecution(StatementContext context) {
            note("after ", context);
            assertThat(context.getElapsedTime(java.time.temporal.ChronoUnit.SECONDS))
                    .isLessThan(60);
        }

        @Override
        public void logException(StatementContext context, SQLException e) {
            note("failed " + e.getSQLState() + " ", context);
            refusals.add(String.valueOf(e));
        }
    }

    private static final class Broken implements SqlLogger {

        private final String at;

        Broken(String at) {
            this.at = at;
        }

        private void fail(String where) {
            if (at.equals(where)) {
                throw new IllegalStateException("broken");
            }
        }

        @Override
        public void logBeforeExecution(StatementContext context) {
            fail("before");
        }

        @Override
        public void logAfterExecution(StatementContext context) {
            fail("after");
        }

        @Override
        public void logException(StatementContext context, SQLException e) {
            fail("exception");
        }
    }

    private final TestDatabase database;
    private final Log log = new Log();
    private final Told told = new Told();
    private final JdbiTenantScope acme;

    SqlLoggerTest(TestDatabase database) {
        this.database = database;
        this.acme = scope(log);
    }

    private JdbiTenantScope scope(SqlLogger logger) {
        return JdbiHoldfast.builder(database.applicationDataSource())
                .schema(Press.SCHEMA)
                .acrossTenants(database.acrossTenantsDataSource())
                .json(new Jackson3Json())
                .configureJdbi(jdbi -> jdbi.setSqlLogger(logger))
                .listener(told)
                .build()
                .tenant(A);
    }

    @BeforeEach
    void oneAuthor() {
        acme.deleteFrom(AUTHORS).everyRow().execute();
        Press.author(acme, SECRET);
        log.lines.clear();
        told.clear();
    }

    @Test
    void statementsAloneAndInTransactionsAndStreamsAreTold() {
        assertThat(acme.from(AUTHORS).where(AUTHORS.name.eq(SECRET)).list()).hasSize(1);
        acme.useTransaction(tx -> assertThat(
                        tx.update(AUTHORS).set(AUTHORS.bio, SECRET).everyRow().execute())
                .isEqualTo(1));
        try (Stream<String> names = acme.from(AUTHORS).values(AUTHORS.name).stream()) {
            assertThat(names).hasSize(1);
        }

        assertThat(log.lines).hasSize(6).noneMatch(line -> line.contains(SECRET) || line.contains("set_config"));
        assertThat(log.lines.get(0)).startsWith("before select ");
        assertThat(log.lines.get(1)).startsWith("after select ");
        assertThat(log.lines.get(3)).startsWith("after update authors");
        assertThat(told.all()).as("listeners beside it, once").hasSize(3);
    }

    @Test
    void aRefusalIsToldToItAndThrownAsEver() {
        assertThatThrownBy(() -> Press.author(acme, SECRET)).isInstanceOf(UniqueViolationException.class);

        assertThat(log.lines).hasSize(2);
        assertThat(log.lines.get(1))
                .startsWith("failed 23505 insert into authors")
                .doesNotContain(SECRET);
        assertThat(told.only().error()).isInstanceOf(UniqueViolationException.class);
    }

    @Test
    void whatPostgresQuotesIsKeptFromItForTheLanguagesStatements() {
        assertThatThrownBy(() -> acme.from(AUTHORS)
                        .where(PlainSql.condition("cast({0} as integer) = 1", SECRET))
                        .list())
                .isInstanceOf(DatabaseException.class);

        assertThat(log.refusals).singleElement().asString().contains("22P02").doesNotContain(SECRET);
    }

    @Test
    void whatJdbiRunsItIsToldOnceAsBefore() {
        acme.useSqlObject(AuthorDao.class, AuthorDao::names);

        assertThat(log.lines).extracting(line -> line.substring(0, 12)).containsExactly("before selec", "after select");
        assertThat(told.sql()).containsExactly("select name from authors order by name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"before", "after", "exception"})
    void oneThatThrowsHarmsNobody(String at) {
        JdbiTenantScope scope = scope(new Broken(at));
        UUID id = Press.author(scope, "Ann" + at);
        scope.useSqlObject(
                AuthorDao.class, dao -> assertThat(dao.rename(id, "Ben" + at)).isEqualTo(1));

        assertThat(scope.from(AUTHORS)
                        .where(AUTHORS.id.eq(id))
                        .values(AUTHORS.name)
                        .one())
                .isEqualTo("Ben" + at);
        assertThatThrownBy(() -> Press.author(scope, "Ann" + at)).isInstanceOf(UniqueViolationException.class);
        assertThatThrownBy(() -> scope.useSqlObject(
                        AuthorDao.class, dao -> dao.insert(UUID.randomUUID(), "x", "Ann" + at + "@press.test")))
                .isInstanceOf(UniqueViolationException.class);
        assertThat(told.all()).hasSize(5);
    }
}
