package dev.holdfast.jdbi.names;

import static dev.holdfast.jdbi.names.Namesakes.A;
import static dev.holdfast.jdbi.names.Namesakes.ALL;
import static dev.holdfast.jdbi.names.Namesakes.B;
import static dev.holdfast.jdbi.names.Namesakes.CHILD;
import static dev.holdfast.jdbi.names.Namesakes.GONE;
import static dev.holdfast.jdbi.names.Namesakes.RESTORED;
import static dev.holdfast.jdbi.names.Namesakes.TWO;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Holdfast;
import dev.holdfast.Session;
import dev.holdfast.TenantScope;
import dev.holdfast.Transaction;
import dev.holdfast.deletion.RestoreResult;
import dev.holdfast.error.StatementException;
import dev.holdfast.jdbi.names.Memory.Entry;
import dev.holdfast.jdbi.names.Memory.Meant;
import dev.holdfast.jdbi.names.Memory.Seen;
import dev.holdfast.jdbi.names.Namesakes.Rows;
import dev.holdfast.jdbi.names.Namesakes.Soft;
import dev.holdfast.query.OnConflict;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Random statements whose names meet, against a model in memory. {@code -Dholdfast.statements=100000} makes them many,
 * {@code -Dholdfast.seed=…} repeats a run.
 */
@PostgresTest(template = Namesakes.class)
class RandomStatementsTest {

    private static final int FEW = 1_500;
    private static final List<String> REFUSALS = List.of(
            "is queried inside a statement on",
            "stands twice in one statement",
            "A common table expression is named",
            "Plain SQL gives the name",
            "Plain SQL names",
            "names only columns that aren't its own");

    private final Holdfast holdfast;
    private final Memory memory = new Memory();
    private int run;
    private int refused;

    RandomStatementsTest(TestDatabase database) {
        this.holdfast = Namesakes.holdfast(database);
    }

    private static final class RolledBack extends RuntimeException {
        private static final long serialVersionUID = 1L;

        RolledBack() {
            super("rolled back", null, false, false);
        }
    }

    @Test
    @DisplayName("Q-1 random statements whose names meet mean what they say")
    void meanWhatTheySay() {
        long seed = Long.getLong("holdfast.seed", System.nanoTime());
        int count = Integer.getInteger("holdfast.statements", FEW);
        System.out.println("holdfast.seed=" + seed + " holdfast.statements=" + count);
        Random random = new Random(seed);
        TenantScope a = holdfast.tenant(A);
        fill(a, memory, random);
        TenantScope b = holdfast.tenant(B);
        Memory ofB = new Memory();
        fill(b, ofB, random);

        for (int i = 0; i < count; i++) {
            one(a, new Random(random.nextLong()), "seed " + seed + ", statement " + i);
        }

        ALL.forEach(table -> assertThat(stored(b, table)).isEqualTo(states(ofB, table)));
        ALL.forEach(table -> assertThat(stored(a, table)).isEqualTo(states(memory, table)));
        System.out.println(run + " run, " + refused + " refused");
        assertThat(run).as("statements run of " + count).isGreaterThan(count / 3);
    }

    private static void fill(TenantScope scope, Memory memory, Random random) {
        List<Rows> parentsFirst = new ArrayList<>(ALL);
        parentsFirst.remove(CHILD);
        parentsFirst.add(CHILD);
        for (Rows table : parentsFirst) {
            boolean soft = table instanceof Soft;
            for (int id = 1; id <= 5; id++) {
                Integer ref = random.nextInt(4) == 0 ? null : 1 + random.nextInt(5);
                String label = String.valueOf((char) ('a' + random.nextInt(3)));
                Integer deletion = null;
                Namesakes.insert(scope, table, id, ref, soft ? label + id : label);
                if (soft && random.nextBoolean()) {
                    int number = id;
                    scope.deleteFrom((Soft) table).where(table.id.eq(number)).execute();
                    deletion = memory.nextDeletion();
                }
                memory.put(table, new Entry(id, ref, soft ? label + id : label, deletion));
            }
        }
    }

    private void one(TenantScope a, Random random, String what) {
        Memory before = memory;
        Statements statements = new Statements(before, random);
        try {
            switch (random.nextInt(8)) {
                case 0, 1, 2 -> select(a, statements.query(2, List.of(), false), what);
                case 3 -> change(a, random, (tx, after) -> update(tx, after, any(random), statements, what));
                case 4 -> change(a, random, (tx, after) -> delete(tx, after, any(random), statements, what));
                case 5 -> change(a, random, (tx, after) -> delete(tx, after, anySoft(random), statements, what));
                case 6 -> change(a, random, (tx, after) -> restore(tx, after, anySoft(random), statements, what));
                default -> change(a, random, (tx, after) -> upsert(tx, after, anySoft(random), random, what));
            }
            run++;
        } catch (StatementException e) {
            assertThat(REFUSALS).as(what + ": " + e.getMessage()).anyMatch(e.getMessage()::contains);
            refused++;
        } catch (RuntimeException e) {
            throw new AssertionError(what, e);
        }
    }

    private static Rows any(Random random) {
        return ALL.get(random.nextInt(ALL.size()));
    }

    private static Soft anySoft(Random random) {
        return List.of(TWO, GONE, RESTORED).get(random.nextInt(3));
    }

