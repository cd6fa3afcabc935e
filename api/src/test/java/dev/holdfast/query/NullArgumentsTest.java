package dev.holdfast.query;

import static dev.holdfast.fixture.Articles.ARTICLES;
import static dev.holdfast.fixture.Authors.AUTHORS;
import static dev.holdfast.fixture.Countries.COUNTRIES;
import static dev.holdfast.fixture.Gallery.Painters.PAINTERS;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.holdfast.error.InvalidValueException;
import dev.holdfast.expression.Condition;
import dev.holdfast.expression.Expression;
import dev.holdfast.expression.OrderedExpression;
import dev.holdfast.expression.Subquery;
import java.util.Arrays;
import java.util.Collection;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Null where a call can't do without, as Java's compiler and Kotlin's platform types let it through. */
class NullArgumentsTest {

    private static final Condition A = COUNTRIES.code.eq("a");
    private static final Select ALL = Select.from(COUNTRIES);

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
    private static <T> T nothing() {
        return null;
    }

    private static Arguments call(String name, ThrowingCallable call) {
        return arguments(name, call);
    }

    static Stream<Arguments> calls() {
        return Stream.of(
                call("and(…)", () -> A.and(nothing())),
                call("or(…)", () -> A.or(nothing())),
                call("allOf(…)", () -> Condition.allOf(nothing())),
                call("allOf(…)", () -> Condition.allOf(Arrays.asList(A, null))),
                call("anyOf(…)", () -> Condition.anyOf(Arrays.asList((Condition) null))),
                call("code", () -> COUNTRIES.code.oneOf(NullArgumentsTest.<Collection<String>>nothing())),
                call("code", () -> COUNTRIES.code.noneOf(nothing())),
                call("oneOf(…)", () -> COUNTRIES.code.oneOf(NullArgumentsTest.<Subquery<String>>nothing())),
                call("code", () -> COUNTRIES.code.eq(NullArgumentsTest.<String>nothing())),
                call("A comparison by =(…)", () -> COUNTRIES.code.eq(NullArgumentsTest.<Expression<String>>nothing())),
                call(
                        "A comparison by <(…)",
                        () -> COUNTRIES.code.lt(NullArgumentsTest.<OrderedExpression<String>>nothing())),
                call("from(…)", () -> Select.from(nothing())),
                call("where(…)", () -> ALL.where(nothing())),
                call("where(…)", () -> ALL.where(A).where(nothing())),
                call("having(…)", () -> ALL.having(nothing())),
                call("select(…)", () -> ALL.select(COUNTRIES.code, nothing())),
                call("values(…)", () -> ALL.values(nothing())),
                call("groupBy(…)", () -> ALL.groupBy(COUNTRIES.code, nothing())),
                call("orderBy(…)", () -> ALL.orderBy(COUNTRIES.code.asc(), nothing())),
                call("join(…)", () -> ALL.join(nothing(), A)),
                call("join(…)", () -> ALL.join(AUTHORS, nothing())),
                call("leftJoin(…)", () -> ALL.leftJoin(AUTHORS, nothing())),
                call("include(…)", () -> ALL.include(nothing())),
                call("union(…)", () -> ALL.union(nothing())),
                call("unionAll(…)", () -> ALL.unionAll(nothing())),
                call("mapTo(…)", () -> ALL.mapTo(nothing())),
                call("insertInto(…)", () -> Insert.into(nothing())),
                call("row(…)", () -> Insert.into(COUNTRIES).row(nothing())),
                call("set(…)", () -> Insert.into(COUNTRIES).row(row -> row.set(nothing(), "x"))),
                call("update or deleteFrom(…)", () -> Update.table(nothing())),
                call("set(…)", () -> Update.table(COUNTRIES).set(nothing(), "x")),
                call(
                        "where(…)",
                        () -> Update.table(COUNTRIES).set(COUNTRIES.name, "x").where(nothing())),
                call("where(…)", () -> Delete.from(COUNTRIES).where(nothing())),
                call("where(…)", () -> Purge.of(PAINTERS).where(nothing())),
                call("unless(…)", () -> Purge.of(PAINTERS).unless(nothing())),
                call("deletedBefore(…)", () -> Purge.of(PAINTERS).deletedBefore(nothing())),
                call("where(…)", () -> Restoration.of(PAINTERS).where(nothing())),
                call("among(…)", () -> OnConflict.on(COUNTRIES.code).among(nothing())),
                call("id", () -> ARTICLES.id.oneOf(Arrays.asList(1L, null))));
    }

    @ParameterizedTest(name = "{0} #{index}")
    @MethodSource("calls")
    @DisplayName("null is refused by the call's name, not by a bare NullPointerException, and never left out silently")
    void isRefused(String label, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        InvalidValueException.class, e -> org.assertj.core.api.Assertions.assertThat(e.label())
                                .isEqualTo(label))
                .hasMessageContaining("null");
    }
}
