package dev.holdfast.jdbi.event;

import static dev.holdfast.event.StreamId.stream;
import static dev.holdfast.jdbi.event.Newsroom.A;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.holdfast.error.ConstraintViolationException;
import dev.holdfast.event.Aggregate;
import dev.holdfast.event.ConflictPolicy;
import dev.holdfast.event.Decider;
import dev.holdfast.event.EventSettings;
import dev.holdfast.event.EventType;
import dev.holdfast.event.EventTypes;
import dev.holdfast.event.Executed;
import dev.holdfast.event.ExpectedVersion;
import dev.holdfast.event.Loaded;
import dev.holdfast.event.Personal;
import dev.holdfast.event.RecordedEvent;
import dev.holdfast.event.Repository;
import dev.holdfast.event.Snapshots;
import dev.holdfast.event.StreamClosedException;
import dev.holdfast.event.TruncatedStreamException;
import dev.holdfast.event.VersionConflictException;
import dev.holdfast.jdbi.Jackson3Json;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.jdbi.JdbiTransaction;
import dev.holdfast.jdbi.SessionContext;
import dev.holdfast.jdbi.SurroundingTransaction;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.jdbi.fixture.Press;
import dev.holdfast.testkit.Background;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.Race;
import dev.holdfast.testkit.RoundTrips;
import dev.holdfast.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** Commands on things that are kept as events, and their snapshots. */
@PostgresTest(template = Newsroom.class)
class DecidersTest {

    @EventType("stock-changed")
    record Changed(long by) {}

    record Stock(long left, long changes) {}

    /** Says that it can be read. */
    static final class Unreadable {
        private final long left;

        private Unreadable(long left) {
            this.left = left;
        }

        public long getLeft() {
            return left;
        }

        @JsonCreator
        static Unreadable read(@JsonProperty("left") long left) {
            throw new IllegalStateException("s3cr3t");
        }
    }

    /** Can't be written. */
    static final class Unwritable {
        public Unwritable getItself() {
            return this;
        }

        public void setItself(Unwritable itself) {
            throw new IllegalStateException("never written, so never read");
        }
    }

    static final class SoldOut extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private static final AtomicInteger IDS = new AtomicInteger();

    private static final Decider<Long, Stock, Changed> DECIDER = Decider.of(
            () -> new Stock(0, 0),
            (by, stock) -> {
                if (stock.left() + by < 0) {
                    throw new SoldOut();
                }
                return by == 0 ? List.of() : List.of(new Changed(by));
            },
            (stock, changed) -> new Stock(stock.left() + changed.by(), stock.changes() + 1));

    private static final Aggregate<Long, Stock, Changed> PLAIN = Aggregate.of("stock", Changed.class, DECIDER);
    private static final Aggregate<Long, Stock, Changed> EVERY_3 =
            PLAIN.snapshots(Snapshots.every(3, "stock", Stock.class));

    private final TestDatabase database;
    private final JdbiTenantScope acme;
    private final Ledger ledger;
    private String id = "";

    DecidersTest(TestDatabase database) {
        this.database = database;
        this.acme = Newsroom.holdfast(database, EventSettings.with(EventTypes.of(Changed.class)))
                .tenant(A);
        this.ledger = new Ledger(database);
    }

    @BeforeEach
    void anotherThing() {
        id = "d" + IDS.incrementAndGet();
    }

    private Repository<Long, Stock, Changed> stocks(Aggregate<Long, Stock, Changed> aggregate) {
        return acme.events().repository(aggregate);
    }

    private List<String> snapshots() {
        return ledger.column("select type || ' ' || schema_version || '@' || version from holdfast.snapshots where "
                + Ledger.of("stock", id) + " order by 1");
    }

    private void append(int count) {
        for (int i = 0; i < count; i++) {
            acme.events().append(stream("stock", id), ExpectedVersion.any(), new Changed(1));
        }
    }

