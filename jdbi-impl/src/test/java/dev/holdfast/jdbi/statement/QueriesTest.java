package dev.holdfast.jdbi.statement;

import static dev.holdfast.expression.Expressions.arrayAgg;
import static dev.holdfast.expression.Expressions.avg;
import static dev.holdfast.expression.Expressions.coalesce;
import static dev.holdfast.expression.Expressions.count;
import static dev.holdfast.expression.Expressions.countDistinct;
import static dev.holdfast.expression.Expressions.exists;
import static dev.holdfast.expression.Expressions.length;
import static dev.holdfast.expression.Expressions.lower;
import static dev.holdfast.expression.Expressions.max;
import static dev.holdfast.expression.Expressions.min;
import static dev.holdfast.expression.Expressions.notExists;
import static dev.holdfast.expression.Expressions.row;
import static dev.holdfast.expression.Expressions.scalar;
import static dev.holdfast.expression.Expressions.stringAgg;
import static dev.holdfast.expression.Expressions.sum;
import static dev.holdfast.expression.Expressions.upper;
import static dev.holdfast.jdbi.fixture.Articles.ARTICLES;
import static dev.holdfast.jdbi.fixture.Authors.AUTHORS;
import static dev.holdfast.jdbi.fixture.Countries.COUNTRIES;
import static dev.holdfast.jdbi.fixture.Press.A;
import static dev.holdfast.jdbi.fixture.Press.B;
import static dev.holdfast.jdbi.statement.Nodes.NODES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.Holdfast;
import dev.holdfast.TenantScope;
import dev.holdfast.error.MappingException;
import dev.holdfast.error.NoRowException;
import dev.holdfast.error.TooManyRowsException;
import dev.holdfast.expression.PlainSql;
import dev.holdfast.jdbi.fixture.Press;
import dev.holdfast.query.Cte;
import dev.holdfast.query.PlainStatement;
import dev.holdfast.query.Row;
import dev.holdfast.query.Select;
import dev.holdfast.sql.SqlTypes;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Clauses of a select, each against rows of two tenants. */
@PostgresTest(template = Forest.class)
class QueriesTest {

    private final TenantScope a;
    private final TenantScope b;
    private final Holdfast holdfast;
    private UUID ann = new UUID(0, 0);

    QueriesTest(TestDatabase database) {
        this.holdfast = Forest.holdfast(database);
        this.a = holdfast.tenant(A);
        this.b = holdfast.tenant(B);
    }

    /** A has ann with two articles and bob with none, and the nodes root(1) - left(2), right(null) - leaf(2); B the same plus one. */
    @BeforeEach
    void rows() {
        for (TenantScope scope : List.of(a, b)) {
            scope.deleteFrom(AUTHORS).everyRow().execute();
            scope.update(NODES).set(NODES.parentId, null).everyRow().execute();
            scope.deleteFrom(NODES).everyRow().execute();
            UUID author = Press.author(scope, "ann");
            Press.author(scope, "bob");
            Press.article(scope, author, "one");
            Press.article(scope, author, "two");
            long root = Forest.node(scope, "root", null, 1);
            Forest.node(scope, "left", root, 2);
            long right = Forest.node(scope, "right", root, null);
            Forest.node(scope, "leaf", right, 2);
            if (scope == a) {
                ann = author;
            }
        }
        Press.author(b, "cy");
        Forest.node(b, "extra", null, 99);
    }

    @Test
    void anInnerJoinHasTheColumnsOfBoth() {
        var rows = a.from(ARTICLES)
                .join(AUTHORS, AUTHORS.id.eq(ARTICLES.authorId))
                .orderBy(ARTICLES.title.asc())
                .list();
        assertThat(rows)
                .extracting(r -> r.get(ARTICLES.title) + " " + r.get(AUTHORS.name))
                .containsExactly("one ann", "two ann");
    }

    @Test
    void aLeftJoinKeepsRowsWithoutAPartner() {
        var rows = a.from(AUTHORS)
                .leftJoin(ARTICLES, ARTICLES.authorId.eq(AUTHORS.id))
                .orderBy(AUTHORS.name.asc(), ARTICLES.title.asc())
                .list();
        assertThat(rows)
                .extracting(r -> r.get(AUTHORS.name) + " " + r.getOrNull(ARTICLES.title))
                .containsExactly("ann one", "ann two", "bob null");
        Row lonely = rows.get(2);
        assertThat(lonely.getOrNull(ARTICLES.id)).isNull();
        assertThatThrownBy(() -> lonely.get(ARTICLES.title))
                .isInstanceOf(MappingException.class)
                .hasMessageContaining("articles.title is NULL")
                .hasMessageContaining("getOrNull");
    }

