package dev.holdfast.jdbi.deletion;

import static dev.holdfast.jdbi.deletion.Library.A;
import static dev.holdfast.jdbi.deletion.Library.BOOKS;
import static dev.holdfast.jdbi.deletion.Library.CHAPTERS;
import static dev.holdfast.jdbi.deletion.Library.LOANS;
import static dev.holdfast.jdbi.deletion.Library.PORTRAITS;
import static dev.holdfast.jdbi.deletion.Library.WRITERS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.deletion.Deletion;
import dev.holdfast.deletion.PurgeReport;
import dev.holdfast.deletion.RestoreResult;
import dev.holdfast.deletion.RowKey;
import dev.holdfast.error.ForeignKeyViolationException;
import dev.holdfast.error.UniqueViolationException;
import dev.holdfast.expression.Expression;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.query.Row;
import dev.holdfast.table.SoftDeletable;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random sequences of insert, delete, cascade, restore and purge, each step compared with {@link Model}. */
@PostgresTest(template = Library.class)
class ModelTest {

    private static final int STEPS = 150;
    private static final List<SoftDeletable> TABLES = List.of(WRITERS, BOOKS, CHAPTERS, LOANS, PORTRAITS);

    private final TestDatabase database;
    private final JdbiTenantScope a;
    private final Model model = new Model();
    private Random random = new Random();

    ModelTest(TestDatabase database) {
        this.database = database;
        this.a = Library.holdfast(database).tenant(A);
    }

    static LongStream seeds() {
        long given = Long.getLong("holdfast.seed", 0);
        return given != 0 ? LongStream.of(given) : LongStream.of(1, 2, 3, System.nanoTime());
    }

    @ParameterizedTest(name = "{displayName} [seed={0}]")
    @MethodSource("seeds")
    @DisplayName("SD-1 SD-2 SD-5 SD-12 SD-16 random sequences agree with a model in memory")
    void agrees(long seed) {
        System.out.println("ModelTest: -Dholdfast.seed=" + seed);
        random = new Random(seed);
        Sql.run(database.superuserDataSource(), "truncate writers, books, chapters, loans, portraits, letters, tags");
        for (int step = 0; step < STEPS; step++) {
            String what = act();
            assertThat(stored())
                    .as("after step %s of seed %s: %s", step, seed, what)
                    .isEqualTo(model.state());
        }
        assertThat(model.deletions)
                .as("the sequence must have deleted something")
                .isNotEmpty();
    }

    private String act() {
        return switch (random.nextInt(12)) {
            case 0, 1 -> insert("writers", null, "n" + random.nextInt(5));
            case 2, 3 -> insert("books", model.any("writers", random), "t" + random.nextInt(4));
            case 4 -> insert("chapters", model.any("books", random), null);
            case 5 -> insert("loans", model.any("books", random), null);
            case 6 -> insert("portraits", model.any("writers", random), null);
            case 7, 8 -> delete();
            case 9 -> restoreDeletion();
            case 10 -> restoreRow();
            default -> purge();
        };
    }

    private String insert(String table, Model.@Nullable Node parent, @Nullable String value) {
        if (parent == null && !table.equals("writers")) {
            return "nothing to refer to";
        }
        UUID id = UUID.randomUUID();
        String expected = model.insert(table, id, parent, value);
        String actual = outcome(() -> {
            store(table, id, parent == null ? null : parent.id(), value);
            return "stored";
        });
        assertThat(actual).as("insert into %s", table).isEqualTo(expected);
        return "insert into " + table + ": " + actual;
    }

    private void store(String table, UUID id, @Nullable UUID parent, @Nullable String value) {
        UUID link = parent == null ? id : parent;
        switch (table) {
            case "writers" ->
                a.insertInto(WRITERS, row -> row.set(WRITERS.id, id)
                                .set(WRITERS.name, "x")
                                .set(WRITERS.email, Objects.requireNonNull(value)))
                        .execute();
            case "books" ->
                a.insertInto(BOOKS, row -> row.set(BOOKS.id, id)
                                .set(BOOKS.writerId, link)
                                .set(BOOKS.title, Objects.requireNonNull(value)))
                        .execute();
            case "chapters" ->
                a.insertInto(CHAPTERS, row -> row.set(CHAPTERS.id, id)
                                .set(CHAPTERS.bookId, link)
                                .set(CHAPTERS.number, 1))
                        .execute();
            case "loans" ->
                a.insertInto(LOANS, row -> row.set(LOANS.id, id).set(LOANS.bookId, link))
                        .execute();
            default ->
                a.insertInto(PORTRAITS, row -> row.set(PORTRAITS.id, id).set(PORTRAITS.writerId, link))
                        .execute();
        }
    }