    @Test
    void commandsAreDecidedOnWhatIsStored() {
        Repository<Long, Stock, Changed> stocks = stocks(PLAIN);
        assertThat(stocks.load(id)).isEqualTo(new Loaded<>(stream("stock", id), 0, new Stock(0, 0)));
        Executed<Stock, Changed> executed = stocks.execute(id, 5L);
        assertThat(executed.state()).isEqualTo(new Stock(5, 1));
        assertThat(executed.events()).containsExactly(new Changed(5));
        assertThat(executed.position()).isNotNull();
        assertThatThrownBy(() -> stocks.execute(id, -6L)).isInstanceOf(SoldOut.class);
        assertThat(stocks.execute(id, 0L).position()).isNull();
        assertThat(stocks.load(id)).isEqualTo(new Loaded<>(stream("stock", id), 1, new Stock(5, 1)));
        acme.events().close(stream("stock", id), ExpectedVersion.any());
        assertThatThrownBy(() -> stocks.execute(id, 1L)).isInstanceOf(StreamClosedException.class);
        assertThat(stocks.load(id).state()).isEqualTo(new Stock(5, 1));
    }

    @Test
    void sixteenWhoWantTheSameThingAllSucceed() {
        Repository<Long, Stock, Changed> stocks = stocks(EVERY_3.onConflict(ConflictPolicy.attempts(200)));
        var outcomes = Race.of(16).run(racer -> {
            int attempts = 0;
            for (int i = 0; i < 5; i++) {
                attempts += stocks.execute(id, 1L).attempts();
            }
            return attempts;
        });
        assertThat(outcomes.errors()).isEmpty();
        assertThat(outcomes.values().stream().mapToInt(Integer::intValue).sum())
                .as("some lost")
                .isGreaterThan(80);
        assertThat(stocks.load(id)).isEqualTo(new Loaded<>(stream("stock", id), 80, new Stock(80, 80)));
        assertThat(stocks(PLAIN).load(id).state()).as("of the events").isEqualTo(new Stock(80, 80));
    }

    /** By another thread, as a scope isn't to be used inside of a transaction. */
    private static void meanwhile(Runnable work) {
        Background.run(work).orTimeout(20, TimeUnit.SECONDS).join();
    }

    @Test
    void thePolicySeesWhatCameInBetween() {
        append(1);
        Queue<List<Long>> between = new ConcurrentLinkedQueue<>();
        AtomicInteger loads = new AtomicInteger();
        Decider<Long, Stock, Changed> slow = Decider.of(
                DECIDER::initial,
                (by, stock) -> {
                    if (loads.getAndIncrement() == 0) {
                        meanwhile(() -> acme.events()
                                .append(stream("stock", id), ExpectedVersion.any(), new Changed(7), new Changed(8)));
                    }
                    return DECIDER.decide(by, stock);
                },
                DECIDER::evolve);
        Aggregate<Long, Stock, Changed> careful = Aggregate.of("stock", Changed.class, slow)
                .onConflict(conflict -> {
                    between.add(conflict.between().stream()
                            .map(RecordedEvent::data)
                            .map(Changed::by)
                            .toList());
                    return conflict.command() < 100;
                });
        assertThat(stocks(careful).execute(id, 1L).attempts()).isEqualTo(2);
        assertThat(stocks(careful).load(id).state()).isEqualTo(new Stock(17, 4));
        loads.set(0);
        assertThatThrownBy(() -> stocks(careful).execute(id, 100L)).isInstanceOf(VersionConflictException.class);
        loads.set(0);
        int before = between.size();
        acme.useTransaction(
                tx -> assertThat(tx.events().repository(careful).execute(id, 2L).attempts())
                        .as("a transaction goes on after a conflict")
                        .isEqualTo(2));
        assertThat(between).hasSize(before + 1).containsOnly(List.of(7L, 8L));
    }

    @Test
    void inATransactionASnapshotIsStoredAfterItsCommit() {
        append(3);
        acme.useTransaction(tx -> {
            tx.events().repository(EVERY_3).execute(id, 1L);
            assertThat(snapshots()).isEmpty();
        });
        assertThat(snapshots()).containsExactly("stock 1@3");
    }