    @Test
    void aTableJoinsItselfByAnAlias() {
        var parent = NODES.alias("parent");
        assertThat(a.from(NODES)
                        .leftJoin(parent, parent.of(NODES.id).eq(NODES.parentId))
                        .orderBy(NODES.slug.asc())
                        .list())
                .extracting(r -> r.get(NODES.slug) + "<" + r.getOrNull(parent.of(NODES.slug)))
                .containsExactly("leaf<right", "left<root", "right<root", "root<null");
    }

    @Test
    void aggregatesSeeTheTenantOnly() {
        Row row = a.from(NODES)
                .select(
                        count(),
                        count(NODES.rank).named("ranked"),
                        countDistinct(NODES.rank).named("ranks"),
                        sum(NODES.rank),
                        avg(NODES.rank),
                        min(NODES.rank),
                        max(NODES.slug),
                        stringAgg(NODES.slug, ", "),
                        arrayAgg(NODES.rank))
                .one();
        assertThat(row.toString()).contains("ranked");
        assertThat(a.from(NODES).values(count()).one()).isEqualTo(4);
        assertThat(a.from(NODES).values(count(NODES.rank)).one()).isEqualTo(3);
        assertThat(a.from(NODES).values(countDistinct(NODES.rank)).one()).isEqualTo(2);
        assertThat(a.from(NODES).values(sum(NODES.rank)).one()).isEqualByComparingTo("5");
        assertThat(a.from(NODES).values(avg(NODES.rank)).one())
                .isEqualByComparingTo(new BigDecimal(5).divide(new BigDecimal(3), 16, java.math.RoundingMode.HALF_UP));
        assertThat(a.from(NODES).values(max(NODES.rank)).one()).isEqualTo(2);
        assertThat(b.from(NODES).values(max(NODES.rank)).one()).isEqualTo(99);
        assertThat(a.from(NODES).values(stringAgg(NODES.slug, "';")).one()).isEqualTo("leaf';left';right';root");
        assertThat(a.from(NODES).values(arrayAgg(NODES.rank)).one()).isEqualTo(Arrays.asList(1, 2, 2, null));
        assertThat(a.from(NODES)
                        .where(NODES.slug.eq("none"))
                        .values(sum(NODES.rank))
                        .oneOrNull())
                .isNull();
    }

    @Test
    void groupsAndWhatTheyHave() {
        var n = count();
        assertThat(a.from(NODES)
                        .select(NODES.rank, n)
                        .groupBy(NODES.rank)
                        .orderBy(NODES.rank.desc())
                        .list())
                .extracting(r -> r.get(NODES.rank) + "x" + r.get(n))
                .containsExactly("nullx1", "2x2", "1x1");
        assertThat(a.from(NODES)
                        .select(NODES.rank, n)
                        .groupBy(NODES.rank)
                        .having(n.gt(1L))
                        .list())
                .extracting(r -> r.get(NODES.rank))
                .containsExactly(2);
        assertThat(a.from(NODES).select(NODES.rank).groupBy(NODES.rank).count()).isEqualTo(3);
    }

    @Test
    @DisplayName("Q-2 the same expression with a bound value in select, group by and order by")
    void groupsByAnExpressionWithAValue() {
        var rank = coalesce(NODES.rank, 0);
        var band = PlainSql.expression(SqlTypes.INTEGER, "band", "{0} / {1}", rank, 2);

        assertThat(a.from(NODES)
                        .select(rank, count())
                        .groupBy(rank)
                        .orderBy(rank.desc())
                        .list())
                .extracting(row -> row.get(rank) + "x" + row.get(count()))
                .containsExactly("2x2", "1x1", "0x1");
        assertThat(a.from(NODES)
                        .select(count(), band)
                        .groupBy(band)
                        .orderBy(band.asc())
                        .list())
                .extracting(row -> row.get(band) + "x" + row.get(count()))
                .containsExactly("0x2", "1x2");
        assertThat(a.from(NODES).select(rank).distinct().orderBy(rank.asc()).list())
                .extracting(row -> row.get(rank))
                .containsExactly(0, 1, 2);
        assertThat(a.from(NODES).select(rank).groupBy(rank).count()).isEqualTo(3);
    }

