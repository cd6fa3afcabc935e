package dev.holdfast.jdbi.projection;

import static dev.holdfast.event.StreamId.stream;
import static dev.holdfast.jdbi.projection.Counting.A;
import static dev.holdfast.jdbi.projection.Counting.B;
import static dev.holdfast.jdbi.projection.Counting.add;
import static dev.holdfast.jdbi.projection.Counting.publish;
import static dev.holdfast.jdbi.projection.Counting.quick;
import static dev.holdfast.jdbi.projection.Counting.tallies;
import static dev.holdfast.jdbi.projection.Tallies.TALLIES;
import static dev.holdfast.jdbi.projection.Tallies.TALLIES_2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.Isolation;
import dev.holdfast.RetryPolicy;
import dev.holdfast.TenantScope;
import dev.holdfast.TransactionOptions;
import dev.holdfast.crypto.Encryption;
import dev.holdfast.error.DatabaseException;
import dev.holdfast.error.InvalidValueException;
import dev.holdfast.error.SchemaException;
import dev.holdfast.error.TransactionMisuseException;
import dev.holdfast.event.Aggregate;
import dev.holdfast.event.AppendResult;
import dev.holdfast.event.Decider;
import dev.holdfast.event.EventSettings;
import dev.holdfast.event.ExpectedVersion;
import dev.holdfast.event.NewEvent;
import dev.holdfast.event.OpenedEvent;
import dev.holdfast.event.Position;
import dev.holdfast.event.RawEvent;
import dev.holdfast.event.RecordedEvent;
import dev.holdfast.event.StreamAppend;
import dev.holdfast.event.VersionConflictException;
import dev.holdfast.jdbi.Jackson3Json;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.JdbiTransaction;
import dev.holdfast.jdbi.MicrometerProjections;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.jdbi.attack.UnboundTransactions;
import dev.holdfast.jdbi.event.ArticleEvent;
import dev.holdfast.jdbi.event.ArticleEvent.Commented;
import dev.holdfast.jdbi.event.ArticleEvent.Drafted;
import dev.holdfast.jdbi.event.ArticleEvent.Published;
import dev.holdfast.jdbi.event.ArticleEvent.Renamed;
import dev.holdfast.jdbi.event.Newsroom;
import dev.holdfast.projection.InlineProjectionException;
import dev.holdfast.projection.Projection;
import dev.holdfast.projection.ProjectionStatus;
import dev.holdfast.projection.RunningProjections;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.support.TransactionTemplate;

/** A projection in the appends' own transactions, and how it gets there. */
@PostgresTest(template = Counting.class)
class InlineTest {

    private static final long POISON = -1;

    private final TestDatabase database;