    @Test
    void ofARolledBackTransactionNoSnapshotIsLeft() {
        append(3);
        assertThatThrownBy(() -> acme.useTransaction(tx -> {
                    tx.events().repository(EVERY_3).execute(id, 1L);
                    throw new SoldOut();
                }))
                .isInstanceOf(SoldOut.class);
        assertThat(snapshots()).isEmpty();
        acme.useTransaction(tx -> {
            assertThatThrownBy(() -> tx.useTransaction(nested -> {
                        nested.events().repository(EVERY_3).execute(id, 1L);
                        nested.events().repository(EVERY_3).execute(id, 1L);
                        throw new SoldOut();
                    }))
                    .isInstanceOf(SoldOut.class);
            tx.events().repository(PLAIN).execute(id, 5L);
        });
        assertThat(snapshots()).isEmpty();
        assertThat(stocks(PLAIN).load(id).state()).isEqualTo(new Stock(8, 4));
        acme.useTransaction(tx ->
                tx.useTransaction(nested -> nested.events().repository(EVERY_3).execute(id, 1L)));
        assertThat(snapshots()).containsExactly("stock 1@4");
    }

    @Test
    void ofWhatAHandlesSavepointUndidNoSnapshotIsLeft() {
        append(3);
        acme.useTransaction(tx -> tx.useTransaction(outer -> {
            assertThatThrownBy(() -> JdbiTransaction.handleOf(outer).useTransaction(handle -> {
                        outer.events().repository(EVERY_3).execute(id, 1L);
                        outer.events().repository(EVERY_3).execute(id, 1L);
                        throw new SoldOut();
                    }))
                    .isInstanceOf(SoldOut.class);
            outer.events().repository(PLAIN).execute(id, 5L);
        }));
        assertThat(snapshots()).isEmpty();
        assertThat(stocks(EVERY_3).load(id).state()).isEqualTo(new Stock(8, 4));
        acme.useTransaction(tx -> {
            assertThatThrownBy(() -> tx.useTransaction(nested -> {
                        nested.events().repository(EVERY_3).execute(id, 1L);
                        assertThatThrownBy(
                                        () -> JdbiTransaction.handleOf(nested).useTransaction(handle -> {
                                            throw new SoldOut();
                                        }))
                                .isInstanceOf(SoldOut.class);
                        throw new SoldOut();
                    }))
                    .isInstanceOf(SoldOut.class);
        });
        assertThat(snapshots()).isEmpty();
    }

    @Test
    @DisplayName("EV-36 a snapshot of events that were rolled back isn't stored")
    void ofWhatSqlOfTheTransactionsOwnUndidNoSnapshotIsLeft() {
        append(3);
        acme.useTransaction(tx -> {
            Handle handle = JdbiTransaction.handleOf(tx);
            handle.execute("savepoint by_hand");
            tx.events().repository(PLAIN).execute(id, 1L);
            tx.events().repository(EVERY_3).execute(id, 1L); // a snapshot of version 4 is due
            handle.execute("rollback to savepoint by_hand");
            tx.events().repository(PLAIN).execute(id, 50L);
            tx.events().repository(PLAIN).execute(id, 50L);
        });
        assertThat(snapshots()).isEmpty();
        assertThat(stocks(EVERY_3).load(id))
                .extracting(Loaded::version, Loaded::state)
                .containsExactly(5L, new Stock(103, 5));
        stocks(EVERY_3).execute(id, 1L);
        assertThat(snapshots()).containsExactly("stock 1@5");
    }

    @Test
    @DisplayName("EV-36 a snapshot is bound to the id of its last event, when it is stored and when it is loaded")
    void aSnapshotOfAnotherEventIsNotBelieved() {
        append(4);
        stocks(EVERY_3).execute(id, 1L);
        assertThat(snapshots()).containsExactly("stock 1@4");
        String forged = "update holdfast.snapshots set state = '{\"left\": 99, \"changes\": 4}', event_id = %s where "
                + Ledger.of("stock", id);
        assertThatThrownBy(
                        () -> acme.<Integer>withHandle(handle -> handle.execute(forged.formatted("gen_random_uuid()"))))
                .isInstanceOf(ConstraintViolationException.class)
                .hasMessageContaining("snapshots_event_check");
        ledger.run(forged.formatted("gen_random_uuid()"));
        assertThat(stocks(EVERY_3).load(id).state()).isEqualTo(new Stock(5, 5));
        ledger.run(forged.formatted("(select e.event_id from holdfast.events e where e.stream_no = snapshots.stream_no"
                + " and e.version = 4)"));
        assertThat(stocks(EVERY_3).load(id).state())
                .as("the state itself is the application's own to write")
                .isEqualTo(new Stock(100, 5));
    }

