package dev.holdfast.jdbi.error;

import static dev.holdfast.jdbi.fixture.Articles.ARTICLES;
import static dev.holdfast.jdbi.fixture.Authors.AUTHORS;
import static dev.holdfast.jdbi.fixture.Press.A;
import static dev.holdfast.jdbi.fixture.Press.B;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.holdfast.TransactionOptions;
import dev.holdfast.deletion.Deletion;
import dev.holdfast.doctor.Acceptance;
import dev.holdfast.error.AccessDeniedException;
import dev.holdfast.error.DatabaseException;
import dev.holdfast.error.ForeignKeyViolationException;
import dev.holdfast.error.InvalidValueException;
import dev.holdfast.error.UniqueViolationException;
import dev.holdfast.expression.Condition;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.jdbi.JdbiTransaction;
import dev.holdfast.jdbi.MicrometerListener;
import dev.holdfast.jdbi.MicrometerProjections;
import dev.holdfast.jdbi.Slf4jListener;
import dev.holdfast.jdbi.attack.AuthorDao;
import dev.holdfast.jdbi.attack.Chain;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.jdbi.fixture.Press;
import dev.holdfast.query.OnConflict;
import dev.holdfast.query.PlainStatement;
import dev.holdfast.query.Restoration;
import dev.holdfast.table.ScopedTable;
import dev.holdfast.table.SoftDeletable;
import dev.holdfast.table.Table;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jdbi.v3.sqlobject.customizer.Bind;
import org.jdbi.v3.sqlobject.statement.SqlBatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@PostgresTest(template = Press.class)
class MessagesTest {

    private static final String SECRET = "s3cr3t";

    interface Batches {
        @SqlBatch("insert into authors (id, name, email) values (:id, :name, :name)")
        int[] insert(@Bind("id") List<UUID> ids, @Bind("name") List<String> names);
    }

    private final TestDatabase database;
    private final JdbiHoldfast holdfast;
    private final JdbiTenantScope a;

    MessagesTest(TestDatabase database) {
        this.database = database;
        this.holdfast = Press.holdfast(database);
        this.a = holdfast.tenant(A);
    }

    @BeforeEach
    void nothing() {
        Sql.run(database.acrossTenantsDataSource(), "delete from articles; delete from authors");
    }

    private static DatabaseException refusal(ThrowingCallable call) {
        DatabaseException refused = catchThrowableOfType(DatabaseException.class, call);
        assertThat(refused).isNotNull();
        assertThat(Chain.text(refused)).doesNotContain(SECRET);
        return refused;
    }

    @Test
    @DisplayName("TN-39 the first insert of a tenant that nobody registered says so, and how")
    void unregistered() {
        JdbiTenantScope stranger = holdfast.tenant(4711);
        UUID id = UUID.randomUUID();

        assertThat(refusal(() -> Press.author(stranger, SECRET)))
                .isInstanceOf(ForeignKeyViolationException.class)
                .hasMessageContaining("the row's tenant isn't registered")
                .hasMessageContaining("holdfast.acrossTenants(reason).tenants().create(id, name)")
                .hasMessageNotContaining("row referred to");
        assertThat(refusal(() -> stranger.useSqlObject(AuthorDao.class, dao -> dao.insert(id, SECRET, SECRET))))
                .hasMessageContaining("tenants().create(id, name)");
        assertThat(refusal(() -> a.useSqlObject(AuthorDao.class, dao -> dao.insertArticle(id, id, SECRET))))
                .as("another key")
                .hasMessageContaining("the row referred to isn't there for this tenant")
                .hasMessageNotContaining("tenants()");
    }

