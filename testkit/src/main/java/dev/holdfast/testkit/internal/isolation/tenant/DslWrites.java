package dev.holdfast.testkit.internal.isolation.tenant;

import static dev.holdfast.testkit.internal.isolation.Verdict.DENIED;

import dev.holdfast.Session;
import dev.holdfast.query.BoundUpdate;
import dev.holdfast.query.OnConflict;
import dev.holdfast.query.Row;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.table.Column;
import dev.holdfast.testkit.internal.isolation.Seeded;
import dev.holdfast.testkit.internal.isolation.Verdict;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writing as B what is A's, by Holdfast's statements. */
final class DslWrites {

    private static final String UNIQUE = "23505";

    private DslWrites() {}

    static List<Attempt> attempts() {
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
                        s -> Verdict.nothing(
                                touch(s.b(), s).where(s.ofA().condition()).execute())),
                Attempt.dsl(
                        "update every row",
                        s -> everyRow(s, tx -> touch(tx, s).everyRow().execute())),
                Attempt.dsl(
                        "give a row away",
                        s -> Verdict.refused(
                                () -> set(s.b().update(s.table()), s.tenantKey(), s.a().tenantId())
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
    static Attempt upsert() {
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
                    Rows.set(row, s.tenantKey(), s.a().tenantId());
                })
                .execute();
    }

    static Row ownRow(TenantRows s) {
        return s.b().from(s.table()).where(s.ofB().condition()).one();
    }

    /** {@code set c = c}: counts as a write and changes nothing that it shouldn't. */
    private static BoundUpdate touch(Session session, TenantRows s) {
        return toItself(session.update(s.table()), s.writable());
    }

    private static <T extends @Nullable Object> BoundUpdate toItself(BoundUpdate update, Column<T> column) {
        return update.setTo(column, column);
    }

    @SuppressWarnings("unchecked") // only values of the column's own type come here
    static BoundUpdate set(BoundUpdate update, AnyColumn<?> column, Object value) {
        return update.set((AnyColumn<Object>) column, value);
    }

    @FunctionalInterface
    private interface Change {
        long in(Session session);
    }

    private static Verdict everyRow(TenantRows s, Change change) {
        try {
            return s.b().inTransaction(tx -> {
                long own = tx.from(s.table())
                        .where(Seeded.equal(s.tenantKey(), s.b().tenantId()))
                        .count();
                long reached = change.in(tx);
                tx.rollbackOnly();
                return Verdict.onlyOwn(reached, own);
            });
        } catch (RuntimeException e) {
            return SqlWrites.isReferredTo(e) ? Verdict.notTried("other rows refer to the tenant's own") : Verdict.of(e);
        }
    }
}
