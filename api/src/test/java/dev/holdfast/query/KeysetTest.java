package dev.holdfast.query;

import static dev.holdfast.expression.Expressions.lower;
import static dev.holdfast.fixture.Articles.ARTICLES;
import static dev.holdfast.fixture.Authors.AUTHORS;
import static dev.holdfast.fixture.Countries.COUNTRIES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.error.InvalidCursorException;
import dev.holdfast.error.StatementException;
import dev.holdfast.expression.Ordering;
import dev.holdfast.fixture.FakeReader;
import dev.holdfast.fixture.Sql;
import dev.holdfast.internal.Audience;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KeysetTest {

    private static final Select IDS = Select.from(ARTICLES).select(ARTICLES.id);
    private static final String PREFIX = "select articles.id from articles where articles.tenant_id = ? and ";

    /** The cursor behind a row with these sort values, those of the completed order. */
    private static Cursor cursor(Select ordered, @Nullable Object... sortValues) {
        PageQuery<Row> page = ordered.limit(1).paged();
        @Nullable
        Object[] values = new @Nullable Object[ordered.shape().selected().size() + sortValues.length];
        System.arraycopy(sortValues, 0, values, values.length - sortValues.length, sortValues.length);
        Row row = FakeReader.row(page.rows().shape(), values);
        return Cursor.parse(page.toPage(List.of(row, row)).next().token());
    }

    private static String behind(Ordering[] order, @Nullable Object... sortValues) {
        Select ordered = IDS.orderBy(order);
        String sql = ordered.after(cursor(ordered, sortValues)).toSql();
        assertThat(sql).startsWith(PREFIX);
        return sql.substring(PREFIX.length());
    }

    private static Ordering[] by(Ordering... order) {
        return order;
    }

    @Test
    void aPageAcrossTenantsNeedsTheTenantInItsOrder() {
        Select byTitle = IDS.orderBy(ARTICLES.title.asc()).limit(10);
        assertThatThrownBy(() -> byTitle.paged().rows().texts(Audience.ALL_TENANTS))
                .isInstanceOf(StatementException.class)
                .hasMessageContaining("articles.tenant_id");
        Select byTenant = byTitle.orderBy(ARTICLES.tenantId.asc());
        assertThat(byTenant.paged().rows().texts(Audience.ALL_TENANTS)).hasSize(1);
    }

    @Test
    void aUniformOrderIsARowComparison() {
        assertThat(behind(by(ARTICLES.title.asc()), "m", 7L))
                .isEqualTo("(articles.title, articles.id) > (?, ?) order by articles.title, articles.id");
        assertThat(behind(by(ARTICLES.title.desc()), "m", 7L))
                .isEqualTo("(articles.title, articles.id) < (?, ?) order by articles.title desc, articles.id desc");
        assertThat(behind(by(ARTICLES.id.asc()), 7L)).isEqualTo("(articles.id) > (?) order by articles.id");
    }

    @Test
    void mixedDirectionsAreAlternativesNarrowedByTheirFirstPart() {
        assertThat(behind(by(ARTICLES.title.asc(), ARTICLES.id.desc()), "m", 7L))
                .isEqualTo(
                        "(articles.title) >= (?) and (articles.title > ? or (articles.title = ? and articles.id < ?))"
                                + " order by articles.title, articles.id desc");
        assertThat(behind(by(ARTICLES.title.desc(), ARTICLES.id.asc()), "m", 7L))
                .isEqualTo(
                        "(articles.title) <= (?) and (articles.title < ? or (articles.title = ? and articles.id > ?))"
                                + " order by articles.title desc, articles.id");
    }

    @Test
    void ascendingWithNullsLast() {
        var order = by(ARTICLES.summary.asc(), ARTICLES.id.asc());
        String tail = " order by articles.summary, articles.id";

        assertThat(behind(order, "m", 7L))
                .isEqualTo("(articles.summary > ? or articles.summary is null"
                        + " or (articles.summary = ? and articles.id > ?))" + tail);
        assertThat(behind(order, null, 7L)).isEqualTo("articles.summary is null and articles.id > ?" + tail);
    }

    @Test
    void ascendingWithNullsFirst() {
        var order = by(ARTICLES.summary.asc().nullsFirst(), ARTICLES.id.asc());
        String tail = " order by articles.summary nulls first, articles.id";

        assertThat(behind(order, "m", 7L))
                .isEqualTo("(articles.summary > ? or (articles.summary = ? and articles.id > ?))" + tail);
        assertThat(behind(order, null, 7L))
                .isEqualTo("(articles.summary is not null or (articles.summary is null and articles.id > ?))" + tail);
    }

    @Test
    void descendingWithNullsFirst() {
        var order = by(ARTICLES.summary.desc());
        String tail = " order by articles.summary desc, articles.id desc";

        assertThat(behind(order, "m", 7L))
                .isEqualTo("(articles.summary < ? or (articles.summary = ? and articles.id < ?))" + tail);
        assertThat(behind(order, null, 7L))
                .isEqualTo("(articles.summary is not null or (articles.summary is null and articles.id < ?))" + tail);
    }

    @Test
    void descendingWithNullsLast() {
        var order = by(ARTICLES.summary.desc().nullsLast());
        String tail = " order by articles.summary desc nulls last, articles.id desc";

        assertThat(behind(order, "m", 7L))
                .isEqualTo("(articles.summary < ? or articles.summary is null"
                        + " or (articles.summary = ? and articles.id < ?))" + tail);
        assertThat(behind(order, null, 7L)).isEqualTo("articles.summary is null and articles.id < ?" + tail);
    }

    @Test
    void theConditionJoinsWhatThereIs() {
        Select ordered = IDS.where(ARTICLES.published.eq(true).or(ARTICLES.title.eq("x")))
                .orderBy(ARTICLES.id.asc());

        assertThat(ordered.after(cursor(ordered, 7L)).limit(10).toSql())
                .isEqualTo(PREFIX + "(articles.published = ? or articles.title = ?) and (articles.id) > (?)"
                        + " order by articles.id limit 10");
        assertThat(ordered.after(null).toSql()).isEqualTo(ordered.toSql());
    }

    @Test
    void aJoinIsPagedByTheKeysOfAllSourcesSinceItMayRepeatTheRootsRow() {
        Select joined = IDS.join(AUTHORS, AUTHORS.id.eq(ARTICLES.authorId)).orderBy(ARTICLES.createdAt.desc());
        var cursor = cursor(joined, java.time.Instant.EPOCH, 7L, new UUID(1, 2));

        assertThat(joined.after(cursor).toSql())
                .endsWith(" where articles.tenant_id = ?"
                        + " and (articles.created_at, articles.id) <= (?::timestamptz, ?)"
                        + " and (articles.created_at, articles.id, authors.id) < (?::timestamptz, ?, ?)"
                        + " order by articles.created_at desc, articles.id desc, authors.id desc");
    }

    @Test
    void theOuterSideOfAJoinMayBeNull() {
        Select joined =
                IDS.leftJoin(AUTHORS, AUTHORS.id.eq(ARTICLES.authorId)).orderBy(ARTICLES.id.asc(), AUTHORS.name.asc());

        assertThat(joined.after(cursor(joined, 7L, null, null)).toSql())
                .endsWith(" and (articles.id) >= (?) and articles.id > ?"
                        + " order by articles.id, authors.name, authors.id");
        assertThat(joined.after(cursor(joined, 7L, "m", new UUID(1, 2))).toSql())
                .contains("(authors.name > ? or authors.name is null)")
                .contains("(authors.id > ? or authors.id is null)");
    }

    @Test
    void aPageAsksForOneRowMoreAndHidesTheSortValues() {
        PageQuery<Row> page = IDS.orderBy(ARTICLES.title.asc()).limit(2).paged();
        Row first = FakeReader.row(page.rows().shape(), 1L, "a", 1L);
        Row second = FakeReader.row(page.rows().shape(), 2L, "b", 2L);
        Row third = FakeReader.row(page.rows().shape(), 3L, "c", 3L);

        assertThat(page.rows().toSql())
                .isEqualTo("select articles.id, articles.title, articles.id from articles"
                        + " where articles.tenant_id = ? order by articles.title, articles.id limit 3");
        assertThat(Sql.values(page.rows())).containsExactly("tenant");
        assertThat(page.toPage(List.of(first, second)).hasNext()).isFalse();
        assertThat(page.toPage(List.of()).items()).isEmpty();
        Page<Row> full = page.toPage(List.of(first, second, third));
        assertThat(full.items()).containsExactly(first, second);
        assertThat(Sql.values(IDS.orderBy(ARTICLES.title.asc()).after(full.next())))
                .containsExactly("tenant", "b", 2L);
    }

    @Test
    void aCursorOfAnotherQueryIsRefused() {
        Select byTitle = IDS.orderBy(ARTICLES.title.asc());
        Cursor cursor = cursor(byTitle, "m", 7L);

        for (Select other : List.of(
                IDS.orderBy(ARTICLES.title.desc()),
                IDS.orderBy(ARTICLES.slug.asc()),
                IDS.orderBy(ARTICLES.id.asc()),
                IDS.orderBy(lower(ARTICLES.title).asc()),
                Select.from(AUTHORS).orderBy(AUTHORS.name.asc()))) {
            assertThatThrownBy(() -> other.after(cursor).toSql())
                    .as(other.toSql())
                    .isInstanceOf(InvalidCursorException.class)
                    .hasMessageContaining("belongs to a query with another order or other sources");
        }
        assertThat(byTitle.where(ARTICLES.published.eq(true)).after(cursor).toSql())
                .contains("> (?, ?)");
    }

    @Test
    void whatCannotBePagedIsRefused() {
        Select ordered = Select.from(AUTHORS).orderBy(AUTHORS.name.asc());

        assertThatThrownBy(() -> Select.from(AUTHORS).limit(5).paged())
                .isInstanceOf(StatementException.class)
                .hasMessageContaining("need an order");
        assertThatThrownBy(ordered::paged).hasMessage("A page needs limit(1 … 100000) as its size");
        assertThatThrownBy(() -> ordered.limit(0).paged()).isInstanceOf(StatementException.class);
        assertThatThrownBy(() -> ordered.limit(100_001).paged()).isInstanceOf(StatementException.class);
        assertThatThrownBy(() -> ordered.distinct().limit(1).paged()).isInstanceOf(StatementException.class);
        assertThatThrownBy(() -> ordered.groupBy(AUTHORS.name).limit(1).paged()).isInstanceOf(StatementException.class);
        assertThatThrownBy(() -> ordered.union(Select.from(AUTHORS)).limit(1).paged())
                .isInstanceOf(StatementException.class);
    }

    @Test
    void aNullInATokenForAColumnThatHasNoneIsDamage() {
        Select ordered = Select.from(COUNTRIES).orderBy(COUNTRIES.name.asc());
        Cursor cursor = cursor(ordered, null, "de");

        assertThatThrownBy(() -> ordered.after(cursor).toSql()).isInstanceOf(InvalidCursorException.class);
    }
}