    @Test
    void aRowThatIsReferredToIsToldApartFromOneThatIsMissing() {
        UUID author = Press.author(a, "Ann");
        Sql.run(
                database.ownerDataSource(),
                "create table lent (tenant_id bigint, author_id uuid,"
                        + " foreign key (tenant_id, author_id) references authors (tenant_id, id));"
                        + " insert into lent values (1, '" + author + "')");
        try {
            assertThat(refusal(() -> a.update(AUTHORS)
                            .set(AUTHORS.id, UUID.randomUUID())
                            .where(AUTHORS.id.eq(author))
                            .execute()))
                    .isInstanceOf(ForeignKeyViolationException.class)
                    .hasMessageContaining("rows of lent still refer to the row of authors whose key is changed");
            assertThat(refusal(() ->
                            a.deleteFrom(AUTHORS).where(AUTHORS.id.eq(author)).execute()))
                    .isInstanceOf(ForeignKeyViolationException.class)
                    .hasMessageContaining("rows of lent still refer to the row of authors that is deleted")
                    .hasMessageContaining("OnDelete.CASCADE");
        } finally {
            Sql.run(database.ownerDataSource(), "drop table lent");
        }
    }

    @Test
    void whatIsMissingIsForTheChangelog() {
        for (String sql : List.of(
                "select 1 from nowhere",
                "select nothing from authors",
                "select no_such_function()",
                "select 1 from no.where")) {
            assertThat(refusal(() -> a.execute(PlainStatement.of(sql))))
                    .hasMessageContaining("does not exist. Run your changelog on this database")
                    .hasMessageContaining("holdfast.doctor() names what is missing");
            assertThat(refusal(() -> a.useHandle(handle -> handle.execute(sql))))
                    .hasMessageContaining("Run your changelog on this database");
        }
        for (String sql : List.of("select 'a'::text = 1", "select other.id from authors")) {
            assertThat(refusal(() -> a.execute(PlainStatement.of(sql))))
                    .as("the same codes, of the query itself")
                    .hasMessageNotContaining("changelog");
        }
        assertThat(refusal(() -> a.execute(PlainStatement.of("select holdfast.no_such_function()"))))
                .hasMessageContaining("Include dev/holdfast/liquibase/changelog.xml in your changelog");
    }

    @Test
    void aMissingRightIsToldApartFromAnotherTenantsRow() {
        UUID id = UUID.randomUUID();
        Sql.run(database.ownerDataSource(), """
                create table if not exists closed (id int);
                create schema if not exists shut;
                create table if not exists shut.away (id int);
                create or replace function locked() returns int language sql return 1;
                revoke all on function locked() from public;
                create sequence if not exists counter""");

        AccessDeniedException other = (AccessDeniedException)
                refusal(() -> a.useSqlObject(AuthorDao.class, dao -> dao.insertFor(id, B, SECRET, SECRET)));
        assertThat(other)
                .hasMessageContaining("row-level security of authors refuses the row")
                .hasMessageContaining("another tenant than the session's")
                .hasMessageNotContaining("grant");
        assertThat(refusal(() -> a.execute(PlainStatement.of("select * from closed"))))
                .isInstanceOf(AccessDeniedException.class)
                .hasMessageContaining("grant select on closed to the role that connects")
                .hasMessageContaining("holdfast.doctor()")
                .hasMessageNotContaining("row-level");
        assertThat(refusal(() -> a.execute(PlainStatement.of("insert into closed values ({0})", 1))))
                .hasMessageContaining("grant insert on closed to");
        assertThat(refusal(() -> a.execute(PlainStatement.of("update closed set id = {0}", 1))))
                .hasMessageContaining("grant update on closed to");
        assertThat(refusal(() -> a.execute(PlainStatement.of("delete from closed"))))
                .as("never a grant that would let deleted rows go for good")
                .hasMessageContaining("soft-deletable");
        assertThat(refusal(() -> a.execute(PlainStatement.of("select * from shut.away"))))
                .hasMessageContaining("grant usage on schema shut to");
        assertThat(refusal(() -> a.execute(PlainStatement.of("select locked()"))))
                .hasMessageContaining("grant execute on function locked to");
        assertThat(refusal(() -> a.execute(PlainStatement.of("select nextval('counter')"))))
                .hasMessageContaining("grant usage on sequence counter to");
        assertThat(refusal(() -> a.execute(PlainStatement.of("delete from holdfast.tenants"))))
                .hasMessageContaining("Holdfast's own tables");
    }