    InlineTest(TestDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void empty() {
        Sql.run(
                database.superuserDataSource(),
                "set session_replication_role = replica; delete from holdfast.events; delete from holdfast.streams;"
                        + " delete from holdfast.personal_data; delete from holdfast.inline_projections; delete from tallies;"
                        + " delete from tallies_2; set session_replication_role = origin; delete from holdfast.projections;"
                        + " delete from holdfast.projection_nodes");
    }

    /** Counts editions by stream; a negative one is a poison. */
    private static Projection.Builder counting(int version) {
        String table = version == 1 ? "tallies" : "tallies_2";
        return Projection.named("inline")
                .version(version)
                .inline()
                .readModel(version == 1 ? TALLIES : TALLIES_2)
                .on(Published.class, (event, tx) -> {
                    add(tx, table, event.stream().id(), event.data().edition());
                    if (event.data().edition() == POISON) {
                        throw new IllegalStateException("poison");
                    }
                });
    }

    private JdbiHoldfast inForce(Projection... projections) {
        JdbiHoldfast holdfast = Counting.holdfast(database, projections);
        for (Projection projection : projections) {
            holdfast.projections().serve(projection.name(), projection.version());
        }
        return holdfast;
    }

    private String one(String sql) {
        return String.valueOf(Sql.one(database.superuserDataSource(), sql));
    }

    private long events() {
        return Long.parseLong(one("select count(*) from holdfast.events"));
    }

    /** What the events say that the tallies should be. */
    private void requireFold(JdbiHoldfast holdfast, Tallies table) {
        for (long tenant : List.of(A, B)) {
            Map<String, String> folded = new TreeMap<>();
            for (String row : Sql.column(
                    database.superuserDataSource(),
                    "select s.stream_id || '=' || count(*) || '/' || sum(cast(e.data ->> 'edition' as bigint))"
                            + " from holdfast.events e join holdfast.streams s using (tenant_id, stream_no)"
                            + " where e.type = 'article-published' and tenant_id = " + tenant
                            + " group by s.stream_id")) {
                String[] parts = String.valueOf(row).split("=");
                folded.put(parts[0], parts[1]);
            }
            assertThat(tallies(holdfast.tenant(tenant), table)).isEqualTo(folded);
        }
    }

    @Test
    @DisplayName(
            "on a store without events it is in force at once, and whoever has appended reads it, with nobody running it")
    void atOnce() {
        JdbiHoldfast holdfast = inForce(counting(1).build());
        AppendResult result = publish(holdfast.tenant(A), "a", 3);
        assertThat(tallies(holdfast.tenant(A))).isEqualTo(Map.of("a", "1/3"));
        assertThat(tallies(holdfast.tenant(B))).isEmpty();
        holdfast.projections().await(A, result.position(), Duration.ZERO, "inline");
        assertThat(holdfast.projections().status()).singleElement().satisfies(status -> {
            assertThat(status.state()).isEqualTo(ProjectionStatus.State.INLINE);
            assertThat(status.position()).isEqualTo(result.position());
            assertThat(status.behind()).isZero();
            assertThat(status.lag()).isZero();
        });
        try (RunningProjections running = holdfast.projections().start()) {
            publish(holdfast.tenant(A), "a", 4);
            running.wake();
            assertThat(tallies(holdfast.tenant(A))).isEqualTo(Map.of("a", "2/7"));
        }
        assertThatThrownBy(() -> holdfast.projections().pause("inline")).isInstanceOf(InvalidValueException.class);
    }

    @Test
    @DisplayName(
            "each way of appending runs it once: alone, several events, several streams, in a transaction, by a decider")
    void eachWay() {
        List<Integer> batches = new ArrayList<>();
        JdbiHoldfast holdfast = inForce(counting(1)
                .onBatch(Published.class, (events, tx) -> batches.add(events.size()))
                .build());
        TenantScope acme = holdfast.tenant(A);
        publish(acme, "one", 1);
        acme.events()
                .append(
                        stream("article", "many"),
                        ExpectedVersion.any(),
                        new Published(1),
                        new Renamed("x"),
                        new Published(2));
        acme.events()
                .appendTogether(
                        StreamAppend.to(stream("article", "z"), ExpectedVersion.any(), new Published(5)),
                        StreamAppend.to(
                                stream("article", "y"), ExpectedVersion.any(), new Published(6), new Published(7)));
        acme.useTransaction(tx -> {
            tx.events().append(stream("article", "tx"), ExpectedVersion.any(), new Published(1));
            assertThat(tallies(tx)).containsEntry("tx", "1/1");
            tx.events().append(stream("article", "tx"), ExpectedVersion.exactly(1), new Published(2));
        });
        AppendResult once = acme.events().append(stream("article", "again"), ExpectedVersion.any(), published(7));
        assertThat(acme.events()
                        .append(stream("article", "again"), ExpectedVersion.any(), published(7))
                        .duplicate())
                .isTrue();
        assertThat(once.duplicate()).isFalse();
        Aggregate<Long, Long, Published> aggregate = aggregate(holdfast);
        assertThat(acme.events().repository(aggregate).execute("decided", 4L).attempts())
                .isEqualTo(2);
        assertThat(tallies(acme))
                .isEqualTo(Map.of(
                        "one", "1/1", "many", "2/3", "z", "1/5", "y", "2/13", "tx", "2/3", "again", "1/7", "decided",
                        "3/13"));
        assertThat(batches).containsExactly(1, 2, 3, 1, 1, 1, 1, 1);
        requireFold(holdfast, TALLIES);
    }

    private static NewEvent published(long edition) {
        return NewEvent.of(new Published(edition)).id(new UUID(0x7000, edition));
    }

    /** Somebody else is faster once, between what is loaded and what is appended. */
    private Aggregate<Long, Long, Published> aggregate(JdbiHoldfast holdfast) {
        AtomicBoolean first = new AtomicBoolean(true);
        publish(holdfast.tenant(A), "decided", 4);
        return Aggregate.of(
                "article",
                Published.class,
                Decider.of(
                        () -> 0L,
                        (command, state) -> {
                            if (first.getAndSet(false)) {
                                publish(
                                        Counting.holdfast(database, counting(1).build())
                                                .tenant(A),
                                        "decided",
                                        5);
                            }
                            return List.of(new Published(command));
                        },
                        (state, event) -> state + event.edition()));
    }

    @Test
    @DisplayName("a handler that throws: nothing of the append is stored, and a transaction goes on as it was")
    void thrown() {
        JdbiHoldfast holdfast = inForce(counting(1).build());
        TenantScope acme = holdfast.tenant(A);
        publish(acme, "good", 1);
        assertThatThrownBy(() -> acme.events()
                        .append(
                                stream("article", "bad"),
                                ExpectedVersion.any(),
                                new Published(1),
                                new Published(POISON)))
                .isInstanceOfSatisfying(InlineProjectionException.class, failure -> {
                    assertThat(failure).hasMessageContaining("inline v1").hasMessageContaining("article/bad");
                    assertThat(failure.projection()).isEqualTo("inline");
                    assertThat(failure.projectionVersion()).isEqualTo(1);
                    assertThat(failure.stream()).isEqualTo(stream("article", "bad"));
                    assertThat(failure.version()).isEqualTo(2);
                    assertThat(failure.position()).isGreaterThan(Position.START);
                    assertThat(failure).hasCauseInstanceOf(IllegalStateException.class);
                });
        assertThat(events()).isEqualTo(1);
        acme.useTransaction(tx -> {
            tx.events().append(stream("article", "good"), ExpectedVersion.any(), new Published(2));
            assertThatThrownBy(() ->
                            tx.events().append(stream("article", "bad"), ExpectedVersion.any(), new Published(POISON)))
                    .isInstanceOf(InlineProjectionException.class);
            tx.events().append(stream("article", "good"), ExpectedVersion.any(), new Published(3));
        });
        assertThat(events()).isEqualTo(3);
        assertThat(tallies(acme)).isEqualTo(Map.of("good", "3/6"));
        requireFold(holdfast, TALLIES);
    }

    @Test
    @DisplayName(
            "EV-24 counts are exact under eight threads, with conflicts, rolled-back transactions and handlers that throw")
    void threads() throws Exception {
        JdbiHoldfast holdfast = inForce(counting(1).build());
        run(8, thread -> {
            for (int i = 1; i <= 60; i++) {
                append(holdfast.tenant(i % 3 == 0 ? B : A), thread, i, POISON);
            }
        });
        requireFold(holdfast, TALLIES);
        assertThat(events()).isBetween(8L * 60 / 4, 8L * 60 * 2);
    }

    private interface Threads {
        void run(int thread) throws Exception;
    }

    private static void run(int count, Threads work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(count);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int thread = 0; thread < count; thread++) {
                int mine = thread;
                all.add(threads.submit(() -> {
                    work.run(mine);
                    return null;
                }));
            }
            for (Future<?> each : all) {
                each.get(3, TimeUnit.MINUTES);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** One of the things that happen; those that fail leave nothing behind. */
    private static void append(TenantScope scope, int thread, int i, long poison) {
        String own = "own" + thread;
        try {
            switch (i % 6) {
                case 0 -> publish(scope, own, poison);
                case 1 -> publish(scope, own, i);
                case 2 -> publish(scope, "common", i);
                case 3 ->
                    scope.useTransaction(tx -> {
                        tx.events().append(stream("article", own), ExpectedVersion.any(), new Published(i));
                        tx.rollbackOnly();
                    });
                case 4 ->
                    scope.useTransaction(tx -> {
                        tx.events().append(stream("article", own), ExpectedVersion.any(), new Published(i));
                        try {
                            tx.events().append(stream("article", own), ExpectedVersion.any(), new Published(poison));
                        } catch (InlineProjectionException undone) {
                            tx.events().append(stream("article", own), ExpectedVersion.any(), new Published(i));
                        }
                    });
                default ->
                    scope.events().append(stream("article", "common"), ExpectedVersion.exactly(i), new Published(i));
            }
        } catch (InlineProjectionException | VersionConflictException expected) {
            // nothing of it is there
        }
    }

    @Test
    @DisplayName("plain SQL and a release that doesn't have it are refused; SQL that says that it handles it is not")
    void refused() {
        inForce(counting(1).build());
        String append = "select holdfast.append_event('article', 'sql', null, 'article-published', '{\"edition\": 5}')";
        String tenant = "select set_config('holdfast.tenant_id', '" + A + "', true);";
        assertThatThrownBy(() -> Sql.run(database.applicationDataSource(), "begin;" + tenant + append + "; commit"))
                .hasMessageContaining("inline v1")
                .hasMessageContaining("holdfast.inline_projections");
        for (boolean coalesced : new boolean[] {false, true}) {
            EventSettings settings = EventSettings.with(Newsroom.TYPES);
            JdbiHoldfast old = Newsroom.holdfast(database, coalesced ? settings.coalesceAppends(true) : settings);
            assertThatThrownBy(() -> publish(old.tenant(A), "old", 1))
                    .isInstanceOf(SchemaException.class)
                    .hasMessageContaining("inline v1")
                    .hasCauseInstanceOf(DatabaseException.class);
            assertThatThrownBy(() -> old.tenant(A)
                            .events()
                            .append(
                                    stream("article", "old"),
                                    ExpectedVersion.any(),
                                    new Published(1),
                                    new Published(2)))
                    .isInstanceOf(SchemaException.class);
        }
        assertThat(events()).isZero();
        Sql.run(
                database.applicationDataSource(),
                "begin;" + tenant + "select set_config('holdfast.inline_projections', 'inline v1', true);" + append
                        + "; commit");
        assertThat(events()).isEqualTo(1);
    }

    @Test
    @DisplayName("what goes by handle in a transaction beside it isn't taken for what it runs")
    void besides() {
        JdbiHoldfast holdfast = inForce(counting(1).build());
        assertThatThrownBy(() -> holdfast.tenant(A).useTransaction(tx -> {
                    tx.events().append(stream("article", "a"), ExpectedVersion.any(), new Published(1));
                    ((JdbiTransaction) tx)
                            .handle()
                            .createQuery("select holdfast.append_event('article', 'a', null, 'article-published',"
                                    + " '{\"edition\": 5}')")
                            .mapTo(String.class)
                            .one();
                }))
                .hasMessageContaining("inline v1");
        assertThat(events()).isZero();
    }

    @Test
    @DisplayName("handlers are the tenant's: a row of another one isn't theirs to write or see")
    void tenants() {
        List<String> seen = new ArrayList<>();
        JdbiHoldfast holdfast = inForce(Projection.named("inline")
                .inline()
                .on(Published.class, (event, tx) -> {
                    add(tx, "tallies", event.stream().id(), 1);
                    tallies(tx).keySet().forEach(name -> seen.add(event.tenantId() + name));
                    if (event.data().edition() == 666) {
                        ((JdbiTransaction) tx)
                                .handle()
                                .execute("insert into tallies (tenant_id, id, name, events, total) values (" + B
                                        + ", gen_random_uuid(), 'stolen', 1, 1)");
                    }
                })
                .build());
        publish(holdfast.tenant(A), "a", 1);
        publish(holdfast.tenant(B), "b", 1);
        assertThatThrownBy(() -> publish(holdfast.tenant(A), "c", 666)).isInstanceOf(InlineProjectionException.class);
        assertThat(seen).containsExactly(A + "a", B + "b", A + "a", A + "c");
        assertThat(one("select string_agg(tenant_id || name, ',' order by name) from tallies"))
                .isEqualTo(A + "a," + B + "b");
    }

    enum Kind {
        TYPED,
        RAW,
        OPENED
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("a handler is given what it is given when the projection is built anew")
    void same(Kind kind) {
        ConcurrentLinkedQueue<String> given = new ConcurrentLinkedQueue<>();
        inForce(recording(kind, given, 1));
        JdbiHoldfast holdfast = Counting.holdfast(database, recording(kind, given, 1));
        TenantScope acme = holdfast.tenant(A).actor("ann").because("test").requestId("r-1");
        acme.events()
                .append(
                        stream("article", "a"),
                        ExpectedVersion.none(),
                        new Drafted("t", 3),
                        new Commented("reader", "a@b", "text", "editor", null));
        acme.events().append(stream("other", "b"), ExpectedVersion.any(), new Published(1));
        acme.events().append(stream("article", "a"), ExpectedVersion.any(), new Published(1));
        List<String> inline = new ArrayList<>(given);
        assertThat(inline).hasSize(3);
        given.clear();
        JdbiHoldfast next = Counting.holdfast(database, recording(kind, given, 1), recording(kind, given, 2));
        try (RunningProjections running = next.projections().start()) {
            Counting.until(() -> given.size() == 3);
        }
        assertThat(new ArrayList<>(given)).isEqualTo(inline);
    }

    private static Projection recording(Kind kind, ConcurrentLinkedQueue<String> given, int version) {
        Projection.Builder builder =
                Projection.named("recorded").version(version).inline().inCategories("article");
        return switch (kind) {
            case TYPED ->
                builder.on(ArticleEvent.class, (event, tx) -> given.add(text(event)))
                        .build();
            case RAW ->
                builder.on(RawEvent.class, (event, tx) -> given.add(text(event)))
                        .build();
            case OPENED ->
                builder.on(OpenedEvent.class, (event, tx) -> given.add(text(event)))
                        .build();
        };
    }

    private static String text(RecordedEvent<?> event) {
        return event + " " + event.id() + " " + event.recordedAt() + " " + event.schemaVersion() + " " + event.keyIds()
                + " " + event.metadata() + " " + (event.data() instanceof RawEvent raw ? raw.json() : event.data());
    }

    @Test
    @DisplayName(
            "EV-24 put in force, and replaced by another version, while eight threads append: each event counts once in both")
    void switched() throws Exception {
        JdbiHoldfast before = Newsroom.holdfast(database);
        for (int i = 1; i <= 300; i++) {
            publish(before.tenant(i % 2 == 0 ? A : B), "n" + i % 3, i);
        }
        JdbiHoldfast holdfast = Counting.holdfast(
                database, quick(counting(1).build(), counting(2).build()).batchSize(20));
        AtomicBoolean ended = new AtomicBoolean();
        AtomicBoolean served = new AtomicBoolean();
        ExecutorService background = Executors.newSingleThreadExecutor();
        try {
            Future<?> writers = background.submit(() -> {
                run(8, thread -> {
                    for (int i = 1; !ended.get(); i++) {
                        append(holdfast.tenant(i % 3 == 0 ? B : A), thread, i, served.get() ? POISON : 1);
                    }
                });
                return null;
            });
            for (int stop = 1; stop <= 2; stop++) { // begun again in its middle
                Position reached = position(holdfast, 1);
                try (RunningProjections running = holdfast.projections().start()) {
                    Counting.until(() -> position(holdfast, 1).compareTo(reached) > 0);
                }
            }
            try (RunningProjections running = holdfast.projections().start()) {
                Counting.until(() -> serves(holdfast, 1));
                served.set(true);
                publish(holdfast.tenant(A), "served", 1);
                assertThat(tallies(holdfast.tenant(A))).containsEntry("served", "1/1");
                assertThatThrownBy(() -> publish(before.tenant(A), "old", 1)).isInstanceOf(SchemaException.class);
                Counting.until(() -> serves(holdfast, 2));
                Thread.sleep(200);
                ended.set(true);
                writers.get(2, TimeUnit.MINUTES);
                AppendResult last = publish(holdfast.tenant(A), "last", 1);
                requireFold(holdfast, TALLIES_2);
                Counting.until(() -> position(holdfast, 1).compareTo(last.position()) >= 0);
                requireFold(holdfast, TALLIES);
                assertThat(holdfast.projections().status())
                        .extracting(status -> status.version() + " " + status.state() + " " + status.serving())
                        .containsExactly("1 CATCHING_UP false", "2 INLINE true");
                holdfast.projections().serve("inline", 1); // and back
                publish(holdfast.tenant(B), "back", 1);
                requireFold(holdfast, TALLIES);
            }
        } finally {
            ended.set(true);
            background.shutdown();
            assertThat(background.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        }
    }

    private static Position position(JdbiHoldfast holdfast, int version) {
        return holdfast.projections().status().stream()
                .filter(status -> status.version() == version)
                .map(ProjectionStatus::position)
                .findFirst()
                .orElse(Position.START);
    }

    /** It may be too far behind when it is asked. */
    private static boolean serves(JdbiHoldfast holdfast, int version) {
        try {
            holdfast.projections().serve("inline", version);
            return true;
        } catch (InvalidValueException behind) {
            assertThat(behind).hasMessageContaining("wait");
            return false;
        }
    }

    @Test
    @DisplayName("a stricter isolation fails where its snapshot is older than what is in force, and is run again")
    void stricter() {
        JdbiHoldfast holdfast = Counting.holdfast(database, counting(1).build());
        AtomicBoolean first = new AtomicBoolean(true);
        holdfast.tenant(A)
                .inTransaction(
                        TransactionOptions.defaults()
                                .isolation(Isolation.SERIALIZABLE)
                                .retry(new RetryPolicy(3, Duration.ofMillis(1), Duration.ofMillis(1))),
                        tx -> {
                            tallies(tx);
                            if (first.getAndSet(false)) {
                                inForceElsewhere();
                            }
                            return tx.events()
                                    .append(stream("article", "strict"), ExpectedVersion.exactly(0), new Published(1));
                        });
        requireFold(holdfast, TALLIES);
    }

    private void inForceElsewhere() {
        Sql.run(database.acrossTenantsDataSource(), "select holdfast.declare_inline('inline', 1)");
    }

    @Test
    @DisplayName("no alarm rings for what is in force and run by no process")
    void measured() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        JdbiHoldfast holdfast = inForce(counting(1).build());
        new MicrometerProjections(registry).gauges(holdfast.projections()).refresh();
        assertThat(registry.get(MicrometerProjections.RUNNING)
                        .tag("projection", "inline")
                        .gauge()
                        .value())
                .isEqualTo(1);
    }

    @Test
    @DisplayName("a handler may append, which is handled in turn")
    void appending() {
        JdbiHoldfast holdfast = inForce(
                Projection.named("follow-up")
                        .inline()
                        .on(Renamed.class, (event, tx) -> tx.events()
                                .append(stream("article", "next"), ExpectedVersion.any(), new Published(9)))
                        .build(),
                counting(1).build());
        holdfast.tenant(A).events().append(stream("article", "first"), ExpectedVersion.any(), new Renamed("x"));
        assertThat(tallies(holdfast.tenant(A))).isEqualTo(Map.of("next", "1/9"));
        assertThatThrownBy(() -> holdfast.tenant(A).useTransaction(tx -> {
                    tx.events().append(stream("article", "first"), ExpectedVersion.any(), new Renamed("y"));
                    throw new IllegalStateException("undone");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(events()).isEqualTo(2);
    }

    @Test
    @DisplayName("a handler that asks for a rollback fails the append, which would tell of events that aren't there")
    void rollbackOnly() {
        JdbiHoldfast holdfast = inForce(Projection.named("inline")
                .inline()
                .on(Published.class, (event, tx) -> tx.rollbackOnly())
                .build());
        assertThatThrownBy(() -> publish(holdfast.tenant(A), "a", 1))
                .isInstanceOf(TransactionMisuseException.class)
                .hasMessageContaining("inline");
        assertThat(events()).isZero();
    }

    @Test
    @DisplayName("in a transaction of somebody else's an append that a handler fails undoes itself alone")
    void surrounded() {
        inForce(counting(1).build());
        TransactionTemplate spring =
                new TransactionTemplate(new DataSourceTransactionManager(database.applicationDataSource()));
        JdbiHoldfast holdfast = JdbiHoldfast.builder(
                        new TransactionAwareDataSourceProxy(database.applicationDataSource()))
                .schema(Counting.SCHEMA)
                .acrossTenants(database.acrossTenantsDataSource())
                .json(new Jackson3Json())
                .encryption(Encryption.with(Newsroom.KEYRING))
                .events(EventSettings.with(Newsroom.TYPES))
                .projections(quick(counting(1).build()))
                .surroundingTransactions(new UnboundTransactions())
                .build();
        spring.executeWithoutResult(status -> {
            publish(holdfast.tenant(A), "a", 1);
            assertThatThrownBy(() -> publish(holdfast.tenant(A), "a", POISON))
                    .isInstanceOf(InlineProjectionException.class);
            publish(holdfast.tenant(A), "a", 2);
        });
        assertThat(tallies(holdfast.tenant(A))).isEqualTo(Map.of("a", "2/3"));
        requireFold(holdfast, TALLIES);
    }

    @Test
    @DisplayName("EV-58 a tenant that is purged takes its rows along")
    void purged() {
        JdbiHoldfast holdfast = inForce(counting(1).build());
        publish(holdfast.tenant(A), "a", 1);
        publish(holdfast.tenant(B), "b", 1);
        holdfast.acrossTenants("B has left").events().purgeTenant(B);
        assertThat(one("select string_agg(distinct tenant_id::text, ',') from tallies"))
                .isEqualTo(String.valueOf(A));
        publish(holdfast.tenant(B), "b", 5);
        assertThat(tallies(holdfast.tenant(B))).isEqualTo(Map.of("b", "1/5"));
    }

    @Test
    @DisplayName("what it can't be is refused: partitions, all tenants, an async one of the same version")
    void impossible() {
        assertThatThrownBy(() ->
                        counting(1).partitionedBy(2, RecordedEvent::stream).build())
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("partitions");
        assertThatThrownBy(() -> counting(1).acrossTenants("all").build()).isInstanceOf(InvalidValueException.class);
        Counting.holdfast(database, Counting.byStream("inline"))
                .projections()
                .start()
                .close();
        assertThatThrownBy(() -> Counting.holdfast(database, counting(1).build())
                        .projections()
                        .start())
                .isInstanceOf(SchemaException.class)
                .hasMessageContaining("another version");
    }
}