    @Test
    @DisplayName("EV-36 a snapshot of a stream that was archived, and of one whose event was purged, is believed")
    void aSnapshotOfAnEventThatHasMoved() {
        append(4);
        stocks(EVERY_3).execute(id, 1L);
        ledger.run("update holdfast.snapshots set state = '{\"left\": 40, \"changes\": 4}' where "
                + Ledger.of("stock", id));
        acme.events().archive(stream("stock", id), ExpectedVersion.any());
        assertThat(stocks(EVERY_3).load(id).state()).isEqualTo(new Stock(41, 5));
        acme.events().truncateBefore(stream("stock", id), 5);
        Newsroom.holdfast(database, EventSettings.with(EventTypes.of(Changed.class)))
                .acrossTenants("test")
                .events()
                .purgeTruncated();
        assertThat(stocks(EVERY_3).load(id).state()).isEqualTo(new Stock(41, 5));
    }

    @Test
    @DisplayName("EV-36 a snapshot of another event than the last one that was truncated isn't believed")
    void aSnapshotOfAnotherEventBehindWhichTheStreamBegins() {
        append(4);
        stocks(EVERY_3).execute(id, 1L);
        acme.events().truncateBefore(stream("stock", id), 5);
        assertThat(stocks(EVERY_3).load(id))
                .extracting(Loaded::version, Loaded::state)
                .containsExactly(5L, new Stock(5, 5));
        ledger.run("update holdfast.snapshots set event_id = gen_random_uuid() where " + Ledger.of("stock", id));
        assertThatThrownBy(() -> stocks(EVERY_3).load(id)).isInstanceOf(TruncatedStreamException.class);
    }

    @Test
    void aSnapshotAndTheEventsBehindItComeInOneRoundTrip() throws Exception {
        for (int i = 0; i < 8; i++) {
            stocks(EVERY_3).execute(id, 1L);
        }
        assertThat(snapshots()).containsExactly("stock 1@6");
        try (RoundTrips tap = RoundTrips.before(database)) {
            JdbiHoldfast holdfast = Newsroom.holdfast(
                    database, tap.applicationDataSource(), EventSettings.with(EventTypes.of(Changed.class)));
            Repository<Long, Stock, Changed> stocks =
                    holdfast.tenant(A).events().repository(EVERY_3);
            stocks.load(id);
            tap.reset();
            assertThat(stocks.load(id).state()).isEqualTo(new Stock(8, 8));
            assertThat(tap.count()).isOne();
            tap.reset();
            assertThat(stocks.execute(id, 1L).version()).isEqualTo(9);
            assertThat(tap.count()).as("load, append, snapshot").isEqualTo(3);
            tap.reset();
            assertThat(stocks.execute(id, 1L).version()).isEqualTo(10);
            assertThat(tap.count()).as("load, append").isEqualTo(2);
        }
    }

    @Test
    void aSnapshotIsUsedForWhatItHolds() {
        append(3);
        stocks(EVERY_3).execute(id, 1L);
        ledger.run("update holdfast.snapshots set state = '{\"left\": 1000, \"changes\": 3}' where "
                + Ledger.of("stock", id));
        assertThat(stocks(EVERY_3).load(id).state()).as("it is what is read").isEqualTo(new Stock(1001, 4));
        assertThat(stocks(PLAIN).load(id).state()).isEqualTo(new Stock(4, 4));
        Aggregate<Long, Stock, Changed> raised =
                PLAIN.snapshots(Snapshots.every(3, "stock", Stock.class).version(2));
        assertThat(stocks(raised).load(id).state()).as("another schema").isEqualTo(new Stock(4, 4));
        stocks(raised).execute(id, 1L);
        assertThat(snapshots()).containsExactly("stock 1@3", "stock 2@4");
        Aggregate<Long, Stock, Changed> named = PLAIN.snapshots(Snapshots.every(1, "other", Stock.class));
        assertThat(stocks(named).load(id).state()).as("another name").isEqualTo(new Stock(5, 5));
    }

