package dev.holdfast.jdbi.listener;

import static dev.holdfast.jdbi.fixture.Articles.ARTICLES;
import static dev.holdfast.jdbi.fixture.Authors.AUTHORS;
import static dev.holdfast.jdbi.fixture.Press.A;
import static dev.holdfast.jdbi.fixture.Samples.SAMPLES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.holdfast.error.DatabaseException;
import dev.holdfast.error.MappingException;
import dev.holdfast.error.UniqueViolationException;
import dev.holdfast.expression.PlainSql;
import dev.holdfast.jdbi.Jackson3Json;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.jdbi.attack.AuthorDao;
import dev.holdfast.jdbi.fixture.Press;
import dev.holdfast.listener.ExecutedStatement;
import dev.holdfast.query.PlainStatement;
import dev.holdfast.sql.SqlTypes;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.Stream;
import org.jdbi.v3.sqlobject.customizer.Bind;
import org.jdbi.v3.sqlobject.statement.SqlBatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Of what a listener is told: all that was sent for the application, and nothing else. */
@PostgresTest(template = Press.class)
class ListenerTest {

    interface Batches {
        @SqlBatch("update authors set name = :name where id = :id")
        int[] rename(@Bind("id") List<UUID> ids, @Bind("name") List<String> names);
    }

    private final Told told = new Told();
    private final JdbiHoldfast holdfast;
    private final JdbiTenantScope acme;

    ListenerTest(TestDatabase database) {
        this.holdfast = JdbiHoldfast.builder(database.applicationDataSource())
                .schema(Press.SCHEMA)
                .acrossTenants(database.acrossTenantsDataSource())
                .json(new Jackson3Json())
                .listener(told)
                .build();
        this.acme = holdfast.tenant(A);
    }

    @BeforeEach
    void twoAuthors() {
        acme.deleteFrom(ARTICLES).everyRow().execute();
        acme.deleteFrom(AUTHORS).everyRow().execute();
        Press.author(acme, "Ann");
        Press.author(acme, "Ben");
        told.clear();
    }

    @Test
    void aStatementAloneIsToldWithoutWhatGoesAroundIt() {
        acme.actor("somebody").from(AUTHORS).where(AUTHORS.name.ne("Cid")).list();

        ExecutedStatement select = told.only();
        assertThat(select.sql()).startsWith("select ").contains("<> ?").doesNotContain("begin", "set_config", ";");
        assertThat(select.rows()).hasValue(2);
        assertThat(select.tenant()).isEqualTo(A);
        assertThat(select.error()).isNull();
        assertThat(select.duration()).isPositive().isLessThan(Duration.ofMinutes(1));
    }

    @Test
    void changesAreToldWithTheirCounts() {
        Press.author(acme, "Cid");
        acme.update(AUTHORS).set(AUTHORS.bio, "x").everyRow().execute();
        acme.deleteFrom(AUTHORS).where(AUTHORS.name.eq("nobody")).execute();

        assertThat(told.sql())
                .satisfiesExactly(
                        sql -> assertThat(sql).startsWith("insert into authors"),
                        sql -> assertThat(sql).startsWith("update authors"),
                        sql -> assertThat(sql).startsWith("delete from authors"));
        assertThat(told.all())
                .extracting(ExecutedStatement::rows)
                .containsExactly(OptionalLong.of(1), OptionalLong.of(3), OptionalLong.of(0));
    }

    @Test
    void rowsThatAnInsertReturnsAreCounted() {
        acme.insertInto(SAMPLES, row -> row.set(SAMPLES.text, "x"))
                .returning(SAMPLES.id)
                .one();

        assertThat(told.only().rows()).hasValue(1);
    }

    @Test
    void aSettingThatHoldfastPutsBeforeAStatementIsNotShown() {
        acme.from(SAMPLES).values(SAMPLES.doublePrecision).list();
        acme.useTransaction(
                tx -> tx.from(SAMPLES).values(SAMPLES.doublePrecision).list());

        assertThat(told.sql()).hasSize(2).allSatisfy(sql -> assertThat(sql).startsWith("select"));
    }

    @Test
    void ofATransactionItsStatementsAreTold() {
        acme.useTransaction(tx -> {
            tx.from(AUTHORS).count();
            tx.inTransaction(
                    nested -> nested.from(AUTHORS).where(AUTHORS.name.eq("Ann")).list());
            tx.update(AUTHORS).set(AUTHORS.bio, "y").everyRow().execute();
        });

        assertThat(told.sql()).hasSize(3).noneMatch(sql -> sql.contains("savepoint") || sql.contains("set_config"));
        assertThat(told.all()).allSatisfy(one -> assertThat(one.tenant()).isEqualTo(A));
    }

