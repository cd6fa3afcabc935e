package dev.holdfast.testkit.internal.isolation.deletion;

import static dev.holdfast.testkit.internal.isolation.Verdict.UNIQUE;

import dev.holdfast.Session;
import dev.holdfast.error.NoRowException;
import dev.holdfast.error.RowDeletedException;
import dev.holdfast.expression.Condition;
import dev.holdfast.query.OnConflict;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.table.BlindIndexColumn;
import dev.holdfast.table.Table;
import dev.holdfast.testkit.internal.isolation.Attempt;
import dev.holdfast.testkit.internal.isolation.Changes;
import dev.holdfast.testkit.internal.isolation.Seeded;
import dev.holdfast.testkit.internal.isolation.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writing to a row that isn't live, by Holdfast's statements. */
final class HiddenWrites {

    private HiddenWrites() {}

    static List<Attempt<Hidden>> attempts(Hiding how) {
        Table table = how.table();
        List<Attempt<Hidden>> attempts = new ArrayList<>(List.of(
                Attempt.dsl(
                        "update",
                        h -> Hidden.unseen(Changes.touch(h.scope(), h)
                                .where(h.row().condition())
                                .execute())),
                Attempt.dsl(
                        "update expecting one",
                        h -> expectingOne(h, () -> Changes.touch(h.scope(), h)
                                .where(h.row().condition())
                                .expectOne())),
                Attempt.dsl(
                        "update every row",
                        h -> everyRow(h, tx -> Changes.touch(tx, h).everyRow().execute())),
                Attempt.dsl(
                        "delete",
                        h -> Hidden.unseen(h.scope()
                                .deleteFrom(h.table())
                                .where(h.row().condition())
                                .execute())),
                Attempt.dsl(
                        "delete expecting one",
                        h -> expectingOne(h, () -> h.scope()
                                .deleteFrom(h.table())
                                .where(h.row().condition())
                                .expectOne())),
                Attempt.dsl(
                        "delete every row",
                        h -> everyRow(
                                h, tx -> tx.deleteFrom(h.table()).everyRow().execute()))));
        if (!table.primaryKey().isEmpty()) {
            attempts.add(Attempt.dsl("upsert on the primary key", HiddenWrites::upsertOnPrimaryKey));
        }
        for (List<AnyColumn<?>> key : table.uniqueKeys()) {
            String names = key.stream().map(AnyColumn::name).collect(Collectors.joining(", "));
            attempts.add(Attempt.dsl("upsert on " + names, h -> upsert(h, key)));
        }
        return attempts;
    }

    /** One that is deleted says so; of one that a parent hides there is just none. */
    private static Verdict expectingOne(Hidden h, Runnable change) {
        try {
            change.run();
            return Verdict.breached("went through");
        } catch (RowDeletedException e) {
            return Verdict.held("refused as deleted");
        } catch (NoRowException e) {
            return h.how().isOwn()
                    ? Verdict.breached("refused as if the row had never been there")
                    : Verdict.held("no row");
        }
    }

    @FunctionalInterface
    private interface Change {
        long in(Session session);
    }

    /** What other live rows refer to isn't deleted, and nothing is there to try on. */
    private static Verdict everyRow(Hidden h, Change change) {
        return Changes.undone(
                h.scope(),
                tx -> {
                    long live = tx.from(h.table()).count();
                    long reached = change.in(tx);
                    return reached == live
                            ? Verdict.held("live rows only")
                            : Verdict.breached(reached + " rows reached, of which " + live + " are live");
                },
                "other rows refer to live ones");
    }

    private static Verdict upsertOnPrimaryKey(Hidden h) {
        requireOwn(h);
        AnyColumn<?>[] key = h.table().primaryKey().toArray(AnyColumn<?>[]::new);
        try {
            long rows = h.scope()
                    .insertInto(h.table(), row -> Fresh.copy(row, h, Map.of()))
                    .onConflict(OnConflict.on(key).update(h.writable()))
                    .execute();
            return Hidden.unseen(rows);
        } catch (RuntimeException e) {
            return refused(e);
        }
    }

    private static Verdict upsert(Hidden h, List<AnyColumn<?>> key) {
        requireOwn(h);
        Map<AnyColumn<?>, Object> fresh = Fresh.valuesBeside(h, key);
        try {
            h.scope()
                    .insertInto(h.table(), row -> Fresh.copy(row, h, fresh))
                    .onConflict(OnConflict.on(key.toArray(AnyColumn<?>[]::new)).update(h.writable()))
                    .execute();
        } catch (RuntimeException e) {
            return refused(e);
        }
        List<Condition> same = new ArrayList<>();
        for (AnyColumn<?> column : key) {
            Condition equal = sameAsStored(h, column);
            if (equal == null) {
                return Verdict.notTried("the seeded row has no " + column.name());
            }
            same.add(equal);
        }
        long live = h.scope().from(h.table()).where(Condition.allOf(same)).count();
        return live == 1 ? Verdict.held("a row of its own") : Verdict.breached("stored no live row");
    }

    private static @Nullable Condition sameAsStored(Hidden h, AnyColumn<?> column) {
        List<Object> values = new ArrayList<>();
        for (AnyColumn<?> each : column instanceof BlindIndexColumn index ? index.over() : List.of(column)) {
            Object value = h.stored().getOrNull(each);
            if (value == null) {
                return null;
            }
            values.add(value);
        }
        return column instanceof BlindIndexColumn index
                ? index.equalTo(values.toArray())
                : Seeded.equal(column, values.get(0));
    }

    private static Verdict refused(RuntimeException e) {
        return UNIQUE.equals(Verdict.stateOf(e))
                ? Verdict.breached("refused with " + UNIQUE + ": a unique key counts deleted rows")
                : Verdict.of(e);
    }

    private static void requireOwn(Hidden h) {
        if (!h.how().isOwn()) {
            throw new Verdict.Untried("the row itself isn't deleted, and keeps what is unique");
        }
    }
}