    @Test
    void aSnapshotIsNotNeeded() {
        append(3);
        stocks(EVERY_3).execute(id, 1L);
        ledger.run("delete from holdfast.snapshots where " + Ledger.of("stock", id));
        assertThat(stocks(EVERY_3).load(id).state()).isEqualTo(new Stock(4, 4));
        stocks(EVERY_3).execute(id, 1L);
        assertThat(snapshots()).containsExactly("stock 1@4");
    }

    private static List<String> logged(Class<?> by, Runnable work) {
        Queue<String> logged = new ConcurrentLinkedQueue<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord record) {
                logged.add(record.getLevel() + " " + record.getMessage() + " " + record.getThrown());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger(by.getName());
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
        try {
            work.run();
        } finally {
            logger.removeHandler(handler);
            logger.setUseParentHandlers(true);
        }
        return List.copyOf(logged);
    }

    @Test
    void aSnapshotThatCanNotBeReadIsPassedOver() {
        append(3);
        stocks(EVERY_3).execute(id, 1L);
        for (String state : List.of("[]", "null", "\"x\"", "{\"left\": \"s3cr3t\"}")) {
            ledger.run("update holdfast.snapshots set state = '" + state + "' where " + Ledger.of("stock", id));
            List<String> logged = logged(dev.holdfast.jdbi.internal.event.SessionEvents.class, () -> {
                assertThat(stocks(EVERY_3).load(id)).isEqualTo(new Loaded<>(stream("stock", id), 4, new Stock(4, 4)));
                acme.useTransaction(tx -> assertThat(
                                tx.events().repository(EVERY_3).load(id).state())
                        .isEqualTo(new Stock(4, 4)));
            });
            assertThat(logged).hasSize(2).allSatisfy(line -> assertThat(line)
                    .contains("WARNING", "\"stock\" of stock/" + id + " at version 3", "can't be read")
                    .doesNotContain("s3cr3t"));
        }
        append(2);
        logged(dev.holdfast.jdbi.internal.event.SessionEvents.class, () -> stocks(EVERY_3)
                .execute(id, 1L));
        assertThat(snapshots()).as("it is replaced").containsExactly("stock 1@6");
        assertThat(logged(dev.holdfast.jdbi.internal.event.SessionEvents.class, () -> stocks(EVERY_3)
                        .load(id)))
                .isEmpty();
    }

    @Test
    void aStateThatTheCodecWritesAndCanNotReadBreaksNothing() {
        Decider<Long, Unreadable, Changed> decider = Decider.of(
                () -> new Unreadable(0),
                (by, state) -> List.of(new Changed(by)),
                (state, changed) -> new Unreadable(state.getLeft() + changed.by()));
        var things = acme.events()
                .repository(Aggregate.of("stock", Changed.class, decider)
                        .snapshots(Snapshots.every(1, "unreadable", Unreadable.class)));
        List<String> logged = logged(dev.holdfast.jdbi.internal.event.SessionEvents.class, () -> {
            for (int i = 1; i <= 4; i++) {
                assertThat(things.execute(id, 1L).state().getLeft()).isEqualTo(i);
            }
        });
        assertThat(snapshots()).containsExactly("unreadable 1@3");
        assertThat(logged).isNotEmpty().allSatisfy(line -> assertThat(line).doesNotContain("s3cr3t"));
    }