    @Test
    @DisplayName("Q-4 an expression that is made anew reads what an equal one selected")
    void readsByAnEqualExpression() {
        Row row = a.from(NODES)
                .select(count(NODES.rank), coalesce(max(NODES.rank), 7))
                .one();

        assertThat(row.get(count(NODES.rank))).isEqualTo(3L);
        assertThat(row.get(coalesce(max(NODES.rank), 7))).isEqualTo(2);
        assertThatThrownBy(() -> row.get(coalesce(max(NODES.rank), 8)))
                .isInstanceOf(MappingException.class)
                .hasMessageContaining("isn't in this row")
                .hasMessageContaining("read it by the expression that was selected");
        assertThatThrownBy(() -> row.get(count(NODES.parentId))).isInstanceOf(MappingException.class);
    }

    @Test
    void distinctAndFunctions() {
        assertThat(a.from(NODES)
                        .select(NODES.rank)
                        .distinct()
                        .orderBy(NODES.rank.asc())
                        .list())
                .extracting(r -> r.get(NODES.rank))
                .containsExactly(1, 2, null);
        assertThat(a.from(NODES)
                        .where(lower(upper(NODES.slug)).eq("root"))
                        .values(upper(NODES.slug))
                        .one())
                .isEqualTo("ROOT");
        assertThat(a.from(NODES)
                        .where(length(NODES.slug).gt(4))
                        .values(NODES.slug)
                        .list())
                .containsExactly("right");
        assertThat(a.from(NODES)
                        .where(NODES.slug.eq("right"))
                        .values(coalesce(NODES.rank, -1))
                        .one())
                .isEqualTo(-1);
    }

    @Test
    void unionsWithAndWithoutDuplicates() {
        Select ranked = Select.from(NODES).select(NODES.slug).where(NODES.rank.eq(2));
        Select children = Select.from(NODES).select(NODES.slug).where(NODES.parentId.isNotNull());
        assertThat(a.list(ranked.union(children)))
                .extracting(r -> r.get(NODES.slug))
                .containsExactlyInAnyOrder("left", "leaf", "right");
        assertThat(a.list(ranked.unionAll(children)))
                .extracting(r -> r.get(NODES.slug))
                .containsExactlyInAnyOrder("left", "leaf", "left", "leaf", "right");
        assertThat(a.count(ranked.unionAll(children))).isEqualTo(5);
    }

    @Test
    void aRecursiveExpressionWalksTheTree() {
        Cte tree = Cte.recursive(
                "tree",
                Select.from(NODES).select(NODES.id, NODES.slug).where(NODES.parentId.isNull()),
                self -> Select.from(NODES)
                        .select(NODES.id, NODES.slug)
                        .join(self, self.of(NODES.id).eq(NODES.parentId)));
        assertThat(a.from(tree).orderBy(tree.of(NODES.slug).asc()).list())
                .extracting(r -> r.get(tree.of(NODES.slug)))
                .containsExactly("leaf", "left", "right", "root");
        assertThat(b.from(tree).count()).isEqualTo(5);
    }

    @Test
    void aCommonExpressionAndASubselectAreSources() {
        Cte ranked = Cte.of("ranked", Select.from(NODES).where(NODES.rank.isNotNull()));
        assertThat(a.from(ranked)
                        .where(ranked.of(NODES.rank).gt(1))
                        .orderBy(ranked.of(NODES.slug).asc())
                        .list())
                .extracting(r -> r.get(ranked.of(NODES.slug)))
                .containsExactly("leaf", "left");
        var sizes = Select.from(NODES)
                .select(NODES.rank, count().named("n"))
                .groupBy(NODES.rank)
                .asTable("sizes");
        assertThat(a.from(sizes).values(max(sizes.column("n", SqlTypes.BIGINT))).one())
                .isEqualTo(2);
    }

    @Test
    void subqueriesAreFilteredByTheTenantToo() {
        var child = NODES.alias("child");
        Select children = Select.from(child).where(child.of(NODES.parentId).eq(NODES.id));
        assertThat(a.from(NODES)
                        .where(exists(children))
                        .orderBy(NODES.slug.asc())
                        .values(NODES.slug)
                        .list())
                .containsExactly("right", "root");
        assertThat(a.from(NODES)
                        .where(notExists(children))
                        .orderBy(NODES.slug.asc())
                        .values(NODES.slug)
                        .list())
                .containsExactly("leaf", "left");
        var highest = scalar(Select.from(child).values(max(child.of(NODES.rank))));
        assertThat(a.from(NODES).where(NODES.rank.eq(highest)).count()).isEqualTo(2);
        assertThat(a.from(NODES)
                        .where(NODES.id.oneOf(Select.from(child)
                                .where(child.of(NODES.rank).eq(1))
                                .values(child.of(NODES.id))))
                        .values(NODES.slug)
                        .list())
                .containsExactly("root");
    }

