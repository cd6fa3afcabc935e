package dev.holdfast.jdbi.statement;

import static dev.holdfast.jdbi.fixture.Authors.AUTHORS;
import static dev.holdfast.jdbi.fixture.Press.A;
import static dev.holdfast.jdbi.fixture.Press.B;
import static dev.holdfast.jdbi.fixture.Samples.SAMPLES;
import static dev.holdfast.jdbi.statement.Nodes.NODES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.TenantScope;
import dev.holdfast.error.NoRowException;
import dev.holdfast.error.StaleVersionException;
import dev.holdfast.error.StatementException;
import dev.holdfast.error.TooManyRowsException;
import dev.holdfast.error.UniqueViolationException;
import dev.holdfast.expression.PlainSql;
import dev.holdfast.jdbi.fixture.Press;
import dev.holdfast.query.OnConflict;
import dev.holdfast.query.Row;
import dev.holdfast.sql.SqlTypes;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.Race;
import dev.holdfast.testkit.RoundTrips;
import dev.holdfast.testkit.TestDatabase;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Insert, upsert, update and delete. */
@PostgresTest(template = Forest.class)
class ChangesTest {

    private final TestDatabase database;
    private final TenantScope a;
    private final TenantScope b;

    ChangesTest(TestDatabase database) {
        this.database = database;
        this.a = Forest.holdfast(database).tenant(A);
        this.b = Forest.holdfast(database).tenant(B);
    }

    @BeforeEach
    void empty() {
        for (TenantScope scope : List.of(a, b)) {
            scope.deleteFrom(NODES).everyRow().execute();
            scope.deleteFrom(SAMPLES).everyRow().execute();
            scope.deleteFrom(AUTHORS).everyRow().execute();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 1_000, 100_000})
    void rowsOfAnyNumber(int count) {
        assertThat(a.insertInto(NODES)
                        .rows(IntStream.range(0, count).boxed().toList(), (row, i) -> row.set(NODES.slug, "s" + i)
                                .set(NODES.rank, i % 3 == 0 ? null : i))
                        .execute())
                .isEqualTo(count);
        assertThat(a.from(NODES).count()).isEqualTo(count);
        assertThat(a.from(NODES).where(NODES.rank.isNull()).count()).isEqualTo((count + 2) / 3);
        assertThat(b.from(NODES).count()).isZero();
    }

    @Test
    void aThousandRowsAreOneRoundTrip() {
        try (RoundTrips tap = RoundTrips.before(database)) {
            TenantScope tapped = Forest.holdfast(tap.applicationDataSource()).tenant(A);
            tap.reset();
            tapped.insertInto(NODES)
                    .rows(IntStream.range(0, 1_000).boxed().toList(), (row, i) -> row.set(NODES.slug, "s" + i))
                    .execute();
            assertThat(tap.count()).isEqualTo(1);
        }
    }

    @Test
    void manyRowsThatArraysCannotCarry() {
        int count = 5_000;
        assertThat(a.insertInto(SAMPLES)
                        .rows(IntStream.range(0, count).boxed().toList(), (row, i) -> {
                            List<@Nullable Integer> numbers = i % 2 == 0 ? Arrays.asList(i, null) : List.of();
                            row.set(SAMPLES.integers, numbers).set(SAMPLES.integer, i);
                            if (i % 3 == 0) {
                                row.set(SAMPLES.withDefault, i);
                            }
                            if (i % 5 == 0) {
                                row.setTo(SAMPLES.text, PlainSql.expression(SqlTypes.TEXT, "t", "upper({0})", "x" + i));
                            }
                        })
                        .execute())
                .isEqualTo(count);
        Row row = a.from(SAMPLES).where(SAMPLES.integer.eq(4_995)).one();
        assertThat(row.get(SAMPLES.integers)).isEmpty();
        assertThat(row.get(SAMPLES.withDefault)).isEqualTo(4_995);
        assertThat(row.get(SAMPLES.text)).isEqualTo("X4995");
        assertThat(a.from(SAMPLES).where(SAMPLES.integer.eq(4_996)).one().get(SAMPLES.withDefault))
                .isEqualTo(7);
        assertThat(a.from(SAMPLES)
                        .where(SAMPLES.withDefault.eq(7).and(SAMPLES.integer.ne(7)))
                        .count())
                .isEqualTo(IntStream.range(0, count)
                        .filter(i -> i % 3 != 0 && i != 7)
                        .count());
    }