    @Test
    void aSnapshotThatCanNotBeStoredFailsNoCommand() {
        Decider<Long, Unwritable, Changed> decider = Decider.of(
                Unwritable::new, (by, state) -> List.of(new Changed(by)), (state, changed) -> new Unwritable());
        var things = acme.events()
                .repository(Aggregate.of("stock", Changed.class, decider)
                        .snapshots(Snapshots.every(1, "unwritable", Unwritable.class)));
        List<String> logged = logged(Repository.class, () -> {
            things.execute(id, 1L);
            assertThat(things.execute(id, 1L).version()).isEqualTo(2);
            acme.useTransaction(tx -> tx.events()
                    .repository(Aggregate.of("stock", Changed.class, decider)
                            .snapshots(Snapshots.every(1, "unwritable", Unwritable.class)))
                    .execute(id, 1L));
        });
        assertThat(logged).hasSize(2).allSatisfy(line -> assertThat(line).contains("stock/" + id, "wasn't stored"));
        assertThat(snapshots()).isEmpty();
        Sql.run(
                database.superuserDataSource(),
                "revoke insert on holdfast.snapshots from " + database.user(dev.holdfast.testkit.Role.APPLICATION));
        try {
            assertThat(logged(Repository.class, () -> assertThat(
                                    stocks(EVERY_3).execute(id, 1L).version())
                            .isEqualTo(4)))
                    .hasSize(1);
            assertThat(logged(Repository.class, () -> Jdbi.create(database.applicationDataSource())
                            .useTransaction(handle -> acme.joining(
                                    handle,
                                    tx -> tx.events().repository(EVERY_3).execute(id, 1L)))))
                    .as("in somebody else's transaction")
                    .hasSize(1);
            assertThat(stocks(PLAIN).load(id).version()).isEqualTo(5);
        } finally {
            Sql.run(
                    database.superuserDataSource(),
                    "grant insert on holdfast.snapshots to " + database.user(dev.holdfast.testkit.Role.APPLICATION));
        }
    }

    /** Somebody's transaction, that tells when it was committed. */
    private record Telling(List<Runnable> afterCommit) implements SurroundingTransaction {

        @Override
        public @Nullable SessionContext session() {
            return null;
        }

        @Override
        public void rollbackOnly(Throwable cause) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void afterCommit(Runnable work) {
            afterCommit.add(work);
        }
    }

    @Test
    void inATransactionThatTellsOfItsCommitASnapshotIsStoredAfterThat() throws SQLException {
        append(3);
        AtomicReference<@Nullable SurroundingTransaction> underWay = new AtomicReference<>();
        Telling telling = new Telling(new ArrayList<>());
        try (Connection connection = database.applicationDataSource().getConnection()) {
            JdbiTenantScope scope = JdbiHoldfast.builder(new SingleConnectionDataSource(connection, true))
                    .schema(Press.SCHEMA)
                    .json(new Jackson3Json())
                    .events(EventSettings.with(EventTypes.of(Changed.class)))
                    .surroundingTransactions(underWay::get)
                    .build()
                    .tenant(A);
            underWay.set(telling);
            connection.setAutoCommit(false);
            scope.events().repository(EVERY_3).execute(id, 1L);
            assertThatThrownBy(() -> scope.useTransaction(tx -> {
                        tx.events()
                                .repository(EVERY_3.snapshots(Snapshots.every(1, "stock", Stock.class)))
                                .execute(id, 1L);
                        throw new IllegalStateException("undo");
                    }))
                    .hasMessage("undo");
            assertThat(telling.afterCommit()).as("of the block that went well").hasSize(1);
            assertThat(scope.<Integer>withHandle(handle -> handle.select(
                                    "select count(*) from holdfast.snapshots where " + Ledger.of("stock", id))
                            .mapTo(Integer.class)
                            .one()))
                    .isZero();
            connection.commit();
            connection.setAutoCommit(true);
            underWay.set(null);
            telling.afterCommit().forEach(Runnable::run);
        }
        assertThat(snapshots()).containsExactly("stock 1@3");
    }

