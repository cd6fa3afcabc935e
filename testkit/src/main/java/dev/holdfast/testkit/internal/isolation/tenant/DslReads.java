package dev.holdfast.testkit.internal.isolation.tenant;

import static dev.holdfast.expression.Expressions.count;
import static dev.holdfast.expression.Expressions.exists;

import dev.holdfast.expression.Expression;
import dev.holdfast.expression.PlainSql;
import dev.holdfast.query.PlainStatement;
import dev.holdfast.query.Row;
import dev.holdfast.query.Select;
import dev.holdfast.sql.SqlTypes;
import dev.holdfast.table.Alias;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.testkit.internal.isolation.Attempt;
import dev.holdfast.testkit.internal.isolation.Seeded;
import dev.holdfast.testkit.internal.isolation.Verdict;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Reading A's row as B, by Holdfast's statements. */
final class DslReads {

    private DslReads() {}

    static List<Attempt<TenantRows>> attempts() {
        return List.of(
                Attempt.dsl(
                        "read by key",
                        s -> Verdict.nothing(s.b().from(s.table())
                                .where(s.ofA().condition())
                                .list()
                                .size())),
                Attempt.dsl(
                        "read all",
                        s -> foreign(
                                s, s.b().from(s.table()).select(s.tenantKey()).list())),
                Attempt.dsl(
                        "count",
                        s -> Verdict.nothing(
                                s.b().from(s.table()).where(s.ofA().condition()).count())),
                Attempt.dsl("join", DslReads::join),
                Attempt.dsl("subquery", DslReads::subquery),
                Attempt.dsl(
                        "aggregate",
                        s -> foreign(
                                s,
                                s.b().from(s.table())
                                        .select(s.tenantKey(), count())
                                        .groupBy((Expression<?>) s.tenantKey())
                                        .list())),
                Attempt.dsl(
                        "read by tenant",
                        s -> Verdict.nothing(s.b().from(s.table())
                                .where(Seeded.equal(s.tenantKey(), s.a().tenantId()))
                                .count())),
                Attempt.dsl(
                        "read with an or",
                        s -> foreign(
                                s,
                                s.b().from(s.table())
                                        .select(s.tenantKey())
                                        .where(s.ofA().condition().or(PlainSql.condition("true")))
                                        .list())),
                Attempt.dsl(
                        "lock",
                        s -> Verdict.nothing(s.b().inTransaction(tx -> (long) tx.from(s.table())
                                .where(s.ofA().condition())
                                .forUpdate()
                                .list()
                                .size()))),
                Attempt.dsl("stream", DslReads::stream),
                Attempt.dsl("plain statement", DslReads::plain),
                Attempt.dsl(
                        "read without a tenant",
                        s -> Verdict.refused(() ->
                                s.by().withoutTenant().from(s.table()).list().size())));
    }

    /** On the outer side of a join the filter has to stand in the join's condition. */
    private static Verdict join(TenantRows s) {
        Alias other = s.table().alias("other");
        AnyColumn<?> theirs = Objects.requireNonNull(other.tenantKey());
        long inner = s.b().from(s.table()).join(other, s.ofA().condition(other)).count();
        List<Row> outer = s.b().from(s.table())
                .leftJoin(other, s.ofA().condition(other))
                .select(s.tenantKey(), theirs)
                .list();
        return Verdict.nothing(inner
                + outer.stream().filter(row -> row.getOrNull(theirs) != null).count());
    }

    private static Verdict subquery(TenantRows s) {
        Alias other = s.table().alias("other");
        return Verdict.nothing(s.b().from(s.table())
                .where(exists(Select.from(other).where(s.ofA().condition(other))))
                .count());
    }

    private static Verdict stream(TenantRows s) {
        try (Stream<Row> rows = s.b().from(s.table()).select(s.tenantKey()).stream()) {
            return foreign(s, rows.toList());
        }
    }

    /** Raw SQL through the library: it adds no filter there. */
    private static Verdict plain(TenantRows s) {
        var found = PlainSql.expression(SqlTypes.BIGINT, "found", "found");
        var query = PlainStatement.of(
                "select count(*) as found from " + s.name() + " as t where {0}",
                s.ofA().condition(s.table().alias("t")));
        Long rows = s.b().one(query.returning(found)).get(found);
        return Verdict.nothing(rows == null ? 0 : rows);
    }

    private static Verdict foreign(TenantRows s, List<Row> rows) {
        return Verdict.nothing(rows.stream()
                .filter(row -> !s.b().tenantId().equals(row.getOrNull(s.tenantKey())))
                .count());
    }
}