    @Test
    @DisplayName("a login that has no part in Holdfast is told of the roles, not of a grant that would lead no further")
    void aStrangerIsToldOfTheRoles() {
        var strange = JdbiHoldfast.builder(database.applicationDataSource())
                .acrossTenants(database.applicationDataSource())
                .schema(Press.SCHEMA)
                .build()
                .acrossTenants("sign-up");
        assertThat(refusal(() -> strange.tenants().create(99L, "x")))
                .hasMessageContaining("holdfast.acrossRole")
                .hasMessageContaining("grant holdfast_across to …");
        Sql.run(database.ownerDataSource(), "revoke usage on schema holdfast from holdfast_app");
        try {
            assertThat(refusal(() -> a.execute(PlainStatement.of("select * from holdfast.tenants"))))
                    .hasMessageContaining("permission denied for schema holdfast")
                    .hasMessageContaining("holdfast.appRole")
                    .hasMessageNotContaining("grant usage");
        } finally {
            Sql.run(database.ownerDataSource(), "grant usage on schema holdfast to holdfast_app");
        }
    }

    @Test
    void anUpsertOnColumnsThatAreNoKeySaysSo() {
        DatabaseException none = refusal(() -> a.insertInto(AUTHORS, row -> row.set(AUTHORS.id, UUID.randomUUID())
                        .set(AUTHORS.name, "x")
                        .set(AUTHORS.email, SECRET))
                .onConflict(OnConflict.on(AUTHORS.name).update(AUTHORS.email))
                .execute());
        assertThat(none.sqlState()).isEqualTo("42P10");
        assertThat(none).hasMessageContaining("Name the columns of a unique key");
    }

    @Test
    void anUpsertOfTwoRowsWithTheSameKeySaysSo() {
        DatabaseException twice = refusal(() -> a.insertInto(AUTHORS)
                .rows(List.of("x", "y"), (row, name) -> row.set(AUTHORS.id, UUID.randomUUID())
                        .set(AUTHORS.name, name)
                        .set(AUTHORS.email, SECRET))
                .onConflict(OnConflict.on(AUTHORS.email).update(AUTHORS.name))
                .execute());

        assertThat(twice.sqlState()).isEqualTo("21000");
        assertThat(twice)
                .hasMessageContaining("two of the rows have the same value of the key that onConflict(…) names")
                .hasMessageContaining("give each value once");
        assertThat(refusal(() -> a.execute(PlainStatement.of("select (select * from generate_series(1, {0}))", 2))))
                .as("the same code")
                .hasMessageNotContaining("onConflict");
    }

    @Test
    void refusalsOfHandlesAndSqlObjectsAreOurs() {
        Press.author(a, SECRET);
        UUID id = UUID.randomUUID();
        List<ThrowingCallable> calls = List.of(
                () -> a.useSqlObject(AuthorDao.class, dao -> dao.insert(id, SECRET, SECRET + "@press.test")),
                () -> a.useHandle(handle -> handle.execute(
                        "insert into authors (id, name, email) values (?, ?, ?)", id, SECRET, SECRET + "@press.test")),
                () -> a.useHandle(handle -> handle.createQuery(
                                "insert into authors (id, name, email) values (:id, :mail, :mail) returning name")
                        .bind("id", id)
                        .bind("mail", SECRET + "@press.test")
                        .mapTo(String.class)
                        .one()),
                () -> a.useSqlObject(
                        Batches.class, dao -> dao.insert(List.of(id, UUID.randomUUID()), List.of(SECRET, SECRET))));

        assertThat(calls).allSatisfy(call -> {
            UniqueViolationException twice = (UniqueViolationException) refusal(call);
            assertThat(twice.constraint()).isEqualTo("authors_email_key");
            assertThat(twice.table()).isEqualTo("authors");
            assertThat(twice).hasMessageContaining("[SQL: insert into authors (id, name, email) values (?, ?, ?)");
        });
    }