    private static void select(TenantScope a, Statements.Query query, String what) {
        var root = query.root();
        List<String> expected = query.found().apply(null).stream()
                .map(entry -> entry.id() + " " + entry.ref() + " " + entry.label())
                .sorted()
                .toList();
        String sql = query.select().toSql();
        List<String> actual = a
                .list(query.select()
                        .select(root.id(), root.ref(), root.label())
                        .map(row -> row.get(root.id()) + " " + row.get(root.ref()) + " " + row.get(root.label())))
                .stream()
                .sorted()
                .toList();
        assertThat(actual).as(what + ": " + sql).isEqualTo(expected);
        assertThat(a.count(query.select())).as(what + ": count of " + sql).isEqualTo(expected.size());
    }

    private interface Change {
        void run(Transaction tx, Memory after);
    }

    /** Rolled back again, so that the rows stay as various as they were. */
    private void change(TenantScope a, Random random, Change change) {
        Memory after = memory.copy();
        try {
            a.inTransaction(tx -> {
                change.run(tx, after);
                throw new RolledBack();
            });
        } catch (RolledBack expected) {
            // as it should
        }
    }

    private static Predicate<Entry> meaning(Rows table, Statements.Asked asked) {
        return entry -> asked.isTrue(new Seen(table, entry, null));
    }

    private static void update(Transaction tx, Memory after, Rows table, Statements statements, String what) {
        var asked = statements.condition(2, List.of(statements.table(table)));
        long changed;
        int expected;
        if (table == CHILD) {
            changed = tx.update(table)
                    .set(table.ref, null)
                    .where(asked.condition())
                    .execute();
            expected = after.change(table, Meant.LIVE, meaning(table, asked), entry -> entry.withRef(null));
        } else if (table instanceof Soft) {
            changed =
                    tx.update(table).set(table.ref, 9).where(asked.condition()).execute();
            expected = after.change(table, Meant.LIVE, meaning(table, asked), entry -> entry.withRef(9));
        } else if (table == Namesakes.BARE) {
            var computed = statements.greatest(List.of(statements.table(table)));
            changed = tx.update(table)
                    .setTo(table.ref, computed.expression())
                    .where(asked.condition())
                    .execute();
            expected = after.change(
                    table,
                    Meant.LIVE,
                    meaning(table, asked),
                    entry -> entry.withRef(computed.meaning().apply(new Seen(table, entry, null))));
        } else {
            changed = tx.update(table)
                    .set(table.label, "z")
                    .where(asked.condition())
                    .execute();
            expected = after.change(table, Meant.LIVE, meaning(table, asked), entry -> entry.withLabel("z"));
        }
        assertThat(changed).as(what + ": update " + table).isEqualTo(expected);
        check(tx, after, table, what);
    }

    private static void delete(Transaction tx, Memory after, Rows table, Statements statements, String what) {
        var asked = statements.condition(2, List.of(statements.table(table)));
        long deleted = tx.deleteFrom(table).where(asked.condition()).execute();
        int number = after.nextDeletion();
        int expected = table instanceof Soft
                ? after.change(table, Meant.LIVE, meaning(table, asked), entry -> entry.deletedAs(number))
                : after.remove(table, meaning(table, asked));
        assertThat(deleted).as(what + ": delete from " + table).isEqualTo(expected);
        check(tx, after, table, what);
    }

    private static void restore(Transaction tx, Memory after, Soft table, Statements statements, String what) {
        var asked = statements.condition(2, List.of(statements.table(table)));
        RestoreResult result = tx.restore(table).where(asked.condition()).execute();
        List<Entry> chosen = after.rows(table, Meant.DELETED).stream()
                .filter(meaning(table, asked))
                .toList();
        boolean restored = after.restore(table, chosen);
        Class<?> expected = chosen.isEmpty()
                ? RestoreResult.NotDeleted.class
                : restored ? RestoreResult.Restored.class : RestoreResult.Refused.class;
        assertThat(result).as(what + ": restore " + table).isInstanceOf(expected);
        check(tx, after, table, what);
    }

    private static void upsert(Transaction tx, Memory after, Soft table, Random random, String what) {
        List<Entry> present = after.all(table);
        String label = random.nextInt(4) == 0
                ? "new"
                : present.get(random.nextInt(present.size())).label();
        Integer ref = random.nextBoolean() ? null : random.nextInt(9);
        tx.insertInto(
                        table,
                        row -> row.set(table.id, 100).set(table.label, label).set(table.ref, ref))
                .onConflict(OnConflict.on(table.label).reviving().update(table.ref))
                .execute();
        after.reviveOrInsert(table, new Entry(100, ref, label, null));
        check(tx, after, table, what);
    }

    private static void check(Session session, Memory expected, Rows table, String what) {
        assertThat(stored(session, table)).as(what + ": rows of " + table).isEqualTo(states(expected, table));
    }

    private static List<String> stored(Session session, Rows table) {
        return session.from(table.withHidden()).list().stream()
                .map(row -> state(
                        row.get(table.id),
                        row.get(table.ref),
                        row.get(table.label),
                        table instanceof Soft soft && row.getOrNull(soft.deletedAt()) != null))
                .sorted()
                .toList();
    }

    private static List<String> states(Memory memory, Rows table) {
        return memory.all(table).stream()
                .map(entry -> state(entry.id(), entry.ref(), entry.label(), entry.isStamped()))
                .sorted()
                .toList();
    }

    private static String state(@Nullable Integer id, @Nullable Integer ref, String label, boolean deleted) {
        return Objects.requireNonNull(id) + " " + ref + " " + label + (deleted ? " deleted" : "");
    }
}
