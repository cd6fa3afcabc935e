package dev.holdfast.jdbi.statement;

import static dev.holdfast.jdbi.fixture.Press.A;
import static dev.holdfast.jdbi.fixture.Press.B;
import static dev.holdfast.jdbi.statement.Nodes.NODES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.TenantScope;
import dev.holdfast.error.InvalidCursorException;
import dev.holdfast.expression.Ordering;
import dev.holdfast.query.Cursor;
import dev.holdfast.query.Page;
import dev.holdfast.query.Row;
import dev.holdfast.table.OrderedColumn;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Pages over a thousand rows with ties and nulls are the full list: no row twice, none left out. */
@PostgresTest(template = Forest.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PagingTest {

    private static final int ROWS = 1_000;

    private final TenantScope a;
    private final TenantScope b;

    PagingTest(TestDatabase database) {
        this.a = Forest.holdfast(database).tenant(A);
        this.b = Forest.holdfast(database).tenant(B);
        Random random = new Random(42);
        for (TenantScope scope : List.of(a, b)) {
            scope.insertInto(NODES)
                    .rows(IntStream.range(0, ROWS).boxed().toList(), (row, i) -> row.set(NODES.slug, "s" + i % 50)
                            .set(NODES.archivedAt, Instant.EPOCH)
                            .set(NODES.rank, random.nextInt(4) == 0 ? null : random.nextInt(5))
                            .set(
                                    NODES.at,
                                    random.nextInt(3) == 0
                                            ? null
                                            : Instant.EPOCH.plusNanos(1_000L * random.nextInt(3))))
                    .execute();
        }
    }

    static long[] seeds() {
        return new Random().longs(12).toArray();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void pagesInARandomOrderAreTheFullList(long seed) {
        System.out.println("PagingTest seed " + seed);
        Random random = new Random(seed);
        Ordering[] order = order(random);
        int size = 1 + random.nextInt(400);
        List<Long> full = a.from(NODES).orderBy(order).values(NODES.id).list();
        List<Long> paged = new ArrayList<>();
        Cursor cursor = null;
        int pages = 0;
        do {
            Page<Row> page =
                    a.from(NODES).orderBy(order).limit(size).after(cursor).page();
            assertThat(page.items()).hasSizeBetween(1, size);
            page.items().forEach(row -> paged.add(row.get(NODES.id)));
            cursor = page.next() == null ? null : Cursor.parse(page.next().token());
            assertThat(++pages).isLessThanOrEqualTo(ROWS);
        } while (cursor != null);
        assertThat(paged).doesNotHaveDuplicates().hasSize(ROWS);
        assertThat(pages).isEqualTo((ROWS + size - 1) / size);
        assertThat(paged).isEqualTo(full);
    }

    private static Ordering[] order(Random random) {
        List<OrderedColumn<?>> columns = new ArrayList<>(List.of(NODES.rank, NODES.at, NODES.slug, NODES.id));
        Collections.shuffle(columns, random);
        List<Ordering> order = new ArrayList<>();
        for (OrderedColumn<?> column : columns) {
            Ordering direction = random.nextBoolean() ? column.asc() : column.desc();
            if (column.isNullable() && random.nextBoolean()) {
                direction = random.nextBoolean() ? direction.nullsFirst() : direction.nullsLast();
            }
            order.add(direction);
            if (column.equals(NODES.id)) {
                break;
            }
        }
        return order.toArray(Ordering[]::new);
    }

    @Test
    void withoutATieBreakerThereIsNoDuplicateAndNoGapEither() {
        List<Long> paged = new ArrayList<>();
        Cursor cursor = null;
        do {
            var page = a.from(NODES)
                    .orderBy(NODES.rank.desc(), NODES.at.asc())
                    .limit(7)
                    .after(cursor)
                    .page();
            page.items().forEach(row -> paged.add(row.get(NODES.id)));
            cursor = page.next();
        } while (cursor != null);
        assertThat(paged).doesNotHaveDuplicates().hasSize(ROWS);
    }

    @Test
    void theLastPageSaysSo() {
        var all = a.from(NODES).orderBy(NODES.id.asc());
        assertThat(all.limit(ROWS).page().hasNext()).isFalse();
        assertThat(all.limit(ROWS - 1).page().hasNext()).isTrue();
        assertThat(all.where(NODES.slug.eq("none")).limit(3).page().items()).isEmpty();
    }

    @Test
    void anothersCursorLeadsToOwnRowsOnly() {
        Cursor theirs = b.from(NODES).orderBy(NODES.id.asc()).limit(10).page().next();
        assertThat(theirs).isNotNull();
        assertThat(a.from(NODES)
                        .orderBy(NODES.id.asc())
                        .limit(10)
                        .after(theirs)
                        .page()
                        .items())
                .allMatch(row -> row.get(NODES.tenantId) == A);
    }

    @Test
    void aCursorOfAnotherOrderOrADamagedOneIsRefused() {
        Cursor cursor = a.from(NODES).orderBy(NODES.id.asc()).limit(10).page().next();
        assertThatThrownBy(() -> a.from(NODES)
                        .orderBy(NODES.id.desc())
                        .limit(10)
                        .after(cursor)
                        .page())
                .isInstanceOf(InvalidCursorException.class)
                .hasMessageContaining("another order");
        assertThatThrownBy(() -> Cursor.parse("bm9uZQ")).isInstanceOf(InvalidCursorException.class);
        assertThatThrownBy(() -> Cursor.parse("%%%")).isInstanceOf(InvalidCursorException.class);
    }
}