    @Test
    void rowsAreComparedAsOne() {
        assertThat(a.from(NODES)
                        .where(row(NODES.rank, NODES.slug).gt(2, "leaf"))
                        .values(NODES.slug)
                        .list())
                .containsExactly("left");
        assertThat(a.from(NODES)
                        .where(row(NODES.rank, NODES.slug).le(2, "leaf"))
                        .count())
                .isEqualTo(2);
        assertThat(a.from(NODES)
                        .where(row(NODES.rank, NODES.slug).eq(1, "root"))
                        .count())
                .isEqualTo(1);
    }

    @Test
    void nullsStandWhereTheyAreTold() {
        assertThat(slugs(a, NODES.rank.asc())).startsWith("root").endsWith("right");
        assertThat(slugs(a, NODES.rank.desc())).startsWith("right").endsWith("root");
        assertThat(slugs(a, NODES.rank.asc().nullsFirst())).startsWith("right", "root");
        assertThat(slugs(a, NODES.rank.desc().nullsLast())).endsWith("root", "right");
    }

    private static List<String> slugs(TenantScope scope, dev.holdfast.expression.Ordering order) {
        return scope.from(NODES)
                .orderBy(order, NODES.slug.asc())
                .values(NODES.slug)
                .list();
    }

    @Test
    void limitAndOffset() {
        var sorted = a.from(NODES).orderBy(NODES.slug.asc());
        assertThat(sorted.limit(2).values(NODES.slug).list()).containsExactly("leaf", "left");
        assertThat(sorted.limit(2).offset(3).values(NODES.slug).list()).containsExactly("root");
        assertThat(sorted.limit(0).list()).isEmpty();
        assertThat(sorted.limit(3).count()).isEqualTo(3);
        assertThat(sorted.offset(9).exists()).isFalse();
    }

    @Test
    void oneRowOrWhatIsWrongWithIt() {
        var none = a.from(NODES).where(NODES.slug.eq("none"));
        var two = a.from(NODES).where(NODES.rank.eq(2));
        assertThatThrownBy(none::one).isInstanceOf(NoRowException.class).hasMessageContaining("nodes");
        assertThat(none.findOne()).isEmpty();
        assertThat(none.oneOrNull()).isNull();
        assertThat(none.exists()).isFalse();
        assertThatThrownBy(two::one)
                .isInstanceOf(TooManyRowsException.class)
                .hasMessageContaining("nodes")
                .hasMessageContaining("list()");
        assertThatThrownBy(two::findOne).isInstanceOf(TooManyRowsException.class);
        assertThatThrownBy(two::oneOrNull).isInstanceOf(TooManyRowsException.class);
        assertThat(two.limit(1).one()).isNotNull();
        assertThat(two.exists()).isTrue();
        assertThat(a.from(NODES)
                        .where(NODES.slug.eq("right"))
                        .values(NODES.rank)
                        .findOne())
                .as("a null is no value")
                .isEmpty();
    }

    @Test
    void plainSqlWithArguments() {
        var slug = PlainSql.expression(SqlTypes.TEXT, "slug", "slug");
        assertThat(a.list(PlainStatement.of(
                                "select slug from nodes where rank = {0} and slug <> {1} and '{0} ?' <> '' -- {9}",
                                2, "it's")
                        .returning(slug)
                        .map(r -> r.get(slug))))
                .containsExactlyInAnyOrder("left", "leaf");
        assertThat(a.execute(PlainStatement.of("update nodes set rank = {0} where {1}", 7, NODES.slug.eq("root"))))
                .isEqualTo(1);
        assertThat(a.from(NODES)
                        .where(PlainSql.condition("{0} % {1} = 1", NODES.rank, 3))
                        .values(NODES.slug)
                        .list())
                .containsExactly("root");
        assertThat(a.from(NODES)
                        .where(NODES.slug.eq("root"))
                        .values(PlainSql.expression(SqlTypes.INTEGER, "twice", "{0} * 2", NODES.rank))
                        .one())
                .isEqualTo(14);
        assertThat(b.from(NODES).where(NODES.rank.eq(7)).count()).isZero();
    }

    @Test
    void whatBelongsToNobodyIsReadByAll() {
        assertThat(holdfast.withoutTenant()
                        .from(COUNTRIES)
                        .orderBy(COUNTRIES.code.asc())
                        .values(COUNTRIES.name)
                        .list())
                .containsExactly("Iceland", "Tuvalu");
        assertThat(a.from(COUNTRIES).count()).isEqualTo(2);
        assertThat(a.from(ARTICLES).where(ARTICLES.authorId.eq(ann)).count()).isEqualTo(2);
    }
}
