package dev.holdfast.testkit.internal.isolation.tenant;

import static dev.holdfast.testkit.internal.isolation.Verdict.DENIED;
import static dev.holdfast.testkit.internal.isolation.Verdict.UNIQUE;

import dev.holdfast.Session;
import dev.holdfast.query.OnConflict;
import dev.holdfast.query.Row;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.testkit.internal.isolation.Attempt;
import dev.holdfast.testkit.internal.isolation.Changes;
import dev.holdfast.testkit.internal.isolation.Seeded;
import dev.holdfast.testkit.internal.isolation.Verdict;
import java.util.List;
import java.util.Map;

/** Writing as B what is A's, by Holdfast's statements. */
final class DslWrites {

    private DslWrites() {}

    static List<Attempt<TenantRows>> attempts() {
        return List.of(
                Attempt.dsl("insert for the other tenant", s -> Verdict.refused(() -> insertForA(s), DENIED)),
                Attempt.dsl(
                        "insert without a tenant",
                        s -> Verdict.refused(() -> {
                            Row own = ownRow(s);
                            return s.by().withoutTenant()
                                    .insertInto(s.table(), row -> Rows.copy(row, s, own, own, Map.of()))
                                    .execute();
                        })),
                Attempt.dsl(
                        "update",
                        s -> Verdict.nothing(Changes.touch(s.b(), s)
                                .where(s.ofA().condition())
                                .execute())),
                Attempt.dsl(
                        "update every row",
                        s -> everyRow(s, tx -> Changes.touch(tx, s).everyRow().execute())),
                Attempt.dsl(
                        "give a row away",
                        s -> Verdict.refused(
                                () -> Changes.set(s.b().update(s.table()), s.tenantKey(), s.a().tenantId())
                                        .where(s.ofB().condition())
                                        .execute(),
                                DENIED)),
                Attempt.dsl(
                        "delete every row",
                        s -> everyRow(
                                s, tx -> tx.deleteFrom(s.table()).everyRow().execute())),
                Attempt.dsl(
                        "delete",
                        s -> Verdict.nothing(s.b().deleteFrom(s.table())
                                .where(s.ofA().condition())
                                .execute())),
                Attempt.dsl(
                        "delete without a tenant",
                        s -> Verdict.refused(() -> s.by().withoutTenant()
                                .deleteFrom(s.table())
                                .where(s.ofA().condition())
                                .execute())));
    }

    /** Last, since it may leave a row of B's under A's key. */
    static Attempt<TenantRows> upsert() {
        return Attempt.dsl("upsert", s -> {
            List<AnyColumn<?>> key = s.table().primaryKey();
            if (key.isEmpty()) {
                return Verdict.notTried("the table has no primary key");
            }
            Row theirs = s.a().from(s.table()).where(s.ofA().condition()).one();
            Row own = ownRow(s);
            OnConflict update = OnConflict.on(key.toArray(AnyColumn<?>[]::new)).update(s.writable());
            try {
                s.b().insertInto(s.table(), row -> Rows.copy(row, s, theirs, own, Map.of()))
                        .onConflict(update)
                        .execute();
                return Verdict.held("a row of its own");
            } catch (RuntimeException e) {
                return UNIQUE.equals(Verdict.stateOf(e)) ? Verdict.held("refused, " + UNIQUE) : Verdict.of(e);
            }
        });
    }

    private static long insertForA(TenantRows s) {
        Row own = ownRow(s);
        return s.b().insertInto(s.table(), row -> {
                    Rows.copy(row, s, own, own, Map.of());
                    Changes.set(row, s.tenantKey(), s.a().tenantId());
                })
                .execute();
    }

    static Row ownRow(TenantRows s) {
        return s.b().from(s.table()).where(s.ofB().condition()).one();
    }

    @FunctionalInterface
    private interface Change {
        long in(Session session);
    }

    private static Verdict everyRow(TenantRows s, Change change) {
        return Changes.undone(
                s.b(),
                tx -> {
                    long own = tx.from(s.table())
                            .where(Seeded.equal(s.tenantKey(), s.b().tenantId()))
                            .count();
                    return Verdict.onlyOwn(change.in(tx), own);
                },
                "other rows refer to the tenant's own");
    }
}
