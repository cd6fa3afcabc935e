package dev.holdfast.query;

import static dev.holdfast.fixture.Articles.ARTICLES;
import static dev.holdfast.fixture.Authors.AUTHORS;
import static dev.holdfast.fixture.Countries.COUNTRIES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.error.MappingException;
import dev.holdfast.error.StatementException;
import dev.holdfast.fixture.FakeReader;
import dev.holdfast.fixture.Sql;
import dev.holdfast.sql.SqlTypes;
import dev.holdfast.table.Column;
import dev.holdfast.table.Table;
import java.util.List;
import org.junit.jupiter.api.Test;

class IncludeTest {

    private static final Select NAMES = Select.from(AUTHORS).select(AUTHORS.name);
    private static final Include TITLES = Include.children(ARTICLES.authorId).select(ARTICLES.title, ARTICLES.id);

    @Test
    void allChildren() {
        assertThat(NAMES.include(TITLES).toSql())
                .isEqualTo("select authors.name, children_1.c0, children_1.c1, children_1.c2 from authors"
                        + " left join lateral (select count(*) as c0, array_agg(v1 order by n) as c1,"
                        + " array_agg(v2 order by n) as c2"
                        + " from (select row_number() over (order by articles.id) as n,"
                        + " articles.title as v1, articles.id as v2 from articles"
                        + " where articles.tenant_id = ? and articles.author_id = authors.id) as child)"
                        + " as children_1 on true where authors.tenant_id = ?");
    }

    @Test
    void theFirstFewByAnOrder() {
        var latest = TITLES.select(ARTICLES.title)
                .where(ARTICLES.published.eq(true).or(ARTICLES.summary.isNull()))
                .where(ARTICLES.title.ne(""))
                .orderBy(ARTICLES.createdAt.desc())
                .first(3);
        var select = NAMES.include(latest);

        assertThat(select.toSql())
                .isEqualTo("select authors.name, children_1.c0, children_1.c1 from authors"
                        + " left join lateral (select count(*) as c0, array_agg(v1 order by n) as c1"
                        + " from (select row_number() over (order by articles.created_at desc, articles.id) as n,"
                        + " articles.title as v1 from articles"
                        + " where articles.tenant_id = ? and articles.author_id = authors.id"
                        + " and (articles.published = ? or articles.summary is null) and articles.title <> ?"
                        + " order by articles.created_at desc, articles.id limit ?) as child)"
                        + " as children_1 on true where authors.tenant_id = ?");
        assertThat(Sql.values(select)).containsExactly("tenant", true, "", 3L, "tenant");
    }

    @Test
    void childrenOfTheSameTableByAnAlias() {
        var reply = ARTICLES.alias("reply");
        var replies = Include.children(reply.of(ARTICLES.parentId)).select(reply.of(ARTICLES.title));

        assertThat(Select.from(ARTICLES).select(ARTICLES.title).include(replies).toSql())
                .contains("from articles as reply where reply.tenant_id = ? and reply.parent_id = articles.id)");
        var root = ARTICLES.alias("root");
        assertThat(Select.from(root)
                        .select(root.of(ARTICLES.title))
                        .include(replies)
                        .toSql())
                .contains("reply.parent_id = root.id");
    }

    @Test
    void arraysOfArraysTravelAsText() {
        assertThat(NAMES.include(TITLES.select(ARTICLES.tags)).toSql())
                .contains("array_agg(v1::text order by n) as c1")
                .contains("articles.tags as v1");
    }

    @Test
    void severalIncludes() {
        var drafts = ARTICLES.alias("drafts");
        assertThat(NAMES.include(TITLES)
                        .include(Include.children(drafts.of(ARTICLES.authorId)).select(drafts.of(ARTICLES.id)))
                        .toSql())
                .startsWith("select authors.name, children_1.c0, children_1.c1, children_1.c2,"
                        + " children_2.c0, children_2.c1 from authors");
    }

    @Test
    void rowsCarryTheChildrenInOrder() {
        var shape = NAMES.include(TITLES).shape();
        var row = FakeReader.row(shape, "ann", 2L, new Object[] {"x", "y"}, new Object[] {1L, 2L});
        var none = FakeReader.row(shape, "bob", 0L, null, null);

        assertThat(row.get(AUTHORS.name)).isEqualTo("ann");
        List<Row> children = row.get(TITLES);
        assertThat(children).extracting(c -> c.get(ARTICLES.title)).containsExactly("x", "y");
        assertThat(children).extracting(c -> c.get(ARTICLES.id)).containsExactly(1L, 2L);
        assertThat(none.get(TITLES)).isEmpty();
        assertThatThrownBy(() -> row.get(TITLES.first(1)))
                .isInstanceOf(MappingException.class)
                .hasMessageContaining("select it");
    }

    @Test
    void theParentMustBeTheTableReferredTo() {
        // countries has no id, articles has one that isn't meant
        assertThatThrownBy(() -> Select.from(COUNTRIES).include(TITLES).toSql())
                .isInstanceOf(StatementException.class)
                .hasMessageContaining("include(articles.author_id) needs authors.id");
        var other = ARTICLES.alias("other");
        assertThatThrownBy(() -> Select.from(ARTICLES)
                        .include(Include.children(other.of(ARTICLES.authorId)))
                        .toSql())
                .isInstanceOf(StatementException.class)
                .hasMessageContaining("include(other.author_id) needs authors.id");
    }

    @Test
    void aParentFromACommonTableExpressionIsFoundByItsColumn() {
        var some = Cte.of("some_authors", Select.from(AUTHORS).select(AUTHORS.id));

        assertThat(Select.from(some).include(TITLES).toSql()).contains("articles.author_id = some_authors.id");
    }

    @Test
    void whatDoesNotGoTogetherIsSaid() {
        assertThatThrownBy(() -> Include.children(ARTICLES.title))
                .isInstanceOf(StatementException.class)
                .hasMessageContaining("articles.title refers to nothing");
        assertThatThrownBy(() -> TITLES.first(0)).isInstanceOf(StatementException.class);
        assertThatThrownBy(() -> NAMES.distinct().include(TITLES).toSql()).isInstanceOf(StatementException.class);
        assertThatThrownBy(() -> NAMES.select(TITLES).toSql())
                .isInstanceOf(StatementException.class)
                .hasMessageContaining("by include(…), not by select(…)");
    }

    private static final class Blobs extends Table {
        private final Column<byte[]> sha = bytea("sha").primaryKey();
        private final Column<byte[]> parent = bytea("parent").references(sha);

        Blobs() {
            super("blobs");
        }
    }

    @Test
    void aKeyWithoutJavasOrderStillOrdersInPostgres() {
        var blobs = new Blobs();
        var child = blobs.alias("child");

        assertThat(Select.from(blobs)
                        .select(blobs.sha)
                        .include(Include.children(child.of(blobs.parent)))
                        .toSql())
                .contains("row_number() over (order by child.sha)");
        assertThatThrownBy(() -> Select.from(blobs)
                        .orderBy(dev.holdfast.expression.PlainSql.expression(SqlTypes.INTEGER, "n", "1")
                                .asc())
                        .limit(1)
                        .paged())
                .isInstanceOf(StatementException.class)
                .hasMessageContaining("blobs.sha has no order");
    }
}
