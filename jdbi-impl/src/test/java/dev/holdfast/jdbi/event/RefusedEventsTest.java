package dev.holdfast.jdbi.event;

import static dev.holdfast.event.ExpectedVersion.any;
import static dev.holdfast.event.StreamId.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.Isolation;
import dev.holdfast.TransactionOptions;
import dev.holdfast.error.DatabaseException;
import dev.holdfast.error.ReadOnlyException;
import dev.holdfast.error.SchemaException;
import dev.holdfast.event.Checkpoint;
import dev.holdfast.event.EventSettings;
import dev.holdfast.event.EventTypes;
import dev.holdfast.event.Events;
import dev.holdfast.event.OrderUnavailableException;
import dev.holdfast.event.OrderUnavailableException.Reason;
import dev.holdfast.event.PositionTakenException;
import dev.holdfast.event.StreamId;
import dev.holdfast.jdbi.Jackson3Json;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.util.List;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What PostgreSQL refuses the store, told by a type and without a page of SQL. */
@PostgresTest(template = Newsroom.class)
class RefusedEventsTest {

    private final TestDatabase database;
    private final JdbiHoldfast holdfast;
    private final JdbiTenantScope acme;

    RefusedEventsTest(TestDatabase database) {
        this.database = database;
        this.holdfast = Newsroom.holdfast(database);
        this.acme = holdfast.tenant(Newsroom.A);
    }

    private static ArticleEvent.Published published() {
        return new ArticleEvent.Published(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = Isolation.class,
            names = {"REPEATABLE_READ", "SERIALIZABLE"})
    void theOrderInAStricterIsolation(Isolation isolation) {
        acme.useTransaction(TransactionOptions.defaults().isolation(isolation), tx -> {
            assertThatThrownBy(() -> tx.events().readAll(Checkpoint.START).page(1))
                    .isInstanceOfSatisfying(OrderUnavailableException.class, refused -> {
                        assertThat(refused.reason()).isEqualTo(Reason.ISOLATION);
                        assertThat(refused.sqlState()).isEqualTo("25000");
                        assertThat(refused.serverMessage()).contains("isolation");
                    })
                    .hasMessageContaining("at read committed")
                    .hasMessageNotContaining("select");
            tx.rollbackOnly();
        });
    }

    @Test
    void anAppendInATransactionThatOnlyReads() {
        assertThatThrownBy(
                        () -> acme.useTransaction(TransactionOptions.defaults().asReadOnly(), tx -> tx.events()
                                .append(stream("article", "r"), any(), published())))
                .isInstanceOf(ReadOnlyException.class)
                .hasMessageContaining("25006")
                .hasMessageContaining("the transaction only reads")
                .hasMessageNotContaining("known_category");
    }

    @Test
    void aTenantOfAnotherTypeWhereNoTableSaysWhichIsRight() {
        JdbiHoldfast withoutTables = JdbiHoldfast.builder(database.applicationDataSource())
                .json(new Jackson3Json())
                .events(EventSettings.with(EventTypes.of(ArticleEvent.Published.class)))
                .build();
        Events events = withoutTables.tenant("acme").events();
        StreamId article = stream("article", "t");
        List<ThrowingCallable> calls = List.of(
                () -> events.append(article, any(), published()),
                () -> events.appendAll(article, any(), List.of(published(), published())),
                () -> events.read(article).list(),
                () -> events.readAll(Checkpoint.START).page(1),
                () -> events.streams("article").page(1));
        assertThat(calls).allSatisfy(call -> assertThatThrownBy(call)
                .isInstanceOf(SchemaException.class)
                .hasMessageContaining(
                        "tenants (the parameter holdfast.tenantType) aren't of the type of this session's,"
                                + " String: ")
                .hasMessageNotContaining("acme"));
        assertThat(withoutTables
                        .tenant(Newsroom.A)
                        .events()
                        .append(article, any(), published())
                        .lastVersion())
                .isEqualTo(1);
    }

    @Test
    void aSequenceThatWasSetBack() {
        acme.events().append(stream("article", "p"), any(), published());
        long before = Long.parseLong(Objects.requireNonNull(
                Sql.one(database.superuserDataSource(), "select last_value from holdfast.event_positions")));
        Sql.run(database.superuserDataSource(), "alter sequence holdfast.event_positions restart with 1");
        try {
            for (List<?> batch : List.of(List.of(published()), List.of(published(), published()))) {
                assertThatThrownBy(() -> acme.events().appendAll(stream("article", "p"), any(), batch))
                        .isInstanceOfSatisfying(PositionTakenException.class, taken -> {
                            assertThat(taken.sequence()).isEqualTo("holdfast.event_positions");
                            assertThat(taken.constraint()).isEqualTo("events_position_key");
                        })
                        .hasMessageContaining("set back")
                        .hasMessageContaining("EVENT_POSITIONS_UNSAFE")
                        .hasMessageNotContaining("select");
                Sql.run(database.superuserDataSource(), "alter sequence holdfast.event_positions restart with 1");
            }
        } finally {
            Sql.run(database.superuserDataSource(), "select setval('holdfast.event_positions', " + before + ")");
        }
        acme.events().append(stream("article", "p"), any(), published());
    }

    @Test
    void noMessageHasAPageOfSql() {
        for (String right : List.of("function holdfast.safe_position()", "table holdfast.streams")) {
            String kind = right.startsWith("table") ? "select" : "execute";
            Sql.run(database.superuserDataSource(), "revoke " + kind + " on " + right + " from holdfast_app");
            try {
                for (Runnable read : List.<Runnable>of(
                        () -> acme.events().readAll(Checkpoint.START).page(1),
                        () -> {
                            acme.events().lastCheckpoint(); // looks at events by functions alone
                            acme.events().info(stream("article", "p"));
                        },
                        () -> acme.inTransaction(
                                tx -> tx.events().readAll(Checkpoint.START).page(1)))) {
                    assertThatThrownBy(read::run)
                            .isInstanceOf(DatabaseException.class)
                            .satisfies(refused -> assertThat(String.valueOf(refused.getMessage()))
                                    .contains("holdfast.")
                                    .hasSizeLessThan(400));
                }
            } finally {
                Sql.run(database.superuserDataSource(), "grant " + kind + " on " + right + " to holdfast_app");
            }
        }
    }
}