    @Test
    void whatHandlesAndSqlObjectsRunIsTold() {
        UUID id = UUID.randomUUID();
        acme.useSqlObject(AuthorDao.class, dao -> {
            dao.insert(id, "Dan", "dan@press.test");
            dao.names();
        });
        acme.useHandle(handle -> handle.execute("update authors set bio = ? where id = ?", "long", id));

        assertThat(told.sql())
                .containsExactly(
                        "insert into authors (id, name, email) values (?, ?, ?)",
                        "select name from authors order by name",
                        "update authors set bio = ? where id = ?");
        assertThat(told.all())
                .extracting(ExecutedStatement::rows)
                .containsExactly(OptionalLong.of(1), OptionalLong.empty(), OptionalLong.of(1));
        assertThat(told.all()).allSatisfy(one -> {
            assertThat(one.tenant()).isEqualTo(A);
            assertThat(one.duration()).isLessThan(Duration.ofMinutes(1));
        });
    }

    @Test
    void batchesAreTold() {
        List<UUID> ids = acme.from(AUTHORS)
                .orderBy(AUTHORS.name.asc())
                .values(AUTHORS.id)
                .list();
        told.clear();
        acme.useSqlObject(Batches.class, dao -> dao.rename(ids, List.of("Eve", "Fay")));
        acme.useHandle(handle -> handle.createBatch()
                .add("update authors set bio = 'a'")
                .add("update authors set bio = 'b'")
                .execute());

        assertThat(told.sql()).containsExactly("update authors set name = ? where id = ?", "<batch>");
        assertThat(told.all()).allSatisfy(one -> assertThat(one.rows()).isEmpty());
    }

    @Test
    void aStreamIsToldAtItsEnd() {
        try (Stream<String> names = acme.from(AUTHORS).values(AUTHORS.name).stream()) {
            var each = names.iterator();
            each.next();
            assertThat(told.all()).as("not yet").isEmpty();
            each.next();
            assertThat(each.hasNext()).isFalse();
            assertThat(told.only().rows()).as("all rows were read").hasValue(2);
        }
        assertThat(told.all()).as("once").hasSize(1);
    }

    @Test
    void aStreamThatIsClosedBeforeItsEndIsToldThen() {
        try (Stream<String> names = acme.from(AUTHORS).values(AUTHORS.name).stream()) {
            names.iterator().next();
        }

        assertThat(told.only().rows()).hasValue(1);
    }

    @Test
    void aStreamThatNobodyClosesIsToldWhenItsTransactionEnds() {
        acme.useTransaction(
                tx -> tx.from(AUTHORS).values(AUTHORS.name).stream().iterator().next());

        assertThat(told.only().rows()).hasValue(1);
    }

    @Test
    void aStreamsRefusalIsTold() {
        assertThatThrownBy(
                        () -> acme
                                .from(AUTHORS)
                                .values(PlainSql.expression(SqlTypes.INTEGER, "n", "1 / (length(name) - 3)"))
                                .stream())
                .isInstanceOf(DatabaseException.class);

        DatabaseException error = told.only().error();
        assertThat(error).isNotNull();
        assertThat(error.sqlState()).isEqualTo("22012");
    }

    @Test
    void aRefusalIsToldAsItIsThrown() {
        Throwable alone = catchThrowable(() -> Press.author(acme, "Ann"));
        Throwable within = catchThrowable(
                () -> acme.useTransaction(tx -> tx.insertInto(AUTHORS, row -> row.set(AUTHORS.id, UUID.randomUUID())
                                .set(AUTHORS.name, "Ann")
                                .set(AUTHORS.email, "Ann@press.test"))
                        .execute()));
        Throwable byHand = catchThrowable(() ->
                acme.useSqlObject(AuthorDao.class, dao -> dao.insert(UUID.randomUUID(), "Ann", "Ann@press.test")));

        assertThat(List.of(alone, within, byHand))
                .allSatisfy(thrown -> assertThat(thrown).isInstanceOf(UniqueViolationException.class));
        assertThat(told.all()).hasSize(3).allSatisfy(one -> {
            assertThat(one.rows()).isEmpty();
            assertThat(one.error()).isInstanceOf(UniqueViolationException.class);
        });
        assertThat(told.all().get(0).error()).isSameAs(alone);
        assertThat(told.all().get(1).error()).isSameAs(within);
        assertThat(told.all().get(2).error()).hasMessage(byHand.getMessage());
    }

    @Test
    void whatIsRefusedBeforeItIsSentIsNotTold() {
        assertThatThrownBy(() -> holdfast.withoutTenant().from(AUTHORS).list());

        assertThat(told.all()).isEmpty();
    }

    @Test
    void aRowThatCannotBeMappedDoesNotMakeItsStatementFail() {
        assertThatThrownBy(() -> acme.from(AUTHORS)
                        .map(row -> {
                            throw new MappingException("no");
                        })
                        .list())
                .isInstanceOf(MappingException.class);

        assertThat(told.only().error()).isNull();
        assertThat(told.only().rows()).hasValue(1);
    }

    @Test
    void sessionsWithoutATenantHaveNone() {
        holdfast.withoutTenant()
                .list(PlainStatement.of("select 1").returning(PlainSql.expression(SqlTypes.INTEGER, "n", "1")));
        holdfast.acrossTenants("count").from(AUTHORS).count();

        assertThat(told.all()).hasSize(2).allSatisfy(one -> assertThat(one.tenant())
                .isNull());
    }
}