    @Test
    @DisplayName("J-14 a batch's refusal holds none of its values, which the driver's own message quotes")
    void refusalsOfBatches() {
        assertThat(refusal(() -> a.useHandle(handle -> {
                    var batch =
                            handle.prepareBatch("insert into authors (id, tenant_id, name, email) values (?, ?, ?, ?)");
                    batch.add(UUID.randomUUID(), B, SECRET, SECRET).add(UUID.randomUUID(), B, SECRET, SECRET);
                    batch.execute();
                })))
                .hasMessageContaining("row-level security of authors refuses the row")
                .extracting(DatabaseException::serverMessage)
                .asString()
                .doesNotContain(SECRET);
    }

    @Test
    void insideTheWorkTheyCanBeCaughtAsOurs() {
        Press.author(a, SECRET);
        a.useTransaction(tx -> {
            assertThatThrownBy(() -> tx.useTransaction(inner ->
                            inner.attach(AuthorDao.class).insert(UUID.randomUUID(), "x", SECRET + "@press.test")))
                    .isInstanceOf(UniqueViolationException.class);
            tx.attach(AuthorDao.class).insert(UUID.randomUUID(), "y", "y@press.test");
        });

        assertThat(a.from(AUTHORS).count()).isEqualTo(2);
    }

    @Test
    void asManyAsAreTakenRun() {
        assertThat(a.from(AUTHORS)
                        .where(Condition.anyOf(IntStream.range(0, 60_000)
                                .mapToObj(i -> AUTHORS.name.eq("n" + i))
                                .toList()))
                        .count())
                .isZero();
        Condition nested = AUTHORS.name.eq("x");
        for (int i = 0; i < 499; i++) {
            nested = i % 2 == 0
                    ? AUTHORS.name.ne("y").or(nested)
                    : AUTHORS.bio.isNull().and(nested);
        }
        assertThat(a.from(AUTHORS).where(nested).count()).isZero();
    }

