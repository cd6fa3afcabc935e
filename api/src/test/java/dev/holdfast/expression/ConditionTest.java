package dev.holdfast.expression;

import static dev.holdfast.expression.Expressions.exists;
import static dev.holdfast.expression.Expressions.notExists;
import static dev.holdfast.expression.Expressions.row;
import static dev.holdfast.fixture.Articles.ARTICLES;
import static dev.holdfast.fixture.Authors.AUTHORS;
import static dev.holdfast.fixture.Countries.COUNTRIES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.holdfast.error.InvalidValueException;
import dev.holdfast.error.StatementException;
import dev.holdfast.fixture.Articles;
import dev.holdfast.fixture.Articles.Mood;
import dev.holdfast.fixture.Sql;
import dev.holdfast.query.Select;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ConditionTest {

    private static final Condition A = COUNTRIES.code.eq("a");
    private static final Condition B = COUNTRIES.code.eq("b");
    private static final Condition C = COUNTRIES.code.eq("c");

    static Stream<Arguments> operators() {
        var code = COUNTRIES.code;
        var name = COUNTRIES.name;
        var p = ARTICLES.alias("p");
        return Stream.of(
                arguments(code.eq("x"), "countries.code = ?"),
                arguments(code.eq(name), "countries.code = countries.name"),
                arguments(code.ne("x"), "countries.code <> ?"),
                arguments(code.ne(name), "countries.code <> countries.name"),
                arguments(code.isNull(), "countries.code is null"),
                arguments(code.isNotNull(), "countries.code is not null"),
                arguments(code.isDistinctFrom("x"), "countries.code is distinct from ?"),
                arguments(code.isDistinctFrom(null), "countries.code is distinct from ?"),
                arguments(code.isNotDistinctFrom("x"), "countries.code is not distinct from ?"),
                arguments(code.lt("x"), "countries.code < ?"),
                arguments(code.lt(name), "countries.code < countries.name"),
                arguments(code.le("x"), "countries.code <= ?"),
                arguments(code.le(name), "countries.code <= countries.name"),
                arguments(code.gt("x"), "countries.code > ?"),
                arguments(code.gt(name), "countries.code > countries.name"),
                arguments(code.ge("x"), "countries.code >= ?"),
                arguments(code.ge(name), "countries.code >= countries.name"),
                arguments(code.between("a", "b"), "countries.code between ? and ?"),
                arguments(code.oneOf(List.of("a", "b")), "countries.code = any (?::varchar[])"),
                arguments(code.noneOf(List.of("a")), "countries.code <> all (?::varchar[])"),
                arguments(
                        code.oneOf(Select.from(AUTHORS).values(AUTHORS.country)),
                        "countries.code in (select authors.country from authors where authors.tenant_id = ?)"),
                arguments(name.like("a%"), "countries.name like ?"),
                arguments(name.ilike("a%"), "countries.name ilike ?"),
                arguments(name.startsWith("a"), "countries.name ^@ ?"),
                arguments(name.endsWith("a"), "countries.name like ?"),
                arguments(name.contains("a"), "countries.name like ?"),
                arguments(name.eqIgnoreCase("a"), "lower(countries.name) = lower(?)"),
                arguments(name.matches("^a"), "countries.name ~ ?"),
                arguments(ARTICLES.mood.eq(Mood.ANGRY), "articles.mood = ?::mood"),
                arguments(ARTICLES.mood.oneOf(List.of(Mood.ANGRY)), "articles.mood = any (?::mood[])"),
                arguments(ARTICLES.createdAt.gt(Instant.EPOCH), "articles.created_at > ?::timestamptz"),
                arguments(ARTICLES.published.eq(true), "articles.published = ?"),
                arguments(ARTICLES.order.eq(1), "articles.\"order\" = ?"),
                arguments(p.of(ARTICLES.order).eq(1), "p.\"order\" = ?"),
                arguments(ARTICLES.tags.containsAll(List.of("a")), "articles.tags @> ?::text[]"),
                arguments(ARTICLES.tags.overlaps(List.of("a")), "articles.tags && ?::text[]"),
                arguments(ARTICLES.tags.eq(List.of("a")), "articles.tags = ?::text[]"),
                arguments(ARTICLES.layout.isNull(), "articles.layout is null"),
                arguments(ARTICLES.layout.isNotNull(), "articles.layout is not null"),
                arguments(ARTICLES.layout.contains(new Articles.Layout(2)), "articles.layout @> ?::jsonb"),
                arguments(ARTICLES.layout.textAt("grid", "0").startsWith("w"), "(articles.layout #>> ?::text[]) ^@ ?"),
                arguments(row(code, name).eq("a", "b"), "(countries.code, countries.name) = (?, ?)"),
                arguments(row(code, name).lt("a", "b"), "(countries.code, countries.name) < (?, ?)"),
                arguments(row(code, name).le("a", "b"), "(countries.code, countries.name) <= (?, ?)"),
                arguments(row(code, name).gt("a", "b"), "(countries.code, countries.name) > (?, ?)"),
                arguments(row(code, name).ge("a", "b"), "(countries.code, countries.name) >= (?, ?)"),
                arguments(
                        notExists(Select.from(AUTHORS).select(AUTHORS.id)),
                        "not exists (select authors.id from authors where authors.tenant_id = ?)"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("operators")
    void operatorsRender(Condition condition, String sql) {
        assertThat(Sql.of(condition)).isEqualTo(sql);
    }

    @Test
    void aNestedQueryNamesWhatIsAroundIt() {
        var ofCountry = Select.from(AUTHORS).select(AUTHORS.id).where(AUTHORS.country.eq(COUNTRIES.code));

        assertThat(Select.from(COUNTRIES)
                        .select(COUNTRIES.code)
                        .where(exists(ofCountry))
                        .toSql())
                .isEqualTo("select countries.code from countries where exists (select authors.id from authors"
                        + " where authors.tenant_id = ? and authors.country = countries.code)");
    }

    static Stream<Arguments> combinations() {
        String a = "countries.code = ?";
        return Stream.of(
                arguments(A.and(B), a + " and " + a),
                arguments(A.and(B).and(C), a + " and " + a + " and " + a),
                arguments(A.and(B.and(C)), a + " and " + a + " and " + a),
                arguments(A.or(B).or(C), a + " or " + a + " or " + a),
                arguments(A.or(B).and(C), "(" + a + " or " + a + ") and " + a),
                arguments(A.and(B.or(C)), a + " and (" + a + " or " + a + ")"),
                arguments(A.and(B).or(C), "(" + a + " and " + a + ") or " + a),
                arguments(A.or(B.and(C)), a + " or (" + a + " and " + a + ")"),
                arguments(A.or(B).or(B.and(C)), a + " or " + a + " or (" + a + " and " + a + ")"),
                arguments(A.not(), "not (" + a + ")"),
                arguments(A.or(B).not().and(C), "not (" + a + " or " + a + ") and " + a),
                arguments(A.not().not(), "not (not (" + a + "))"),
                arguments(Condition.allOf(List.of()), "true"),
                arguments(Condition.anyOf(List.of()), "false"),
                arguments(Condition.allOf(List.of(A)), a),
                arguments(Condition.anyOf(List.of(A, B)), a + " or " + a),
                // a condition is a value too: its own operators mustn't run into the next one
                arguments(A.isNull(), "(" + a + ") is null"),
                arguments(A.and(B).isNotNull(), "(" + a + " and " + a + ") is not null"),
                arguments(A.eq(true), "(" + a + ") = ?"),
                arguments(A.eq(B), "(" + a + ") = (" + a + ")"),
                arguments(ARTICLES.published.eq(A.or(B)), "articles.published = (" + a + " or " + a + ")"),
                arguments(A.isDistinctFrom(null), "(" + a + ") is distinct from ?"),
                arguments(A.oneOf(List.of(true)), "(" + a + ") = any (?::boolean[])"),
                arguments(A.named("x").eq(true), "(" + a + ") = ?"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("combinations")
    void andBindsCloserThanOr(Condition condition, String sql) {
        assertThat(Sql.of(condition)).isEqualTo(sql);
    }

    @Test
    void aCollectionIsOneBoundArray() {
        assertThat(Sql.bound(COUNTRIES.code.oneOf(List.of("a", "b"))))
                .singleElement()
                .isEqualTo(new Object[] {"a", "b"});
        assertThat(Sql.bound(COUNTRIES.code.oneOf(List.of()))).singleElement().isEqualTo(new Object[0]);
        assertThat(Sql.bound(ARTICLES.mood.oneOf(List.of(Mood.ANGRY))))
                .singleElement()
                .isEqualTo(new Object[] {"ANGRY"});
    }

    @Test
    void wildcardsInLiteralsAreEscaped() {
        assertThat(Sql.bound(COUNTRIES.name.contains("50%_\\"))).containsExactly("%50\\%\\_\\\\%");
        assertThat(Sql.bound(COUNTRIES.name.endsWith("50%_\\"))).containsExactly("%50\\%\\_\\\\");
        assertThat(Sql.bound(COUNTRIES.name.startsWith("50%"))).containsExactly("50%");
        assertThat(Sql.bound(COUNTRIES.name.like("50%"))).containsExactly("50%");
    }

    static Stream<Arguments> comparedWithNull() {
        var code = COUNTRIES.code;
        return Stream.<Runnable>of(
                        () -> code.eq((String) null),
                        () -> code.ne((String) null),
                        () -> code.lt((String) null),
                        () -> code.between("a", null),
                        () -> code.like(null),
                        () -> code.startsWith(null),
                        () -> code.contains(null),
                        () -> code.endsWith(null),
                        () -> code.eqIgnoreCase(null),
                        () -> row(code, COUNTRIES.name).gt("a", null),
                        () -> ARTICLES.layout.contains(null),
                        () -> ARTICLES.tags.containsAll(null))
                .map(Arguments::arguments);
    }

    @ParameterizedTest
    @MethodSource("comparedWithNull")
    void nullIsRefusedWithTheRemedy(Runnable comparison) {
        assertThatThrownBy(comparison::run)
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("is compared with null, which is never true in SQL")
                .hasMessageContaining("use isNull()");
    }

    @Test
    void aNullInACollectionIsRefused() {
        assertThatThrownBy(() -> COUNTRIES.code.oneOf(Arrays.asList("a", null)))
                .isInstanceOf(InvalidValueException.class)
                .hasMessage("code is compared with a list that holds a null: leave it out and use or(isNull()).");
    }

    @Test
    void aValueThatTheColumnCannotHoldIsRefusedInComparisonsToo() {
        assertThatThrownBy(() -> COUNTRIES.name.eq("a\0b"))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("name holds a NUL character")
                .hasMessageNotContaining("a\0b");
        assertThatThrownBy(() -> COUNTRIES.name.startsWith("a\0b")).isInstanceOf(InvalidValueException.class);
    }

    @Test
    void aRowNeedsAsManyValuesAsParts() {
        assertThatThrownBy(() -> row(COUNTRIES.code, COUNTRIES.name).eq("a"))
                .isInstanceOf(StatementException.class)
                .hasMessage("A row of 2 is compared with 1 values: give one for each");
        assertThatThrownBy(() -> row(COUNTRIES.code)).isInstanceOf(StatementException.class);
    }

    @Test
    void aPathNeedsAKey() {
        assertThatThrownBy(() -> ARTICLES.layout.textAt())
                .isInstanceOf(StatementException.class)
                .hasMessageContaining("one key or more");
    }

    @Test
    void manyThatAreJoinedAreOneLevel() {
        List<Condition> many = IntStream.range(0, 60_000)
                .mapToObj(i -> COUNTRIES.name.eq("c" + i))
                .toList();

        assertThat(Sql.of(Condition.anyOf(many))).startsWith("countries.name = ? or countries.name = ? or ");
        assertThat(Condition.anyOf(List.of(A, Condition.anyOf(List.of(B, C)))))
                .extracting(Sql::of)
                .isEqualTo(Sql.of(A.or(B).or(C)));
    }

    @Test
    void moreValuesThanPostgresqlTakesAreRefused() {
        Condition all = Condition.anyOf(IntStream.range(0, 70_000)
                .mapToObj(i -> COUNTRIES.name.eq("c" + i))
                .toList());

        assertThatThrownBy(() -> Select.from(COUNTRIES).where(all).toSql())
                .isInstanceOf(StatementException.class)
                .hasMessageContaining("binds 70000 values")
                .hasMessageContaining("65535")
                .hasMessageContaining("oneOf(list)");
    }

    @Test
    void nestingThatWouldOverflowAStackIsRefused() {
        assertThatThrownBy(() -> nested(501))
                .isInstanceOf(StatementException.class)
                .hasMessageContaining("500 levels")
                .hasMessageContaining("anyOf(list)");
        assertThatThrownBy(() -> {
                    Condition opposite = A;
                    for (int i = 0; i < 70_000; i++) {
                        opposite = opposite.not();
                    }
                })
                .isInstanceOf(StatementException.class);
        assertThat(Sql.of(nested(500))).endsWith(")");
    }

    private static Condition nested(int levels) {
        Condition all = A;
        for (int i = 0; i < levels; i++) {
            all = i % 2 == 0 ? B.or(all) : C.and(all);
        }
        return all;
    }
}
