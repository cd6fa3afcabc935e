package dev.holdfast.query;

import static dev.holdfast.expression.Expressions.count;
import static dev.holdfast.expression.Expressions.max;
import static dev.holdfast.fixture.Articles.ARTICLES;
import static dev.holdfast.fixture.Authors.AUTHORS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.error.InvalidValueException;
import dev.holdfast.error.MappingException;
import dev.holdfast.fixture.FakeReader;
import dev.holdfast.internal.Audience;
import dev.holdfast.internal.Parameter;
import dev.holdfast.internal.Values;
import dev.holdfast.sql.SqlTypes;
import java.util.List;
import org.junit.jupiter.api.Test;

class RowTest {

    private static final Shape SHAPE =
            new Shape(List.of(ARTICLES.title, ARTICLES.summary, AUTHORS.name), List.of(), List.of(), List.of());

    @Test
    void valuesByColumn() {
        Row row = FakeReader.row(SHAPE, "x", null, null);

        assertThat(row.get(ARTICLES.title)).isEqualTo("x");
        assertThat(row.get(ARTICLES.summary)).isNull();
        assertThat(row.getOrNull(AUTHORS.name)).isNull();
        assertThatThrownBy(() -> row.get(AUTHORS.name))
                .isInstanceOf(MappingException.class)
                .hasMessage("authors.name is NULL here although the column isn't nullable, as on the outer side of a"
                        + " join: use getOrNull");
        assertThatThrownBy(() -> row.get(ARTICLES.id))
                .isInstanceOf(MappingException.class)
                .hasMessage("articles.id isn't in this row, which has [articles.title, articles.summary,"
                        + " authors.name]: select it");
        assertThatThrownBy(() -> row.get(ARTICLES.alias("a").of(ARTICLES.title)))
                .isInstanceOf(MappingException.class);
    }

    @Test
    void expressionsAreFoundByThemselves() {
        var n = count();
        var last = max(ARTICLES.title);
        Row row = FakeReader.row(new Shape(List.of(n, last), List.of(), List.of(), List.of()), 3L, null);

        assertThat(row.get(n)).isEqualTo(3L);
        assertThat(row.get(last)).isNull();
        assertThatThrownBy(() -> row.get(count(ARTICLES.id))).isInstanceOf(MappingException.class);
    }

    @Test
    void nothingPrintsAValue() {
        Row row = FakeReader.row(SHAPE, "secret", "secret", "secret");
        Parameter parameter = Parameter.of("secret", SqlTypes.TEXT, "articles.title");
        var text = Insert.into(AUTHORS)
                .row(r -> r.set(AUTHORS.id, new java.util.UUID(1, 2)).set(AUTHORS.name, "secret"))
                .texts(Audience.TENANT)
                .get(0);

        assertThat(row).hasToString("Row[articles.title, articles.summary, authors.name]");
        assertThat(parameter).hasToString("articles.title=***::text");
        assertThat(Parameter.of(null, SqlTypes.TEXT, "t")).hasToString("t=null::text");
        assertThat(text.toString()).contains("authors.name=***").doesNotContain("secret");
        assertThatThrownBy(() -> Values.required(SqlTypes.varchar(3), "t", "secret"))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> Values.required(SqlTypes.INTEGER, "t", "secret"))
                .isInstanceOf(InvalidValueException.class)
                .hasMessage("t takes java.lang.Integer, not java.lang.String: convert the value, or declare the column"
                        + " with .mapped(…).")
                .extracting(e -> ((InvalidValueException) e).label())
                .isEqualTo("t");
    }
}