    @Test
    void aSnapshotNeverReplacesANewerOne() {
        append(3);
        acme.useTransaction(late -> {
            late.events().repository(EVERY_3).load(id);
            Decider<Long, Stock, Changed> appendsElsewhere =
                    Decider.of(DECIDER::initial, (by, stock) -> List.of(new Changed(by)), DECIDER::evolve);
            late.events()
                    .repository(Aggregate.of("stock", Changed.class, appendsElsewhere)
                            .snapshots(Snapshots.every(3, "stock", Stock.class)))
                    .execute(id, 1L);
            ledger.run(
                    "insert into holdfast.snapshots (tenant_id, stream_no, version, event_id, type, schema_version, state)"
                            + " select tenant_id, stream_no, 4, gen_random_uuid(), 'stock', 1, '{\"left\": 4, \"changes\": 4}'"
                            + " from holdfast.streams where category = 'stock' and stream_id = '" + id + "'");
        });
        assertThat(snapshots()).containsExactly("stock 1@4");
    }

    @Test
    void aTruncatedStreamNeedsASnapshotOrToStartAnew() {
        append(3);
        stocks(EVERY_3).execute(id, 1L);
        acme.events().truncateBefore(stream("stock", id), 4);
        assertThatThrownBy(() -> stocks(PLAIN).load(id))
                .isInstanceOfSatisfying(
                        TruncatedStreamException.class,
                        truncated -> assertThat(truncated.firstVersion()).isEqualTo(4));
        assertThat(stocks(EVERY_3).load(id).state()).isEqualTo(new Stock(4, 4));
        ledger.run("update holdfast.snapshots set state = '[]' where " + Ledger.of("stock", id));
        assertThatThrownBy(() -> stocks(EVERY_3).load(id)).isInstanceOf(TruncatedStreamException.class);
        assertThat(stocks(EVERY_3.startsAnewWhereTruncated()).load(id).state()).isEqualTo(new Stock(1, 1));
    }

    @EventType("guest-came")
    record Came(
            String guestId, @Personal(subject = "guestId") String name) {}

    record Guest(
            @Nullable String guestId,
            @Personal(subject = "guestId") @Nullable String name,
            int visits) {}

    @Test
    void statesWithPersonalMembers() {
        JdbiTenantScope scope = Newsroom.holdfast(database, EventSettings.with(EventTypes.of(Came.class)))
                .tenant(A);
        Decider<Came, Guest, Came> decider = Decider.of(
                () -> new Guest(null, null, 0),
                (came, guest) -> List.of(came),
                (guest, came) -> new Guest(came.guestId(), came.name(), guest.visits() + 1));
        var guests = scope.events()
                .repository(
                        Aggregate.of("stock", Came.class, decider).snapshots(Snapshots.every(2, "guest", Guest.class)));
        List<Guest> states = new ArrayList<>();
        for (int i = 1; i <= 6; i++) {
            states.add(guests.execute(id, new Came("g" + id, "s3cr3t " + i)).state());
        }
        assertThat(states.get(5)).isEqualTo(new Guest("g" + id, "s3cr3t 6", 6));
        assertThat(snapshots()).containsExactly("guest 1@5");
        assertThat(ledger.dump()).doesNotContain("s3cr3t ");
        assertThat(guests.load(id).state()).isEqualTo(new Guest("g" + id, "s3cr3t 6", 6));
        assertThat(logged(dev.holdfast.jdbi.internal.event.SessionEvents.class, () -> guests.load(id)))
                .as("the snapshot can be read")
                .isEmpty();
        scope.keys().shredSubject("g" + id);
        assertThat(snapshots()).isEmpty();
        assertThat(guests.load(id).state()).isEqualTo(new Guest("g" + id, null, 6));
    }

    @Test
    void moreThanAPageOfEvents() {
        List<Changed> many = new ArrayList<>();
        for (int i = 0; i < 10_050; i++) {
            many.add(new Changed(1));
        }
        acme.events().appendAll(stream("stock", id), ExpectedVersion.none(), many);
        assertThat(stocks(PLAIN).load(id))
                .isEqualTo(new Loaded<>(stream("stock", id), 10_050, new Stock(10_050, 10_050)));
        assertThat(stocks(EVERY_3).execute(id, 1L).version()).isEqualTo(10_051);
        assertThat(snapshots()).containsExactly("stock 1@10050");
    }
}
