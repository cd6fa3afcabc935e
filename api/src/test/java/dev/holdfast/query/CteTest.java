package dev.holdfast.query;

import static dev.holdfast.expression.Expressions.count;
import static dev.holdfast.expression.Expressions.lower;
import static dev.holdfast.fixture.Articles.ARTICLES;
import static dev.holdfast.fixture.Authors.AUTHORS;
import static dev.holdfast.fixture.Countries.COUNTRIES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.error.StatementException;
import dev.holdfast.expression.Expressions;
import dev.holdfast.fixture.Sql;
import dev.holdfast.sql.SqlTypes;
import org.junit.jupiter.api.Test;

class CteTest {

    private static final Cte AS =
            Cte.of("a", Select.from(COUNTRIES).select(COUNTRIES.code).where(COUNTRIES.code.startsWith("a")));
    private static final String AS_SQL = "a (code) as (select countries.code from countries where countries.code ^@ ?)";

    @Test
    void writesItselfBeforeTheSelect() {
        assertThat(Select.from(AS).toSql()).isEqualTo("with " + AS_SQL + " select a.code from a");
    }

    @Test
    void isFilteredInside() {
        var named = Cte.of("named", Select.from(AUTHORS).select(AUTHORS.name, AUTHORS.country));

        assertThat(Select.from(COUNTRIES)
                        .select(COUNTRIES.name)
                        .join(named, named.of(AUTHORS.country).eq(COUNTRIES.code))
                        .toSql())
                .isEqualTo("with named (name, country) as (select authors.name, authors.country from authors"
                        + " where authors.tenant_id = ?) select countries.name from countries"
                        + " join named on named.country = countries.code");
    }

    @Test
    void recursionKeepsBaseAndStepApart() {
        var tree = Cte.recursive(
                "tree",
                Select.from(ARTICLES)
                        .select(ARTICLES.id, ARTICLES.parentId)
                        .where(ARTICLES.parentId.isNull())
                        .orderBy(ARTICLES.id.asc())
                        .limit(1),
                self -> Select.from(ARTICLES)
                        .select(ARTICLES.id, ARTICLES.parentId)
                        .join(self, self.of(ARTICLES.id).eq(ARTICLES.parentId)));

        assertThat(Select.from(tree).toSql())
                .isEqualTo("with recursive tree (id, parent_id) as ("
                        + "(select articles.id, articles.parent_id from articles"
                        + " where articles.tenant_id = ? and articles.parent_id is null order by articles.id limit 1)"
                        + " union all (select articles.id, articles.parent_id from articles"
                        + " join tree on tree.id = articles.parent_id where articles.tenant_id = ?))"
                        + " select tree.id, tree.parent_id from tree");
    }

    @Test
    void oneThatNamesAnotherIsCompleteInWhateverOrderTheyStand() {
        var b = Cte.of("b", Select.from(AS).where(AS.of(COUNTRIES.code).ne("ab")));

        assertThat(Select.from(b).toSql())
                .isEqualTo("with b (code) as (with " + AS_SQL + " select a.code from a where a.code <> ?)"
                        + " select b.code from b");
        assertThat(Select.from(AS)
                        .join(b, b.of(COUNTRIES.code).eq(AS.of(COUNTRIES.code)))
                        .select(b.of(COUNTRIES.code))
                        .toSql())
                .isEqualTo("with " + AS_SQL + ", b (code) as (select a.code from a where a.code <> ?)"
                        + " select b.code from a join b on b.code = a.code");
        // b first: it can't see an a that is declared behind it, and brings its own
        assertThat(Select.from(b)
                        .join(AS, b.of(COUNTRIES.code).eq(AS.of(COUNTRIES.code)))
                        .select(b.of(COUNTRIES.code))
                        .toSql())
                .isEqualTo("with b (code) as (with " + AS_SQL + " select a.code from a where a.code <> ?), " + AS_SQL
                        + " select b.code from b join a on b.code = a.code");
    }

