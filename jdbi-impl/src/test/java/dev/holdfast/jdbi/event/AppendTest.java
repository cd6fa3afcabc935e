package dev.holdfast.jdbi.event;

import static dev.holdfast.event.ExpectedVersion.any;
import static dev.holdfast.event.ExpectedVersion.exactly;
import static dev.holdfast.event.ExpectedVersion.none;
import static dev.holdfast.event.StreamId.stream;
import static dev.holdfast.jdbi.fixture.Authors.AUTHORS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.error.InvalidValueException;
import dev.holdfast.event.Aggregate;
import dev.holdfast.event.AppendResult;
import dev.holdfast.event.Checkpoint;
import dev.holdfast.event.Decider;
import dev.holdfast.event.EventSettings;
import dev.holdfast.event.Events;
import dev.holdfast.event.NewEvent;
import dev.holdfast.event.RecordedEvent;
import dev.holdfast.event.StreamAppend;
import dev.holdfast.event.StreamId;
import dev.holdfast.jdbi.HoldfastPlugin;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.jdbi.attack.AuthorDao;
import dev.holdfast.jdbi.attack.Pools;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.jdbi.event.ArticleEvent.Published;
import dev.holdfast.jdbi.event.ArticleEvent.Renamed;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.RoundTrips;
import dev.holdfast.testkit.TestDatabase;
import java.sql.Connection;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.sqlobject.SqlObjectPlugin;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** Appends in transactions, by whatever connection, and many at once. */
@PostgresTest(template = Newsroom.class)
class AppendTest {

    private static final Aggregate<String, Long, ArticleEvent> COUNTED = Aggregate.of(
            "article",
            ArticleEvent.class,
            Decider.of(() -> 0L, (title, count) -> List.of(new Renamed(title)), (count, event) -> count + 1));

    private final TestDatabase database;
    private final JdbiTenantScope a;
    private final Events events;

    AppendTest(TestDatabase database) {
        this.database = database;
        this.a = Newsroom.holdfast(database).tenant(Newsroom.A);
        this.events = a.events();
    }

    private static StreamId fresh() {
        return stream("article", UUID.randomUUID());
    }

