package dev.holdfast.jdbi.session;

import static dev.holdfast.jdbi.fixture.Articles.ARTICLES;
import static dev.holdfast.jdbi.fixture.Authors.AUTHORS;
import static dev.holdfast.jdbi.fixture.Press.A;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Isolation;
import dev.holdfast.Session;
import dev.holdfast.TransactionOptions;
import dev.holdfast.jdbi.Jackson3Json;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.jdbi.SessionContext;
import dev.holdfast.jdbi.SurroundingTransaction;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.jdbi.fixture.Press;
import dev.holdfast.query.BoundInsert;
import dev.holdfast.query.OnConflict;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.RoundTrips;
import dev.holdfast.testkit.TestDatabase;
import java.sql.Connection;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** Round trips counted on the wire, on one connection that prepares statements after their fifth use. */
@PostgresTest(template = Press.class)
class RoundTripTest {

    private final TestDatabase database;

    RoundTripTest(TestDatabase database) {
        this.database = database;
    }

    private interface Counted {
        void in(JdbiTenantScope scope, RoundTrips tap) throws Exception;
    }

    private void counted(boolean autoCommit, Counted work) throws Exception {
        try (RoundTrips tap = RoundTrips.before(database);
                Connection connection = tap.applicationDataSource().getConnection()) {
            connection.setAutoCommit(autoCommit);
            var one = new SingleConnectionDataSource(connection, true);
            work.in(Press.holdfast(database, one).tenant(A).actor("user-7").because("test"), tap);
            assertThat(connection.getAutoCommit()).isEqualTo(autoCommit);
        }
    }

    private static BoundInsert thousand(Session session, String prefix) {
        return session.insertInto(AUTHORS)
                .rows(IntStream.range(0, 1_000).boxed().toList(), (row, i) -> row.set(AUTHORS.id, UUID.randomUUID())
                        .set(AUTHORS.name, prefix)
                        .set(AUTHORS.email, prefix + i));
    }

    @ParameterizedTest(name = "{displayName} [autoCommit={0}]")
    @ValueSource(booleans = {true, false})
    @DisplayName("one statement outside a transaction is one round trip, whatever it is and however often it runs")
    void alone(boolean autoCommit) throws Exception {
        counted(autoCommit, (scope, tap) -> {
            UUID author = Press.author(scope, "alone" + autoCommit);
            for (int run = 0; run < 12; run++) {
                int now = run;
                String key = "k" + autoCommit + now;
                one(tap, "list", () -> scope.from(AUTHORS)
                        .where(AUTHORS.id.eq(author))
                        .list());
                one(tap, "one", () -> scope.from(AUTHORS)
                        .where(AUTHORS.id.eq(author))
                        .one());
                one(tap, "count", () -> scope.from(AUTHORS)
                        .where(AUTHORS.id.eq(author))
                        .count());
                one(tap, "exists", () -> scope.from(AUTHORS)
                        .where(AUTHORS.id.eq(author))
                        .exists());
                one(tap, "page", () -> scope.from(AUTHORS)
                        .orderBy(AUTHORS.id.asc())
                        .limit(2)
                        .page());
                one(tap, "insert", () -> Press.article(scope, author, key));
                one(tap, "update", () -> scope.update(AUTHORS)
                        .set(AUTHORS.bio, key)
                        .where(AUTHORS.id.eq(author))
                        .expectOne());
                one(tap, "update with a version", () -> scope.update(AUTHORS)
                        .set(AUTHORS.bio, "v")
                        .where(AUTHORS.id.eq(author))
                        .atVersion(2 + 2L * now)
                        .execute());
                one(tap, "update with a null", () -> scope.update(ARTICLES)
                        .set(ARTICLES.rating, null)
                        .set(ARTICLES.publishedAt, java.time.Instant.EPOCH)
                        .where(ARTICLES.title.eq(key))
                        .execute());
                one(tap, "delete", () -> scope.deleteFrom(ARTICLES)
                        .where(ARTICLES.title.eq(key))
                        .expectOne());
                one(tap, "returning", () -> scope.insertInto(AUTHORS, row -> row.set(AUTHORS.id, UUID.randomUUID())
                                .set(AUTHORS.name, key)
                                .set(AUTHORS.email, key))
                        .returning(AUTHORS.version)
                        .one());
                one(tap, "upsert", () -> scope.insertInto(AUTHORS, row -> row.set(AUTHORS.id, UUID.randomUUID())
                                .set(AUTHORS.name, "again")
                                .set(AUTHORS.email, key))
                        .onConflict(OnConflict.on(AUTHORS.email).update(AUTHORS.name))
                        .execute());
                tap.reset();
                assertThat(thousand(scope, key + "-").execute()).isEqualTo(1_000);
                // with auto-commit off the driver syncs behind its own begin and doesn't wait: the server may answer
                // that
                // while the client is still sending, which the tap takes for a turn
                assertThat(tap.flights()).as("1,000 rows").isBetween(1, autoCommit ? 1 : tap.syncs());
            }
        });
    }