    private static String outcome(Supplier<String> action) {
        try {
            return action.get();
        } catch (ForeignKeyViolationException e) {
            return "reference";
        } catch (UniqueViolationException e) {
            return "taken";
        }
    }

    private String delete() {
        Model.Node node = model.any(random);
        if (node == null) {
            return "nothing to delete";
        }
        SoftDeletable table = table(node.table());
        UUID[] deletion = new UUID[1];
        String actual = outcome(() -> {
            Deletion gone = a.deleteFrom(table).where(key(table).eq(node.id())).execute();
            deletion[0] = gone.id();
            return gone.counts().toString();
        });
        String expected = model.delete(node, deletion[0] == null ? UUID.randomUUID() : deletion[0]);
        assertThat(actual).as("delete from %s", node.table()).isEqualTo(expected);
        return "delete from " + node.table() + ": " + actual;
    }

    private String restoreDeletion() {
        UUID id = model.anyDeletion(random);
        if (id == null) {
            return "no deletion to restore";
        }
        RestoreResult dry = a.restoring(id).dryRun();
        String actual = told(a.restoring(id).execute());
        assertThat(told(dry)).isEqualTo(actual);
        assertThat(actual).isEqualTo(model.restore(model.hiddenBy(id)));
        return "restore a deletion: " + actual;
    }

    private String restoreRow() {
        Model.Node node = model.any(random);
        if (node == null) {
            return "nothing to restore";
        }
        SoftDeletable table = table(node.table());
        var restore = a.restore(table).where(key(table).eq(node.id()));
        String dry = told(restore.dryRun());
        String actual = told(restore.execute());
        assertThat(dry).isEqualTo(actual);
        assertThat(actual).as("restore %s", node).isEqualTo(model.restore(model.withWhatWentAlong(node)));
        return "restore a row: " + actual;
    }

    /** Kinds, tables and keys, but not in an order. */
    private static String told(RestoreResult result) {
        if (result instanceof RestoreResult.Restored restored) {
            return restored.counts().toString();
        }
        if (result instanceof RestoreResult.Refused refused) {
            List<String> conflicts = new ArrayList<>();
            refused.deletedParents()
                    .forEach(c -> conflicts.add(
                            "parent " + c.row().value() + " " + c.parent().value()));
            refused.uniqueConflicts().forEach(c -> conflicts.add("taken " + pair(c.row(), c.holder())));
            return conflicts.stream().sorted().distinct().collect(Collectors.joining(", "));
        }
        return "not deleted";
    }

    private static String pair(RowKey one, RowKey other) {
        return Model.pair((UUID) one.value(), (UUID) other.value());
    }

    private String purge() {
        SoftDeletable table = TABLES.get(random.nextInt(TABLES.size()));
        var purge =
                a.purge(table).deletedBefore(Instant.now().plusSeconds(3600)).inBatchesOf(1 + random.nextInt(3));
        PurgeReport dry = purge.dryRun();
        PurgeReport report = purge.execute();
        assertThat(report).isEqualTo(new PurgeReport(dry.purged(), dry.held(), dry.blocked(), dry.batches(), false));
        assertThat(report.purged().byTable()).as("purge of %s", table).isEqualTo(model.purge(table.name()));
        return "purge of " + table.name() + ": " + report.purged();
    }

    private Map<UUID, String> stored() {
        Map<UUID, String> state = new TreeMap<>();
        for (SoftDeletable table : TABLES) {
            for (Row row : a.from(table.withDeleted()).list()) {
                UUID deletion = row.get(table.deletionId());
                state.put(row.get(key(table)), table.name() + " " + (deletion == null ? "live" : deletion));
            }
        }
        return state;
    }

    private static SoftDeletable table(String name) {
        return TABLES.stream().filter(t -> t.name().equals(name)).findFirst().orElseThrow();
    }

    @SuppressWarnings("unchecked") // every table here has one uuid as its key
    private static Expression<UUID> key(SoftDeletable table) {
        return (Expression<UUID>) table.primaryKey().get(0);
    }
}
