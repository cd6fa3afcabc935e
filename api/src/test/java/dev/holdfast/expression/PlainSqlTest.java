package dev.holdfast.expression;

import static dev.holdfast.fixture.Articles.ARTICLES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.error.InvalidValueException;
import dev.holdfast.error.StatementException;
import dev.holdfast.fixture.Sql;
import dev.holdfast.internal.Audience;
import dev.holdfast.query.PlainStatement;
import dev.holdfast.sql.SqlTypes;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlainSqlTest {

    @Test
    void marksBindValuesAndLetPartsWriteThemselves() {
        var condition = PlainSql.condition("{1} > {0} or {1} is null", Instant.EPOCH, ARTICLES.createdAt);

        assertThat(Sql.of(condition))
                .isEqualTo("(articles.created_at > ?::timestamptz or articles.created_at is null)");
        assertThat(Sql.bound(condition)).containsExactly(Instant.EPOCH);
    }

    @Test
    void aMarkUsedTwiceBindsTwice() {
        var part = PlainSql.sql("select {0}, {0}", 7L);

        assertThat(Sql.of(part)).isEqualTo("select ?, ?");
        assertThat(Sql.bound(part)).containsExactly(7L, 7L);
    }

    @Test
    void anExpressionHasTypeAndName() {
        var expression = PlainSql.expression(SqlTypes.INTEGER, "half", "{0} / 2", ARTICLES.order);

        assertThat(Sql.of(expression.gt(3))).isEqualTo("(articles.\"order\" / 2) > ?");
        assertThat(expression.label()).isEqualTo("half");
        assertThat(expression.isNullable()).isTrue();
    }

    @Test
    void aNullSaysItsType() {
        assertThat(Sql.of(PlainSql.sql("select {0}", PlainSql.value(SqlTypes.DATE, null))))
                .isEqualTo("select ?::date");
        assertThatThrownBy(() -> PlainSql.sql("select {0}", (Object) null))
                .isInstanceOf(StatementException.class)
                .hasMessage("Argument {0} is null and so has no type: pass PlainSql.value(type, null)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '¦',
            quoteCharacter = '~',
            value = {
                "a ? 'b'                    ¦ a ?? 'b'",
                "a ?| b                     ¦ a ??| b",
                "a ?& b                     ¦ a ??& b",
                "a @? '$.x ? (@ > 1)'       ¦ a @?? '$.x ? (@ > 1)'",
                "'?' || \"?\" || ?          ¦ '?' || \"?\" || ??",
                "$$ ? ; {0} $$              ¦ $$ ? ; {0} $$",
                "$t$ ? $$ ; $t$ || ?        ¦ $t$ ? $$ ; $t$ || ??",
                "a$1 ? b$1                  ¦ a$1 ?? b$1",
                "'it''s; ?'                 ¦ 'it''s; ?'",
                "E'\\'; ?' || ?             ¦ E'\\'; ?' || ??",
                "'\\' || ?                  ¦ '\\' || ??",
                "/* ; ? /* ; */ ? */ ?      ¦ /* ; ? /* ; */ ? */ ??",
                "x[1:2] :: text // y        ¦ x[1:2] :: text // y",
                "'{0}' || \"{0}\"           ¦ '{0}' || \"{0}\"",
                "'{a,b}'::text[]            ¦ '{a,b}'::text[]"
            })
    @org.junit.jupiter.api.DisplayName("J-7 operators, quotes, dollar quotes and comments")
    void textGoesOutAsItStandsWithQuestionMarksDoubled(String text, String sql) {
        assertThat(Sql.of(PlainSql.sql(text))).isEqualTo(sql);
    }

    @Test
    void marksInCommentsAndQuotesAreLeftAlone() {
        assertThat(Sql.of(PlainSql.sql("select -- {1} ;?\n {0}", 1L))).isEqualTo("select -- {1} ;?\n ?");
    }

    @Test
    void aCommentAtTheEndDoesNotSwallowWhatFollows() {
        assertThat(Sql.of(PlainSql.condition("a = 1 -- why"))).isEqualTo("(a = 1 -- why\n)");
        assertThat(Sql.of(PlainSql.condition("a = 1 -- why\n"))).isEqualTo("(a = 1 -- why\n)");
        assertThat(Sql.of(PlainSql.condition("a = '-- no'"))).isEqualTo("(a = '-- no')");
    }

    @ParameterizedTest
    @ValueSource(strings = {"select 1;", "select 1; drop table x", "select '';select"})
    void aSemicolonIsRefused(String text) {
        assertThatThrownBy(() -> PlainSql.sql(text))
                .isInstanceOf(StatementException.class)
                .hasMessageContaining("one statement, without a semicolon");
    }

    @Test
    void argumentsAndMarksMustMatch() {
        assertThatThrownBy(() -> PlainSql.sql("select {1}", 1))
                .isInstanceOf(StatementException.class)
                .hasMessage("The SQL names {1} but has 1 arguments; marks count from {0}: select {1}");
        assertThatThrownBy(() -> PlainSql.sql("select {0}", 1, 2))
                .isInstanceOf(StatementException.class)
                .hasMessage(
                        "Argument {1} stands nowhere in the SQL: write {1} where it belongs, which is how this SQL says ?:"
                                + " select {0}");
        assertThatThrownBy(() -> PlainSql.sql("select {0}", "a\0"))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("argument {0} holds a NUL");
        assertThatThrownBy(() -> PlainSql.sql("select {0}", List.of(1)))
                .hasMessageContaining("PlainSql.value(type, value)");
    }

    @Test
    void itMayWriteAndSoIsNeverReadOnly() {
        var text = PlainStatement.of("select 1").texts(Audience.TENANT).get(0);

        assertThat(text.readOnly()).isFalse();
        assertThat(text.touchesTenantTable()).isFalse();
    }

    @Test
    void aStatementReturnsWhatIsNamed() {
        var rows = PlainStatement.of("select a, b from c where d = {0}", 1L)
                .returning(ARTICLES.id, ARTICLES.title.named("heading"));

        assertThat(rows.toSql()).isEqualTo("select a, b from c where d = ?");
        assertThat(rows.shape().selected()).extracting(Selectable::label).containsExactly("id", "heading");
        assertThatThrownBy(() -> rows.map(row -> 1).counted()).hasMessageContaining("count()");
    }
}