    @Test
    void returningGivesTheRowsAsStored() {
        List<Row> rows = a.insertInto(NODES)
                .rows(List.of("x", "y", "z"), (row, slug) -> row.set(NODES.slug, slug))
                .returning(NODES.slug, NODES.id, NODES.tenantId)
                .list();
        assertThat(rows).extracting(r -> r.get(NODES.slug)).containsExactly("x", "y", "z");
        assertThat(rows).extracting(r -> r.get(NODES.id)).doesNotHaveDuplicates();
        assertThat(rows).allMatch(r -> r.get(NODES.tenantId) == A);
        assertThat(a.update(NODES)
                        .set(NODES.rank, 5)
                        .where(NODES.slug.ne("y"))
                        .returning(NODES.slug, NODES.rank)
                        .map(r -> r.get(NODES.slug) + r.get(NODES.rank))
                        .list())
                .containsExactlyInAnyOrder("x5", "z5");
        assertThat(a.deleteFrom(NODES).where(NODES.rank.eq(5)).returning().list())
                .hasSize(2);
        assertThat(a.from(NODES).values(NODES.slug).list()).containsExactly("y");
    }

    @Test
    void aFailedInsertOfManyStoresNone() {
        assertThatThrownBy(() -> a.insertInto(NODES)
                        .rows(
                                IntStream.range(0, 60_000).boxed().toList(),
                                (row, i) -> row.set(NODES.slug, i == 59_999 ? "s0" : "s" + i))
                        .execute())
                .isInstanceOf(UniqueViolationException.class);
        assertThat(a.from(NODES).count()).isZero();
    }

    @Test
    void anUpsertNamesThePredicateOfAPartialIndex() {
        OnConflict live =
                OnConflict.on(NODES.slug).among(NODES.archivedAt.isNull()).update(NODES.rank);
        var insert = a.insertInto(NODES, row -> row.set(NODES.slug, "x").set(NODES.rank, 1));
        assertThat(insert.onConflict(live).toSql())
                .contains("on conflict (tenant_id, slug) where nodes.archived_at is null do update set rank");
        assertThat(insert.onConflict(live).execute()).isEqualTo(1);
        assertThat(a.insertInto(NODES, row -> row.set(NODES.slug, "x").set(NODES.rank, 2))
                        .onConflict(live)
                        .execute())
                .isEqualTo(1);
        assertThat(a.from(NODES).values(NODES.rank).list()).containsExactly(2);
        a.update(NODES).set(NODES.archivedAt, Instant.EPOCH).everyRow().execute();
        insert.onConflict(live).execute();
        assertThat(a.from(NODES).orderBy(NODES.rank.asc()).values(NODES.rank).list())
                .containsExactly(1, 2);
        b.insertInto(NODES, row -> row.set(NODES.slug, "x").set(NODES.rank, 9))
                .onConflict(live)
                .execute();
        assertThat(a.from(NODES).where(NODES.rank.eq(9)).exists()).isFalse();
    }

    @Test
    void aConflictDoesNothingOrComputes() {
        OnConflict nothing = OnConflict.on(NODES.slug).among(NODES.archivedAt.isNull());
        assertThat(a.insertInto(NODES)
                        .rows(List.of("x", "y"), (row, slug) -> row.set(NODES.slug, slug)
                                .set(NODES.rank, 1))
                        .execute())
                .isEqualTo(2);
        assertThat(a.insertInto(NODES)
                        .rows(List.of("y", "z"), (row, slug) -> row.set(NODES.slug, slug)
                                .set(NODES.rank, 8))
                        .onConflict(nothing)
                        .execute())
                .isEqualTo(1);
        a.insertInto(NODES, row -> row.set(NODES.slug, "y").set(NODES.rank, 5))
                .onConflict(nothing.setTo(
                        NODES.rank, PlainSql.expression(SqlTypes.INTEGER, "rank", "{0} + excluded.rank", NODES.rank)))
                .execute();
        assertThat(a.from(NODES).orderBy(NODES.slug.asc()).values(NODES.rank).list())
                .containsExactly(1, 6, 8);
    }

    @Test
    void anUpsertCountsTheVersion() {
        UUID id = Press.author(a, "ann");
        a.insertInto(AUTHORS, row -> row.set(AUTHORS.id, UUID.randomUUID())
                        .set(AUTHORS.name, "Ann")
                        .set(AUTHORS.email, "ann@press.test"))
                .onConflict(OnConflict.on(AUTHORS.email).update(AUTHORS.name))
                .execute();
        Row row = a.from(AUTHORS).one();
        assertThat(row.get(AUTHORS.id)).isEqualTo(id);
        assertThat(row.get(AUTHORS.name)).isEqualTo("Ann");
        assertThat(row.get(AUTHORS.version)).isEqualTo(2);
    }

