package dev.holdfast.jdbi.driver;

import static dev.holdfast.jdbi.fixture.Authors.AUTHORS;
import static dev.holdfast.jdbi.fixture.Press.A;
import static dev.holdfast.jdbi.fixture.Samples.SAMPLES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.error.DatabaseException;
import dev.holdfast.error.UniqueViolationException;
import dev.holdfast.expression.PlainSql;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.jdbi.attack.AuthorDao;
import dev.holdfast.jdbi.attack.Chain;
import dev.holdfast.jdbi.attack.Pools;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.jdbi.fixture.Press;
import dev.holdfast.query.PlainStatement;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Values of rows in what might be logged. */
@PostgresTest(template = Press.class)
class SecretsTest {

    private static final String SECRET = "s3cr3t";

    private final TestDatabase database;
    private final JdbiTenantScope a;

    SecretsTest(TestDatabase database) {
        this.database = database;
        this.a = Press.holdfast(database).tenant(A);
    }

    @BeforeEach
    void oneAuthor() {
        Sql.run(database.acrossTenantsDataSource(), "delete from authors");
        Press.author(a, SECRET);
    }

    private static Throwable silent(ThrowingCallable call) {
        Throwable thrown = catchThrowable(call);
        assertThat(thrown).isNotNull();
        assertThat(Chain.text(thrown)).doesNotContain(SECRET);
        return thrown;
    }

    private static UUID id() {
        return UUID.randomUUID();
    }

    @Test
    @DisplayName("J-14 a refusal's message and causes don't hold the row's values; getters name table and constraint")
    void refusals() {
        var twice = (UniqueViolationException) silent(() -> Press.author(a, SECRET));
        assertThat(twice.constraint()).isEqualTo("authors_email_key");
        assertThat(twice.table()).isEqualTo("authors");
        assertThat(twice.sqlState()).isEqualTo("23505");
        assertThat(twice).hasMessageContaining("authors").hasMessageContaining("authors_email_key");
        silent(() -> a.useTransaction(tx -> tx.insertInto(AUTHORS, row -> row.set(AUTHORS.id, id())
                        .set(AUTHORS.name, SECRET)
                        .set(AUTHORS.email, SECRET + "@press.test"))
                .execute()));
        var invalid = (DatabaseException) silent(() -> a.from(AUTHORS)
                .where(PlainSql.condition("{0}::uuid = id", SECRET))
                .list());
        assertThat(invalid.sqlState()).isEqualTo("22P02");
        assertThat(invalid.serverMessage()).as("for who asks").contains(SECRET);
        silent(() -> a.execute(PlainStatement.of("insert into authors (id, name) values ({0}, {1})", id(), SECRET)));
        silent(() -> a.execute(PlainStatement.of("update samples set a_varchar = repeat({0}, 9)", SECRET)));
        a.insertInto(SAMPLES, row -> row.set(SAMPLES.text, SECRET)).execute();
        silent(() -> a.execute(PlainStatement.of("update samples set a_mood = {0}::mood", SECRET)));
        silent(() -> a.execute(PlainStatement.of("update samples set a_varchar = repeat({0}, 9)", SECRET)));
        silent(() -> a.from(SAMPLES)
                .values(PlainSql.expression(dev.holdfast.sql.SqlTypes.INTEGER, "n", "a_text"))
                .list());
        silent(() -> a.update(SAMPLES)
                .set(SAMPLES.varchar, SECRET + "-long-".repeat(9))
                .everyRow()
                .execute());
    }

    @Test
    @DisplayName("J-13 statements, parameters, rows and scopes don't print values")
    void printing() {
        var insert = a.insertInto(
                AUTHORS,
                row -> row.set(AUTHORS.id, id()).set(AUTHORS.name, SECRET).set(AUTHORS.email, SECRET));
        var select = a.from(AUTHORS).where(AUTHORS.name.eq(SECRET));
        var update = a.update(AUTHORS).set(AUTHORS.name, SECRET).everyRow();
        for (Object printed : new Object[] {
            insert,
            insert.mutation(),
            insert.toSql(),
            select,
            select.query(),
            select.toSql(),
            update,
            update.mutation(),
            update.toSql(),
            AUTHORS.name.eq(SECRET),
            PlainSql.sql("{0}", SECRET),
            PlainStatement.of("select {0}", SECRET),
            select.query().texts(dev.holdfast.internal.Audience.TENANT),
            select.one()
        }) {
            assertThat(String.valueOf(printed)).as(printed.getClass().getName()).doesNotContain(SECRET);
        }
    }

    @Test
    @DisplayName(
            "J-13 exceptions of our Jdbi don't print arguments, and with logServerErrorDetail=false no value at all")
    void jdbi() {
        try (HikariDataSource pool = Pools.ofOne(database, "logServerErrorDetail=false")) {
            JdbiTenantScope quiet = Press.holdfast(database, pool).tenant(A);
            silent(() -> quiet.useSqlObject(AuthorDao.class, dao -> dao.insert(id(), SECRET, SECRET + "@press.test")));
            silent(() -> quiet.useHandle(
                    h -> h.createUpdate("insert into authors (id, name, email) values (:id, :name, :email)")
                            .bind("id", id())
                            .bind("name", SECRET)
                            .bind("email", SECRET + "@press.test")
                            .execute()));
        }
        silent(() -> a.useHandle(h -> h.createQuery("select nothing where :x = 'y'")
                .bind("x", SECRET)
                .mapTo(String.class)
                .one()));
    }
}