    @Test
    @SuppressWarnings("NullAway") // what Java's callers can
    void aTenantThatIsNullIsRefusedByName() {
        assertThatThrownBy(() -> holdfast.tenant((String) null))
                .isInstanceOf(InvalidValueException.class)
                .hasMessage("A tenant's id is null: give the id under which it is registered.");
        assertThatThrownBy(() -> holdfast.tenant((UUID) null)).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> a.actor(null)).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> a.inTransaction(null)).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> a.from(ARTICLES).where(null).list()).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> JdbiHoldfast.builder(null)).isInstanceOf(InvalidValueException.class);
    }

    @Test
    @SuppressWarnings("NullAway") // what Java's callers can
    void nullIsRefusedByTheCallsName() {
        Map<String, ThrowingCallable> calls = new LinkedHashMap<>();
        calls.put("withHandle", () -> a.withHandle(null));
        calls.put("useHandle", () -> a.useHandle(null));
        calls.put("withSqlObject", () -> a.withSqlObject(null, dao -> dao));
        calls.put("withSqlObject ", () -> a.withSqlObject(Batches.class, null));
        calls.put("useSqlObject", () -> a.useSqlObject(null, dao -> {}));
        calls.put("useSqlObject ", () -> a.useSqlObject(Batches.class, null));
        calls.put("useTransaction", () -> a.useTransaction(null));
        calls.put("inTransaction", () -> a.inTransaction(null, tx -> true));
        calls.put("joining", () -> a.joining(null, tx -> true));
        calls.put("attach", () -> a.useTransaction(tx -> tx.attach(null)));
        calls.put("useTransaction ", () -> a.useTransaction(tx -> tx.useTransaction(null)));
        calls.put("handleOf", () -> JdbiTransaction.handleOf(null));
        calls.put("forEachTenant", () -> holdfast.acrossTenants("test").forEachTenant(null));
        calls.put("retry", () -> TransactionOptions.defaults().retry(null));
        calls.put("update", () -> a.update((ScopedTable) null));
        calls.put("deleteFrom", () -> a.deleteFrom((SoftDeletable) null));
        calls.put("restore", () -> a.restore((Deletion) null));
        calls.put("restore ", () -> a.restore((SoftDeletable) null));
        calls.put("restore  ", () -> a.restore((Restoration) null));
        calls.put("restore   ", () -> a.useTransaction(tx -> tx.restore((Restoration) null)));
        calls.put("restoring", () -> a.restoring((Deletion) null));
        calls.put("restoring ", () -> a.restoring((UUID) null));
        calls.put("purge", () -> a.purge(null));
        calls.put("reencrypt", () -> a.reencrypt(null));
        calls.put("list", () -> a.list(null));
        calls.put("stream", () -> a.stream(null));
        calls.put("count", () -> a.count(null));
        calls.put("exists", () -> a.exists(null));
        calls.put("execute", () -> a.execute(null));
        calls.put("list ", () -> a.useTransaction(tx -> tx.list(null)));
        calls.put("stream ", () -> a.useTransaction(tx -> tx.stream(null).close()));
        calls.put("execute ", () -> a.useTransaction(tx -> tx.execute(null)));
        JdbiHoldfast.Builder builder = JdbiHoldfast.builder(database.applicationDataSource());
        calls.put("json", () -> builder.json(null));
        calls.put("encryption", () -> builder.encryption(null));
        calls.put("events", () -> builder.events(null));
        calls.put("notifications", () -> builder.notifications(null));
        calls.put("personalData", () -> builder.personalData(null));
        calls.put("acceptFindings", () -> builder.acceptFindings((Acceptance) null));
        calls.put("surroundingTransactions", () -> builder.surroundingTransactions(null));
        calls.put("allowUnsafeRole", () -> builder.allowUnsafeRole(null));
        calls.put("schema", () -> builder.schema((Table) null));
        calls.put("Slf4jListener", () -> new Slf4jListener(null));
        calls.put("warnFrom", () -> new Slf4jListener().warnFrom(null));
        calls.put("MicrometerListener", () -> new MicrometerListener(null));
        calls.put("MicrometerProjections", () -> new MicrometerProjections(null));
        calls.put("executeAll", () -> a.useTransaction(tx -> tx.executeAll(null)));
        calls.forEach((call, given) -> assertThatThrownBy(given)
                .as(call)
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining(call.strip() + "(…) was given null"));
    }

    @Test
    @DisplayName("J-14 what a trigger says under a code of its own is its own words, which may hold values")
    void raisedByATrigger() {
        Sql.run(
                database.ownerDataSource(),
                "create function public.refuse_bio() returns trigger language plpgsql as $$ begin"
                        + " raise exception 'not %', new.bio using errcode = 'U0001', hint = new.bio; end $$;"
                        + " create trigger refuse_bio before insert on authors for each row when (new.bio is not null)"
                        + " execute function public.refuse_bio()");
        try {
            DatabaseException raised = refusal(() -> a.insertInto(AUTHORS, row -> row.set(AUTHORS.id, UUID.randomUUID())
                            .set(AUTHORS.name, "n")
                            .set(AUTHORS.email, "e")
                            .set(AUTHORS.bio, SECRET))
                    .execute());
            assertThat(raised.sqlState()).isEqualTo("U0001");
            assertThat(raised.serverMessage()).as("for who asks").contains(SECRET);
        } finally {
            Sql.run(
                    database.ownerDataSource(),
                    "drop trigger refuse_bio on authors; drop function public.refuse_bio()");
        }
    }
}