    private String count(String rows) {
        return Objects.requireNonNull(Sql.one(database.superuserDataSource(), "select count(*) from " + rows));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("events, rows of the DSL and rows of a SqlObject are committed together, or not at all")
    void together(boolean committed) {
        StreamId article = fresh();
        UUID first = UUID.randomUUID();
        UUID second = UUID.randomUUID();
        a.useTransaction(tx -> {
            tx.insertInto(AUTHORS, row -> row.set(AUTHORS.id, first)
                            .set(AUTHORS.name, "dsl")
                            .set(AUTHORS.email, first.toString()))
                    .execute();
            assertThat(tx.events().append(article, none(), new Published(1)).lastVersion())
                    .isEqualTo(1);
            tx.attach(AuthorDao.class).insert(second, "sql object", second.toString());
            assertThat(tx.events().append(article, exactly(1), new Renamed("x")).lastVersion())
                    .isEqualTo(2);
            assertThat(tx.events().read(article).list()).hasSize(2);
            if (!committed) {
                tx.rollbackOnly();
            }
        });
        assertThat(events.info(article).isPresent()).isEqualTo(committed);
        assertThat(events.read(article).list()).hasSize(committed ? 2 : 0);
        assertThat(count("authors where id in ('" + first + "', '" + second + "')"))
                .isEqualTo(committed ? "2" : "0");
    }

    @Test
    @DisplayName("a nested transaction that fails undoes its events and no others")
    void nested() {
        StreamId article = fresh();
        a.useTransaction(tx -> {
            tx.events().append(article, none(), new Published(1));
            assertThatThrownBy(() -> tx.useTransaction(inner -> {
                        inner.events().append(article, exactly(1), new Published(2));
                        throw new IllegalStateException("undo");
                    }))
                    .hasMessage("undo");
            tx.events().append(article, exactly(1), new Published(3));
        });
        assertThat(events.read(article, Published.class).stream()
                        .map(event -> event.data().edition()))
                .containsExactly(1L, 3L);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("what joins somebody else's transaction shares its fate")
    void joining(boolean committed) {
        Jdbi jdbi = Jdbi.create(database.applicationDataSource())
                .installPlugin(new SqlObjectPlugin())
                .installPlugin(new HoldfastPlugin());
        StreamId article = fresh();
        Follower follower = Follower.from(a);
        jdbi.useHandle(handle -> {
            handle.begin();
            AppendResult appended = a.joining(handle, tx -> tx.events().append(article, none(), new Published(1)));
            List<RecordedEvent<Object>> own =
                    a.joining(handle, tx -> tx.events().read(article).list());
            assertThat(own).hasSize(1);
            assertThat(appended.lastVersion()).isEqualTo(1);
            assertThat(follower.poll()).isEmpty();
            if (committed) {
                handle.commit();
            } else {
                handle.rollback();
            }
        });
        assertThat(follower.poll()).hasSize(committed ? 1 : 0);
        assertThat(events.info(article).isPresent()).isEqualTo(committed);
    }

    @Test
    @DisplayName("a pool whose connections come with auto-commit off appends, reads and lets go of its locks")
    void autoCommitOff() {
        try (HikariDataSource pool = Pools.pool(database, 1, false)) {
            JdbiTenantScope scope = Newsroom.holdfast(database, pool, EventSettings.with(Newsroom.TYPES))
                    .tenant(Newsroom.A);
            StreamId article = fresh();
            Follower follower = Follower.from(scope);
            for (int i = 0; i < 3; i++) {
                AppendResult alone = scope.events().append(article, exactly(i * 2L), new Published(i));
                assertThat(follower.poll()).containsExactly(alone.position().value());
                AppendResult inside = scope.inTransaction(tx -> tx.events().append(article, any(), new Published(9)));
                assertThat(follower.poll()).containsExactly(inside.position().value());
            }
            assertThat(scope.events().read(article).list()).hasSize(6);
            assertThat(scope.events().repository(COUNTED).load(article.id()).state())
                    .isEqualTo(6);
            assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
            assertThat(count("pg_locks where locktype = 'advisory' and classid::bigint >> 16 = 18502 and database ="
                            + " (select oid from pg_database where datname = current_database())"))
                    .isEqualTo("0");
        }
    }

    private interface Counted {
        void run() throws Exception;
    }

    private static void one(RoundTrips tap, String what, Counted work) throws Exception {
        tap.reset();
        work.run();
        assertThat(tap.count()).as(what).isEqualTo(1);
    }

    @ParameterizedTest(name = "{displayName} [autoCommit={0}]")
    @ValueSource(booleans = {true, false})
    @DisplayName("an append, a read, a page of all streams, a load are one round trip each, refused ones too")
    void roundTrips(boolean autoCommit) throws Exception {
        StreamId article = fresh();
        NewEvent kept = NewEvent.of(new Published(0));
        events.append(article, none(), kept);
        try (RoundTrips tap = RoundTrips.before(database);
                Connection connection = tap.applicationDataSource().getConnection()) {
            connection.setAutoCommit(autoCommit);
            JdbiTenantScope scope = Newsroom.holdfast(
                            database,
                            new SingleConnectionDataSource(connection, true),
                            EventSettings.with(Newsroom.TYPES))
                    .tenant(Newsroom.A);
            Events counted = scope.events();
            for (int run = 0; run < 8; run++) {
                one(tap, "append", () -> counted.append(article, any(), new Published(1)));
                one(
                        tap,
                        "several",
                        () -> counted.appendTogether(
                                StreamAppend.to(article, any(), new Published(1), new Published(2)),
                                StreamAppend.to(fresh(), none(), new Published(1))));
                one(tap, "duplicate", () -> assertThat(
                                counted.append(article, any(), kept).duplicate())
                        .isTrue());
                one(tap, "conflict", () -> assertThatThrownBy(() -> counted.append(article, none(), new Published(1)))
                        .hasMessageContaining("expected"));
                one(tap, "read", () -> counted.read(article).list());
                one(tap, "readAll", () -> counted.readAll(Checkpoint.START).page(10));
                one(tap, "safe", counted::lastCheckpoint);
                one(tap, "info", () -> counted.info(article));
                one(tap, "load", () -> counted.repository(COUNTED).load(article.id()));
            }
        }
    }

    @Test
    @DisplayName("EV-33 100,000 events are one append, in order")
    void hugeBatch() {
        StreamId article = fresh();
        int count = 100_000;
        AppendResult result = events.appendAll(
                article,
                none(),
                IntStream.range(0, count).mapToObj(Published::new).toList());
        assertThat(result.firstVersion()).isEqualTo(1);
        assertThat(result.lastVersion()).isEqualTo(count);
        assertThat(result.positions()).hasSize(count).isSorted().doesNotHaveDuplicates();
        assertThat(count("holdfast.events e join holdfast.streams s using (tenant_id, stream_no) where s.stream_id = '"
                        + article.id() + "' and (e.data->>'edition')::bigint = e.version - 1"))
                .isEqualTo(Integer.toString(count));
    }

    @Test
    @DisplayName("EV-33 nothing to append, and a NUL character, are refused before anything is sent")
    void refusedBatches() {
        StreamId article = fresh();
        assertThatThrownBy(() -> events.append(article, any()))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("has no events");
        assertThatThrownBy(() -> events.appendTogether())
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("names no stream");
        assertThatThrownBy(() -> events.append(article, any(), new Renamed("a\0b")))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("NUL")
                .hasMessageNotContaining("a\0b");
        NewEvent twice = NewEvent.of(new Published(1));
        assertThatThrownBy(() -> events.append(article, any(), twice, twice))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("two events of the id");
        assertThatThrownBy(() -> events.appendTogether(
                        StreamAppend.to(article, any(), twice), StreamAppend.to(fresh(), any(), twice)))
                .isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> events.appendTogether(
                        StreamAppend.to(article, any(), new Published(1)),
                        StreamAppend.to(article, any(), new Published(2))))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("twice");
        a.useTransaction(tx -> {
            assertThatThrownBy(() -> tx.events().append(article, any(), new Renamed("a\0b")))
                    .isInstanceOf(InvalidValueException.class);
            tx.events().append(article, none(), new Renamed("\\u0000 is text"));
        });
        assertThat(events.read(article, Renamed.class).list().get(0).data().title())
                .isEqualTo("\\u0000 is text");
    }

    @Test
    @DisplayName("EV-35 50,000 appends in one transaction succeed under one advisory lock")
    void manyAppends() throws Exception {
        try (OpenAppender open = OpenAppender.of(database, Newsroom.A)) {
            assertThat(open.one("select count(e.event_position) from generate_series(1, 50000) as g (n),"
                            + " lateral holdfast.append_event('bulk', (g.n % 2000)::text, null, 'article-published',"
                            + " '{\"edition\": 1}') as e"))
                    .isEqualTo("50000");
            assertThat(open.locks()).isEqualTo(1);
            open.commit();
        }
        assertThat(count("holdfast.streams where category = 'bulk' and version = 25"))
                .isEqualTo("2000");
    }

    @Test
    @DisplayName("EV-32 over 10,000 appends to one stream more than nine of ten updates of its row stay on their page")
    void hotStream() throws Exception {
        StreamId article = stream("hot", UUID.randomUUID());
        String counted = "from pg_stat_all_tables where relid = 'holdfast.streams'::regclass";
        String before = Sql.one(database.superuserDataSource(), "select n_tup_upd " + counted);
        String beforeHot = Sql.one(database.superuserDataSource(), "select n_tup_hot_upd " + counted);
        try (Connection connection = database.applicationDataSource().getConnection()) {
            Sql.run(connection, "select set_config('holdfast.tenant_id', '" + Newsroom.A + "', false)");
            // Each append of the loop commits by itself, on the server, where it is quick.
            Sql.run(
                    connection,
                    "do $$ begin for n in 1 .. 10001 loop perform holdfast.append_event('hot', '" + article.id()
                            + "', null, 'article-published', '{\"edition\": 1}'); commit; end loop; end $$");
            Sql.run(connection, "select pg_stat_force_next_flush()");
            Sql.run(connection, "select 1");
        }
        Sql.await(database, "select n_tup_upd - " + before + " >= 10000 " + counted);
        double updates = Double.parseDouble(Objects.requireNonNull(
                Sql.one(database.superuserDataSource(), "select n_tup_upd - " + before + " " + counted)));
        double hot = Double.parseDouble(Objects.requireNonNull(
                Sql.one(database.superuserDataSource(), "select n_tup_hot_upd - " + beforeHot + " " + counted)));
        assertThat(hot / updates).isGreaterThan(0.9);
        assertThat(events.info(article).orElseThrow().version()).isEqualTo(10_001);
        assertThat(events.read(article).stream().map(RecordedEvent::version))
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, 10_001).boxed().toList());
    }
}