    @Test
    void aConditionOrEveryRow() {
        a.insertInto(NODES)
                .rows(List.of("x", "y", "z"), (row, slug) -> row.set(NODES.slug, slug))
                .execute();
        b.insertInto(NODES, row -> row.set(NODES.slug, "x")).execute();
        assertThatThrownBy(() -> a.deleteFrom(NODES).execute())
                .isInstanceOf(StatementException.class)
                .hasMessageContaining("everyRow()");
        assertThatThrownBy(() -> a.update(NODES).set(NODES.rank, 1).execute())
                .isInstanceOf(StatementException.class)
                .hasMessageContaining("everyRow()");
        assertThat(a.update(NODES)
                        .set(NODES.rank, 3)
                        .setTo(NODES.at, PlainSql.expression(SqlTypes.TIMESTAMPTZ, "at", "now()"))
                        .where(NODES.slug.ne("y"))
                        .where(NODES.slug.ne("z"))
                        .execute())
                .isEqualTo(1);
        assertThat(a.from(NODES).where(NODES.at.isNotNull()).values(NODES.slug).list())
                .containsExactly("x");
        assertThat(a.update(NODES).set(NODES.rank, 4).everyRow().execute()).isEqualTo(3);
        assertThat(a.deleteFrom(NODES)
                        .where(NODES.slug.eq("x").or(NODES.slug.eq("y")))
                        .execute())
                .isEqualTo(2);
        assertThat(a.deleteFrom(NODES).everyRow().execute()).isEqualTo(1);
        assertThat(b.from(NODES).one().get(NODES.rank))
                .as("another tenant's row")
                .isNull();
    }

    @Test
    void exactlyOneRowWasExpected() {
        a.insertInto(NODES)
                .rows(List.of("x", "y"), (row, slug) -> row.set(NODES.slug, slug))
                .execute();
        assertThatThrownBy(() -> b.update(NODES)
                        .set(NODES.rank, 1)
                        .where(NODES.slug.eq("x"))
                        .expectOne())
                .isInstanceOf(NoRowException.class)
                .hasMessageContaining("update nodes");
        assertThatThrownBy(() -> a.useTransaction(
                        tx -> tx.deleteFrom(NODES).where(NODES.slug.ne("none")).expectOne()))
                .isInstanceOf(TooManyRowsException.class)
                .hasMessageContaining("delete from nodes");
        assertThat(a.from(NODES).count())
                .as("the exception ended the transaction")
                .isEqualTo(2);
        a.deleteFrom(NODES).where(NODES.slug.eq("x")).expectOne();
    }

    @Test
    void ofTwoThatSawTheSameVersionExactlyOneWins() {
        UUID id = Press.author(a, "ann");
        for (long version = 1; version <= 20; version++) {
            long seen = version;
            var outcomes = Race.of(2).run(i -> {
                a.update(AUTHORS)
                        .set(AUTHORS.bio, "racer " + i)
                        .where(AUTHORS.id.eq(id))
                        .atVersion(seen)
                        .expectOne();
                return i;
            });
            assertThat(outcomes.values()).hasSize(1);
            assertThat(outcomes.errors()).singleElement().isInstanceOfSatisfying(StaleVersionException.class, e -> {
                assertThat(e.expected()).isEqualTo(seen);
                assertThat(e.actual()).isEqualTo(seen + 1);
                assertThat(e.table()).isEqualTo("authors");
            });
            assertThat(a.from(AUTHORS).one().get(AUTHORS.bio))
                    .isEqualTo("racer " + outcomes.values().get(0));
        }
    }

    @Test
    void aVersionOfARowThatIsNotThereIsNoLostUpdate() {
        UUID id = Press.author(a, "ann");
        assertThatThrownBy(() -> b.update(AUTHORS)
                        .set(AUTHORS.bio, "x")
                        .where(AUTHORS.id.eq(id))
                        .atVersion(1)
                        .execute())
                .isInstanceOf(NoRowException.class);
        assertThatThrownBy(() -> a.deleteFrom(AUTHORS)
                        .where(AUTHORS.id.eq(id))
                        .atVersion(2)
                        .execute())
                .isInstanceOf(StaleVersionException.class);
        assertThat(a.deleteFrom(AUTHORS).where(AUTHORS.id.eq(id)).atVersion(1).execute())
                .isEqualTo(1);
    }
}
