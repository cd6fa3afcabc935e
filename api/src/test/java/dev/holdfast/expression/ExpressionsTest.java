package dev.holdfast.expression;

import static dev.holdfast.expression.Expressions.arrayAgg;
import static dev.holdfast.expression.Expressions.avg;
import static dev.holdfast.expression.Expressions.coalesce;
import static dev.holdfast.expression.Expressions.count;
import static dev.holdfast.expression.Expressions.countDistinct;
import static dev.holdfast.expression.Expressions.length;
import static dev.holdfast.expression.Expressions.lower;
import static dev.holdfast.expression.Expressions.max;
import static dev.holdfast.expression.Expressions.min;
import static dev.holdfast.expression.Expressions.now;
import static dev.holdfast.expression.Expressions.scalar;
import static dev.holdfast.expression.Expressions.stringAgg;
import static dev.holdfast.expression.Expressions.sum;
import static dev.holdfast.expression.Expressions.upper;
import static dev.holdfast.fixture.Articles.ARTICLES;
import static dev.holdfast.fixture.Authors.AUTHORS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.holdfast.fixture.Sql;
import dev.holdfast.query.Select;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ExpressionsTest {

    static Stream<Arguments> functions() {
        return Stream.of(
                arguments(count(), "count", "count(*)"),
                arguments(count(ARTICLES.summary), "count", "count(articles.summary)"),
                arguments(countDistinct(ARTICLES.summary), "count", "count(distinct articles.summary)"),
                arguments(sum(ARTICLES.order), "sum", "sum(articles.\"order\")::numeric"),
                arguments(avg(ARTICLES.order), "avg", "avg(articles.\"order\")::numeric"),
                arguments(min(ARTICLES.createdAt), "min", "min(articles.created_at)"),
                arguments(max(ARTICLES.createdAt), "max", "max(articles.created_at)"),
                arguments(
                        stringAgg(ARTICLES.title, ", "),
                        "string_agg",
                        "string_agg(articles.title, ? order by articles.title)"),
                arguments(arrayAgg(ARTICLES.id), "array_agg", "array_agg(articles.id order by articles.id)"),
                arguments(lower(ARTICLES.title), "title", "lower(articles.title)"),
                arguments(upper(ARTICLES.title), "title", "upper(articles.title)"),
                arguments(length(ARTICLES.title), "title", "length(articles.title)"),
                arguments(coalesce(ARTICLES.summary, "-"), "summary", "coalesce(articles.summary, ?)"),
                arguments(now(), "now", "now()"),
                arguments(
                        scalar(Select.from(AUTHORS).values(max(AUTHORS.name))),
                        "max",
                        "(select max(authors.name) from authors where authors.tenant_id = ?)"));
    }

    @ParameterizedTest(name = "{2}")
    @MethodSource("functions")
    void functionsRender(Expression<?> expression, String label, String sql) {
        assertThat(Sql.of((dev.holdfast.sql.SqlPart) expression)).isEqualTo(sql);
        assertThat(expression.label()).isEqualTo(label);
    }

    @Test
    void nullnessFollowsSql() {
        assertThat(count().isNullable()).isFalse();
        assertThat(max(ARTICLES.id).isNullable()).isTrue();
        assertThat(lower(ARTICLES.title).isNullable()).isFalse();
        assertThat(lower(ARTICLES.summary).isNullable()).isTrue();
        assertThat(coalesce(ARTICLES.summary, "-").isNullable()).isFalse();
    }

    @Test
    void aNameOfItsOwnLeavesTheSqlAndTheKindAsTheyAre() {
        TextExpression<String> named = lower(ARTICLES.title).named("folded");

        assertThat(named.label()).isEqualTo("folded");
        assertThat(Sql.of(named.startsWith("a"))).isEqualTo("lower(articles.title) ^@ ?");
        assertThat(count().named("n").type().javaClass()).isEqualTo(Long.class);
    }

    static Stream<Arguments> directions() {
        return Stream.of(
                arguments(ARTICLES.order.asc(), "articles.\"order\""),
                arguments(ARTICLES.order.desc(), "articles.\"order\" desc"),
                arguments(ARTICLES.order.asc().nullsFirst(), "articles.\"order\" nulls first"),
                arguments(ARTICLES.order.asc().nullsLast(), "articles.\"order\""),
                arguments(ARTICLES.order.desc().nullsFirst(), "articles.\"order\" desc"),
                arguments(ARTICLES.order.desc().nullsLast(), "articles.\"order\" desc nulls last"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("directions")
    void directionsRender(Ordering ordering, String sql) {
        assertThat(Sql.of((dev.holdfast.sql.SqlPart) ordering)).isEqualTo(sql);
    }
}
