package dev.holdfast.jdbi.statement;

import static dev.holdfast.expression.Expressions.count;
import static dev.holdfast.jdbi.fixture.Articles.ARTICLES;
import static dev.holdfast.jdbi.fixture.Authors.AUTHORS;
import static dev.holdfast.jdbi.fixture.Press.A;
import static dev.holdfast.jdbi.fixture.Press.B;
import static dev.holdfast.jdbi.fixture.Samples.SAMPLES;
import static dev.holdfast.jdbi.statement.Nodes.NODES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.TenantScope;
import dev.holdfast.expression.PlainSql;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.fixture.Mood;
import dev.holdfast.query.Delete;
import dev.holdfast.query.Include;
import dev.holdfast.query.Insert;
import dev.holdfast.query.Mutation;
import dev.holdfast.query.OnConflict;
import dev.holdfast.query.PlainStatement;
import dev.holdfast.query.Query;
import dev.holdfast.query.Row;
import dev.holdfast.query.Select;
import dev.holdfast.query.Update;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.Race;
import dev.holdfast.testkit.RoundTrips;
import dev.holdfast.testkit.TestDatabase;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code toSql} says is what PostgreSQL is sent, and one statement serves many sessions at once. */
@PostgresTest(template = Forest.class)
class WireTest {

    private final TestDatabase database;

    WireTest(TestDatabase database) {
        this.database = database;
    }

    static Stream<Query<?>> queries() {
        var parent = NODES.alias("parent");
        return Stream.of(
                Select.from(NODES),
                Select.from(NODES)
                        .select(NODES.rank, count())
                        .where(NODES.slug
                                .startsWith("a?b")
                                .and(NODES.at.lt(Instant.EPOCH))
                                .and(NODES.rank.oneOf(List.of(1, 2))))
                        .groupBy(NODES.rank)
                        .having(count().gt(1L))
                        .orderBy(NODES.rank.desc().nullsLast())
                        .limit(3)
                        .offset(1),
                Select.from(NODES).leftJoin(parent, parent.of(NODES.id).eq(NODES.parentId)),
                Select.from(AUTHORS).include(Include.children(ARTICLES.authorId).first(2)),
                Select.from(SAMPLES).where(SAMPLES.jsonb.contains(java.util.Map.of("theme", "x"))),
                Insert.into(AUTHORS)
                        .row(row -> row.set(AUTHORS.id, UUID.randomUUID())
                                .set(AUTHORS.name, "n")
                                .set(AUTHORS.email, "e"))
                        .returning(AUTHORS.version));
    }

    @ParameterizedTest
    @MethodSource("queries")
    void aQueryIsSentAsItWasPrinted(Query<?> query) {
        List<String> sent = sent(scope -> scope.list(query));
        assertThat(sent.get(2)).isEqualTo(onTheWire(query.toSql()));
        assertThat(sent.get(0)).startsWith("begin");
        assertThat(sent.get(1))
                .isEqualTo("select set_config('holdfast.tenant_id', $1, true), set_config('holdfast.actor', '', true),"
                        + " set_config('holdfast.reason', '', true), set_config('holdfast.request_id', '', true),"
                        + " set_config('holdfast.metadata', '', true)");
        assertThat(sent.get(3)).isEqualTo("commit");
    }

    static Stream<Mutation> mutations() {
        return Stream.of(
                Insert.into(NODES)
                        .rows(List.of("x", "y"), (row, slug) -> row.set(NODES.slug, slug))
                        .onConflict(OnConflict.on(NODES.slug).among(NODES.archivedAt.isNull())),
                Insert.into(SAMPLES)
                        .row(row -> row.set(SAMPLES.pgEnum, Mood.SAD).set(SAMPLES.timestamptz, null)),
                Update.table(AUTHORS).set(AUTHORS.bio, "x").where(AUTHORS.name.ilike("a%")),
                Delete.from(NODES)
                        .where(PlainSql.condition(
                                "{0} @> {1}",
                                NODES.tags,
                                PlainSql.value(
                                        dev.holdfast.sql.SqlTypes.array(dev.holdfast.sql.SqlTypes.TEXT),
                                        List.of("a")))),
                Delete.from(NODES).everyRow(),
                PlainStatement.of("update nodes set rank = {0} where '{\"a\":1}'::jsonb ? {1}", 1, "a"));
    }

    @ParameterizedTest
    @MethodSource("mutations")
    void aChangeIsSentAsItWasPrinted(Mutation mutation) {
        List<String> sent = sent(scope -> scope.execute(mutation));
        assertThat(sent.get(2)).isEqualTo(onTheWire(mutation.toSql()));
    }

    private interface Use {
        void by(TenantScope scope);
    }

    private List<String> sent(Use use) {
        try (RoundTrips tap = RoundTrips.before(database)) {
            TenantScope scope = Forest.holdfast(tap.applicationDataSource()).tenant(A);
            tap.reset();
            use.by(scope);
            List<String> sent = tap.statements().stream()
                    .map(String::strip)
                    .filter(text -> !text.equals("set local extra_float_digits = 1")) // where there are floats
                    .toList();
            assertThat(sent).as(sent.toString()).hasSize(4);
            assertThat(tap.count()).isEqualTo(1);
            return sent;
        }
    }

    /** JDBC's marks as PostgreSQL numbers them; a doubled one is an operator's. The texts above have none in quotes. */
    private static String onTheWire(String sql) {
        StringBuilder numbered = new StringBuilder();
        int number = 0;
        for (int i = 0; i < sql.length(); i++) {
            if (sql.charAt(i) != '?') {
                numbered.append(sql.charAt(i));
            } else if (i + 1 < sql.length() && sql.charAt(i + 1) == '?') {
                numbered.append('?');
                i++;
            } else {
                numbered.append('$').append(++number);
            }
        }
        return numbered.toString();
    }

    @Test
    void oneStatementServesTwoTenantsOnEightThreads() {
        JdbiHoldfast holdfast = Forest.holdfast(database);
        for (long tenant : List.of(A, B)) {
            TenantScope scope = holdfast.tenant(tenant);
            scope.deleteFrom(NODES).where(NODES.slug.startsWith("shared")).execute();
            scope.insertInto(NODES)
                    .rows(IntStream.range(0, 50).boxed().toList(), (row, i) -> row.set(NODES.slug, "shared" + i)
                            .set(NODES.rank, Math.toIntExact(tenant)))
                    .execute();
        }
        Select shared =
                Select.from(NODES).where(NODES.slug.startsWith("shared")).orderBy(NODES.id.asc());
        var mapped = shared.map(row -> row.get(NODES.tenantId));
        var outcomes = Race.of(8).run(i -> {
            long tenant = i % 2 == 0 ? A : B;
            TenantScope scope = holdfast.tenant(tenant);
            for (int n = 0; n < 50; n++) {
                List<Row> rows = scope.list(shared);
                assertThat(rows).hasSize(50).allMatch(row -> row.get(NODES.rank) == Math.toIntExact(tenant));
                assertThat(scope.list(mapped)).hasSize(50).containsOnly(tenant);
                assertThat(scope.count(shared)).isEqualTo(50);
            }
            return i;
        });
        assertThat(outcomes.errors()).isEmpty();
        assertThat(outcomes.values()).hasSize(8);
    }
}