    private interface Step {
        void run() throws Exception;
    }

    private static void one(RoundTrips tap, String what, Step step) throws Exception {
        expect(tap, 1, what, step);
    }

    private static void expect(RoundTrips tap, int flights, String what, Step step) throws Exception {
        tap.reset();
        step.run();
        assertThat(tap.flights()).as(what + " " + tap.statements()).isEqualTo(flights);
    }

    @ParameterizedTest(name = "{displayName} [autoCommit={0}]")
    @ValueSource(booleans = {true, false})
    @DisplayName(
            "in a transaction begin, settings and options ride on the first statement: n statements, n + 1 round trips")
    void together(boolean autoCommit) throws Exception {
        TransactionOptions options = TransactionOptions.defaults()
                .isolation(Isolation.REPEATABLE_READ)
                .statementTimeout(Duration.ofSeconds(5))
                .lockTimeout(Duration.ofSeconds(5));
        counted(autoCommit, (scope, tap) -> {
            for (int run = 0; run < 8; run++) {
                for (int n = 1; n < 4; n++) {
                    int statements = n;
                    expect(
                            tap,
                            n + 1,
                            n + " statements",
                            () -> scope.useTransaction(tx -> {
                                for (int i = 0; i < statements; i++) {
                                    tx.from(AUTHORS).limit(1).list();
                                }
                            }));
                    expect(
                            tap,
                            n + 1,
                            n + " statements with options",
                            () -> scope.useTransaction(options, tx -> {
                                for (int i = 0; i < statements; i++) {
                                    tx.from(AUTHORS).limit(1).list();
                                }
                            }));
                }
                expect(
                        tap,
                        4,
                        "savepoint with the settings, statement, release, commit",
                        () -> scope.useTransaction(tx -> tx.useTransaction(
                                inner -> inner.from(AUTHORS).limit(1).list())));
                expect(tap, 0, "nothing done, nothing sent", () -> scope.useTransaction(tx -> {}));
            }
        });
    }

    /** Somebody's transaction, bound to a session or not. */
    private record Theirs(@Nullable SessionContext session) implements SurroundingTransaction {

        @Override
        public void rollbackOnly(Throwable cause) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void afterCommit(Runnable work) {
            throw new UnsupportedOperationException();
        }
    }

    @Test
    @DisplayName(
            "TN-34 a block in somebody's transaction costs two round trips for the settings, and none where they are set")
    void joined() throws Exception {
        AtomicReference<@Nullable SurroundingTransaction> underWay = new AtomicReference<>();
        try (RoundTrips tap = RoundTrips.before(database);
                Connection connection = tap.applicationDataSource().getConnection()) {
            JdbiTenantScope scope = JdbiHoldfast.builder(new SingleConnectionDataSource(connection, true))
                    .schema(Press.SCHEMA)
                    .json(new Jackson3Json())
                    .surroundingTransactions(underWay::get)
                    .build()
                    .tenant(A);
            connection.setAutoCommit(false);
            Sql.run(connection, "select 1");
            Step two = () -> scope.useTransaction(tx -> {
                tx.from(AUTHORS).limit(1).list();
                tx.from(AUTHORS).limit(1).list();
            });
            Step one = () -> scope.from(AUTHORS).limit(1).list();
            underWay.set(new Theirs(null));
            for (int run = 0; run < 8; run++) {
                expect(tap, 3, "settings, statement, theirs put back", one);
                expect(tap, 4, "settings, two statements, theirs put back", two);
            }
            SessionContext context = scope.context();
            expect(tap, 1, "bound once", () -> context.beginOn(connection));
            expect(tap, 2, "theirs are ours: nothing to put back", one);
            underWay.set(new Theirs(scope.context()));
            for (int run = 0; run < 8; run++) {
                expect(tap, 1, "a statement", one);
                expect(tap, 2, "two statements", two);
                expect(tap, 0, "the driver asked", () -> context.refuseFailedOn(connection));
                expect(tap, 1, "asked before the commit", () -> context.beforeCommitOn(connection));
            }
            expect(tap, 3, "another actor", () -> scope.actor("user-8")
                    .from(AUTHORS)
                    .limit(1)
                    .list());
            expect(tap, 1, "as before", one);
            connection.rollback();
        }
    }

    @ParameterizedTest(name = "{displayName} [autoCommit={0}]")
    @ValueSource(booleans = {true, false})
    @DisplayName("settings, begin and commit are in the statement's own execution, and reads are read only")
    void text(boolean autoCommit) throws Exception {
        counted(autoCommit, (scope, tap) -> {
            tap.reset();
            scope.from(AUTHORS).limit(1).list();
            assertThat(String.join("; ", tap.statements()).toLowerCase(java.util.Locale.ROOT))
                    .contains("begin", "read only", "set_config('holdfast.tenant_id'", "commit")
                    .doesNotContain("session");
            tap.reset();
            thousand(scope, "text" + autoCommit).execute();
            assertThat(String.join("; ", tap.statements())).doesNotContain("read only");
        });
    }
}