    @Test
    void isDeclaredOnceForASubqueryWithinItsReach() {
        var within = Select.from(AS).where(AS.of(COUNTRIES.code).eq(COUNTRIES.code));

        assertThat(Select.from(COUNTRIES)
                        .join(AS, AS.of(COUNTRIES.code).eq(COUNTRIES.code))
                        .select(COUNTRIES.code)
                        .where(Expressions.exists(within))
                        .toSql())
                .isEqualTo("with " + AS_SQL + " select countries.code from countries join a on a.code = countries.code"
                        + " where exists (select a.code from a where a.code = countries.code)");
    }

    @Test
    void anotherOfTheSameNameIsNotTakenForIt() {
        var other = Cte.of("a", Select.from(COUNTRIES).select(COUNTRIES.name));

        assertThat(Select.from(AS).where(Expressions.exists(Select.from(other))).toSql())
                .isEqualTo("with " + AS_SQL + " select a.code from a where exists ("
                        + "with a (name) as (select countries.name from countries) select a_2.name from a as a_2)");
        assertThatThrownBy(() -> Select.from(AS)
                        .join(other, AS.of(COUNTRIES.code).isNotNull())
                        .toSql())
                .isInstanceOf(StatementException.class)
                .hasMessageContaining("'a' stands twice");
    }

    @Test
    void stepsAndUnionsSelectAsManyValues() {
        assertThatThrownBy(() -> Cte.recursive(
                        "tree", Select.from(ARTICLES).select(ARTICLES.id, ARTICLES.parentId), self -> Select.from(
                                        ARTICLES)
                                .join(self, self.of(ARTICLES.id).eq(ARTICLES.parentId))
                                .select(ARTICLES.id)))
                .isInstanceOf(StatementException.class)
                .hasMessage("The base of 'tree' selects 2 values, and its step 1: select(…) the same in both");
        assertThatThrownBy(() -> Select.from(AUTHORS)
                        .select(AUTHORS.name)
                        .union(Select.from(AUTHORS))
                        .toSql())
                .isInstanceOf(StatementException.class)
                .hasMessageContaining("The first query of a union selects 1 values, and another 4");
    }

    @Test
    void columnsKeepTheirKind() {
        var cte = Cte.of(
                "x",
                Select.from(ARTICLES)
                        .select(ARTICLES.title, ARTICLES.summary, ARTICLES.tags, ARTICLES.layout, count().named("n")));

        assertThat(Sql.of(cte.of(ARTICLES.title).startsWith("a"))).isEqualTo("x.title ^@ ?");
        assertThat(Sql.of(cte.of(ARTICLES.tags).overlaps(java.util.List.of("a"))))
                .isEqualTo("x.tags && ?::text[]");
        assertThat(Sql.of(cte.of(ARTICLES.layout).textAt("a").isNull())).isEqualTo("(x.layout #>> ?::text[]) is null");
        assertThat(Sql.of(cte.column("n", SqlTypes.BIGINT).gt(1L))).isEqualTo("x.n > ?");
        assertThat(cte.of(ARTICLES.summary).isNullable()).isTrue();
    }

    @Test
    void unknownAndAmbiguousColumnsAreNamed() {
        assertThatThrownBy(() -> AS.of(COUNTRIES.name))
                .isInstanceOf(StatementException.class)
                .hasMessage("'a' has no column name, only [code]");
        assertThatThrownBy(() -> AS.column("code", SqlTypes.BIGINT))
                .isInstanceOf(StatementException.class)
                .hasMessageContaining("'a.code' is varchar(2) (String), not bigint (Long)");
        assertThatThrownBy(() -> Cte.of("x", Select.from(AUTHORS).select(AUTHORS.name, lower(AUTHORS.name))))
                .isInstanceOf(StatementException.class)
                .hasMessage("'x' has two columns named name: give one a name of its own with named(…)");
        var lowered = Cte.of("x", Select.from(AUTHORS).select(lower(AUTHORS.name)));
        assertThatThrownBy(() -> lowered.of(AUTHORS.name))
                .isInstanceOf(StatementException.class)
                .hasMessageContaining("use column(\"name\", type)");
    }
}
