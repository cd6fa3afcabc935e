package dev.holdfast.query;

import static dev.holdfast.expression.Expressions.count;
import static dev.holdfast.fixture.Articles.ARTICLES;
import static dev.holdfast.fixture.Authors.AUTHORS;
import static dev.holdfast.fixture.Countries.COUNTRIES;
import static dev.holdfast.fixture.Readings.READINGS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.error.MappingException;
import dev.holdfast.expression.PlainSql;
import dev.holdfast.fixture.Articles.Mood;
import dev.holdfast.fixture.FakeReader;
import dev.holdfast.fixture.Readings.Celsius;
import dev.holdfast.fixture.Vault;
import dev.holdfast.sql.SqlTypes;
import java.beans.ConstructorProperties;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RowMappingTest {

    private static final UUID ID = new UUID(1, 2);
    private static final Select ALL = Select.from(ARTICLES).select(ARTICLES.id, ARTICLES.title, ARTICLES.createdAt);

    private static <R> R map(SelectQuery<R> query, @Nullable Object... values) {
        return query.mapper().apply(FakeReader.row(query.shape(), values));
    }

    record Plain(String title, long id, Instant createdAt) {}

    @Test
    void aRecordByNameWhateverTheOrderAndCase() {
        assertThat(map(ALL.mapTo(Plain.class), 1L, "x", Instant.EPOCH)).isEqualTo(new Plain("x", 1, Instant.EPOCH));
    }

    /** A bean. */
    public static final class Bean {
        private String title = "";
        private @Nullable Long id;

        public void setTitle(String title) {
            this.title = title;
        }

        public void setId(@Nullable Long id) {
            if (id != null && id < 0) {
                throw new IllegalArgumentException("secret " + id);
            }
            this.id = id;
        }
    }

    @Test
    void aBeanByItsSetters() {
        Bean bean = map(ALL.mapTo(Bean.class), 1L, "x", Instant.EPOCH);

        assertThat(bean.title).isEqualTo("x");
        assertThat(bean.id).isEqualTo(1L);
        assertThatThrownBy(() -> map(ALL.mapTo(Bean.class), -1L, "x", Instant.EPOCH))
                .isInstanceOfSatisfying(MappingException.class, e -> {
                    assertThat(e.component()).isEqualTo("Bean.id");
                    assertThat(e.table()).isEqualTo("articles");
                    assertThat(e.column()).isEqualTo("id");
                })
                .hasMessage(
                        "Bean.id (Long) refuses what articles.id holds: it threw java.lang.IllegalArgumentException;"
                                + " let it take what is stored, mend the row, or use map(row -> …)")
                .hasCauseInstanceOf(IllegalArgumentException.class);
    }

    /** A class with one annotated constructor. */
    public static final class Annotated {
        private final String heading;

        @ConstructorProperties({"id", "title"})
        public Annotated(long key, String heading) {
            this.heading = key + heading;
        }

        public Annotated() {
            this.heading = "";
        }
    }

    @Test
    void aClassByTheNamesOnItsConstructor() {
        assertThat(map(ALL.mapTo(Annotated.class), 1L, "x", null).heading).isEqualTo("1x");
    }

    /** One name too few. */
    public static final class Misannotated {
        @ConstructorProperties("id")
        public Misannotated(long id, String title) {
            throw new AssertionError(id + title);
        }
    }

    /** Nothing to go by. */
    public static final class Opaque {
        private final String title;

        public Opaque(String title) {
            this.title = title;
        }

        String title() {
            return title;
        }
    }

    @Test
    void whatCannotBeBuiltSaysWhatToDo() {
        assertThatThrownBy(() -> map(ALL.mapTo(Misannotated.class), 1L, "x", null))
                .isInstanceOf(MappingException.class)
                .hasMessageContaining("are 1, its parameters 2");
        assertThatThrownBy(() -> map(ALL.mapTo(Opaque.class), 1L, "x", null))
                .isInstanceOf(MappingException.class)
                .hasMessageContaining("@ConstructorProperties")
                .hasMessageContaining("use map(row -> …)");
        assertThat(new Opaque("x").title()).isEqualTo("x");
    }

    record Writer(UUID id, String name) {}

    record Nested(String title, @Nullable Writer author) {}

    @Test
    void aNestedRecordTakesTheColumnsOfItsSource() {
        var author = AUTHORS.alias("author");
        var query = Select.from(ARTICLES)
                .select(ARTICLES.title, ARTICLES.id, author.of(AUTHORS.id), author.of(AUTHORS.name))
                .leftJoin(author, author.of(AUTHORS.id).eq(ARTICLES.authorId))
                .mapTo(Nested.class);

        assertThat(map(query, "x", 1L, ID, "ann")).isEqualTo(new Nested("x", new Writer(ID, "ann")));
        assertThat(map(query, "x", 1L, null, null)).isEqualTo(new Nested("x", null));
    }

    record Country(String code) {}

    record OfCountry(String name, @Nullable Country country) {}

    record CountryCode(String name, @Nullable String country) {}

    @Test
    void aComponentNamedLikeAColumnAndASourceIsWhatItsClassSays() {
        var country = COUNTRIES.alias("country");
        var query = Select.from(AUTHORS)
                .select(AUTHORS.name, AUTHORS.country, country.of(COUNTRIES.code))
                .join(country, country.of(COUNTRIES.code).eq(AUTHORS.country));

        assertThat(map(query.mapTo(OfCountry.class), "ann", "is", "is"))
                .isEqualTo(new OfCountry("ann", new Country("is")));
        assertThat(map(query.mapTo(CountryCode.class), "ann", "is", "is")).isEqualTo(new CountryCode("ann", "is"));
    }

    record Head(String title) {}

    record WithTitles(String name, List<Head> articles) {}

    record WithWrongTitles(String name, String articles) {}

    @Test
    void aListTakesTheIncludedChildren() {
        var titles = Include.children(ARTICLES.authorId).select(ARTICLES.title);
        var authors = Select.from(AUTHORS).select(AUTHORS.name).include(titles);

        assertThat(map(authors.mapTo(WithTitles.class), "ann", 2L, new Object[] {"x", "y"}))
                .isEqualTo(new WithTitles("ann", List.of(new Head("x"), new Head("y"))));
        assertThat(map(authors.mapTo(WithTitles.class), "ann", 0L, null)).isEqualTo(new WithTitles("ann", List.of()));
        assertThatThrownBy(() -> map(authors.mapTo(WithWrongTitles.class), "ann", 0L, null))
                .isInstanceOf(MappingException.class)
                .hasMessage("WithWrongTitles.articles (String) takes included children: declare it as List<…>");
        assertThat(map(
                        Select.from(AUTHORS)
                                .select(AUTHORS.name)
                                .include(titles.named("articles"))
                                .mapTo(WithTitles.class),
                        "ann",
                        0L,
                        null))
                .isNotNull();
    }

    record Primitive(int order) {}

    record Boxed(@Nullable Integer order) {}

    @Test
    void nullForAPrimitiveNamesTheBox() {
        var query = Select.from(ARTICLES).select(ARTICLES.order);

        assertThatThrownBy(() -> map(query.mapTo(Primitive.class), (Object) null))
                .isInstanceOf(MappingException.class)
                .hasMessage("Primitive.order (int) is primitive and articles.order is NULL: use Integer");
        assertThat(map(query.mapTo(Boxed.class), (Object) null)).isEqualTo(new Boxed(null));
        assertThat(map(query.mapTo(Primitive.class), 3)).isEqualTo(new Primitive(3));
    }

    record Mistyped(String id) {}

    record Misnamed(String titel) {}

    @Test
    void aMismatchNamesComponentColumnAndRemedy() {
        assertThatThrownBy(() -> map(ALL.mapTo(Mistyped.class), 1L, "x", null))
                .isInstanceOf(MappingException.class)
                .hasMessage("Mistyped.id (String) can't take articles.id, which is java.lang.Long:"
                        + " change the component's type, or declare the column with .mapped(…)");
        assertThatThrownBy(() -> map(ALL.mapTo(Misnamed.class), 1L, "x", null))
                .isInstanceOf(MappingException.class)
                .hasMessage("Nothing in the row is named like Misnamed.titel (String); it has [articles.id,"
                        + " articles.title, articles.created_at]: select the column, or give an expression that name"
                        + " with named(…)");
    }

    record Reviewer(String name) {}

    record Reviewed(String title, Reviewer reviewer) {}

    @Test
    void aNestedRecordWithoutItsAliasIsToldOfIt() {
        var query = Select.from(ARTICLES)
                .join(AUTHORS, AUTHORS.id.eq(ARTICLES.authorId))
                .select(ARTICLES.title, AUTHORS.name)
                .mapTo(Reviewed.class);

        assertThatThrownBy(() -> map(query, "x", "Ann"))
                .isInstanceOf(MappingException.class)
                .hasMessage("Nothing in the row is named like Reviewed.reviewer (Reviewer); it has [articles.title,"
                        + " authors.name]: join the table that it is built from under that name, alias(\"reviewer\"), name the"
                        + " component like the table, or select the column that holds it whole");
    }

    record Counted(Mood mood, long n) {}

    @Test
    void anExpressionByTheNameItWasGiven() {
        var query = Select.from(ARTICLES)
                .select(ARTICLES.mood, count().named("n"))
                .groupBy(ARTICLES.mood)
                .mapTo(Counted.class);

        assertThat(map(query, Mood.CALM, 2L)).isEqualTo(new Counted(Mood.CALM, 2));
    }

    record Warm(Celsius warmth) {}

    record Cold(BigDecimal warmth) {}

    @Test
    void aMappedColumnIsCheckedByItsValue() {
        var query = Select.from(READINGS).select(READINGS.warmth);
        var value = new Celsius(BigDecimal.ONE);

        assertThat(map(query.mapTo(Warm.class), value)).isEqualTo(new Warm(value));
        assertThatThrownBy(() -> map(query.mapTo(Cold.class), value))
                .isInstanceOf(MappingException.class)
                .hasMessageContaining("Cold.warmth (BigDecimal) can't take readings.warmth, whose mapping gives")
                .hasMessageNotContaining("degrees");
    }

    record Picky(String title) {
        Picky {
            if (title.isEmpty()) {
                throw new IllegalStateException("no title");
            }
        }
    }

    record Required(long id, String title) {
        Required {
            Objects.requireNonNull(title, "title");
        }
    }

    record Ranged(long id, String title) {
        Ranged {
            if (id < 0) {
                throw new IllegalArgumentException("secret " + id);
            }
        }
    }

    @Test
    @DisplayName(
            "V-8 what a constructor throws comes out as a MappingException with class, component, column and remedy")
    void constructorsThatThrow() {
        assertThatThrownBy(() -> map(ALL.mapTo(Picky.class), 1L, "", null))
                .isInstanceOfSatisfying(MappingException.class, e -> {
                    assertThat(e.component()).isEqualTo("Picky.title");
                    assertThat(e.column()).isEqualTo("title");
                })
                .hasCauseInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> map(ALL.mapTo(Required.class), 1L, null, null))
                .isInstanceOfSatisfying(MappingException.class, e -> {
                    assertThat(e.component()).isEqualTo("Required.title");
                    assertThat(e.table()).isEqualTo("articles");
                    assertThat(e.column()).isEqualTo("title");
                })
                .hasMessage("Required.title (String) takes no null, and articles.title is NULL: it threw"
                        + " java.lang.NullPointerException; let it take what is stored, mend the row, or use"
                        + " map(row -> …)")
                .hasCauseInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> map(ALL.mapTo(Ranged.class), -1L, "x", null))
                .isInstanceOfSatisfying(
                        MappingException.class, e -> assertThat(e.component()).isEqualTo("Ranged"))
                .hasMessageContaining("Ranged refuses a row's values of [articles.id, articles.title], with"
                        + " java.lang.IllegalArgumentException: let it take what is stored")
                .hasMessageNotContaining("secret")
                .hasCauseInstanceOf(IllegalArgumentException.class);
    }

    record Letter(String letter) {
        Letter {
            throw new IllegalArgumentException("secret " + letter);
        }
    }

    @Test
    @DisplayName(
            "V-8 where a row has encrypted values, what the constructor threw isn't passed on, as it may quote them")
    void noCauseBesideEncryptedValues() {
        var letter = Vault.People.PEOPLE.email;
        var shape = new Shape(List.of(ARTICLES.title.named("letter"), letter), List.of(), List.of(), List.of());
        assertThatThrownBy(() -> RowMapping.to(Letter.class).apply(FakeReader.row(shape, "x", null)))
                .isInstanceOf(MappingException.class)
                .hasMessageContaining("IllegalArgumentException")
                .hasMessageNotContaining("secret")
                .hasNoCause();
    }

    record Ints(int small, int big) {}

    record Longs(long small, long exact) {}

    record Doubles(double single, double big) {}

    record Decimals(BigDecimal small, BigDecimal big) {}

    record Shorts(short big) {}

    record Lossy(float twofold) {}

    record Rounded(double exact) {}

    @Test
    @DisplayName("V-4 numbers go into other types where nothing is lost, and are refused where something is")
    void widenings() {
        var all = Select.from(READINGS)
                .select(READINGS.small, READINGS.big, READINGS.exact, READINGS.single, READINGS.twofold);
        Object[] row = {(short) 7, 8L, new BigDecimal("9.00"), 0.5f, 0.25};
        assertThat(map(all.mapTo(Ints.class), row)).isEqualTo(new Ints(7, 8));
        assertThat(map(all.mapTo(Longs.class), row)).isEqualTo(new Longs(7, 9));
        assertThat(map(all.mapTo(Doubles.class), row)).isEqualTo(new Doubles(0.5, 8));
        assertThat(map(all.mapTo(Decimals.class), row))
                .isEqualTo(new Decimals(BigDecimal.valueOf(7), BigDecimal.valueOf(8)));
        assertThat(map(all.mapTo(Shorts.class), row)).isEqualTo(new Shorts((short) 8));
        Object[] great = {(short) 7, Long.MAX_VALUE, new BigDecimal("9.5"), 0.5f, 0.25};
        for (Class<?> type : List.of(Ints.class, Longs.class, Doubles.class, Shorts.class)) {
            assertThatThrownBy(() -> map(all.mapTo(type), great))
                    .isInstanceOf(MappingException.class)
                    .hasMessageMatching(
                            ".* can't take readings\\.(big|exact), which holds more than that: declare it as"
                                    + " (Long|BigDecimal)")
                    .hasMessageNotContaining("9");
        }
        for (Class<?> type : List.of(Lossy.class, Rounded.class)) {
            assertThatThrownBy(() -> map(all.mapTo(type), row))
                    .isInstanceOf(MappingException.class)
                    .hasMessageContaining("change the component's type, or declare the column with .mapped(…)");
        }
    }

    record LongOfAny(Long any) {}

    record IntOfAny(int any) {}

    record DecimalOfAny(BigDecimal any) {}

    record DoubleOfAny(double any) {}

    @Test
    @DisplayName("V-4 a number of untyped JSON goes into a component where it is the same number, and nowhere else")
    void untypedNumbers() {
        var any = PlainSql.expression(SqlTypes.jsonb(Object.class), "any", "to_jsonb(1)");
        var of = Select.from(READINGS).select(any);
        BigInteger large = BigInteger.ONE.shiftLeft(70);
        assertThat(map(of.mapTo(LongOfAny.class), BigInteger.TEN)).isEqualTo(new LongOfAny(10L));
        assertThat(map(of.mapTo(IntOfAny.class), 2.0)).isEqualTo(new IntOfAny(2));
        assertThat(map(of.mapTo(DecimalOfAny.class), large)).isEqualTo(new DecimalOfAny(new BigDecimal(large)));
        assertThat(map(of.mapTo(DecimalOfAny.class), 0.1)).isEqualTo(new DecimalOfAny(new BigDecimal("0.1")));
        assertThat(map(of.mapTo(DecimalOfAny.class), new BigDecimal("1E+400")))
                .isEqualTo(new DecimalOfAny(new BigDecimal("1E+400")));
        assertThat(map(of.mapTo(DoubleOfAny.class), new BigDecimal("1.90"))).isEqualTo(new DoubleOfAny(1.9));
        assertThat(map(of.mapTo(DoubleOfAny.class), large)).isEqualTo(new DoubleOfAny(0x1p70));
        for (Class<?> type : List.of(LongOfAny.class, IntOfAny.class)) {
            for (Number lossy : List.of(
                    large,
                    BigInteger.ONE.shiftLeft(64).add(BigInteger.ONE),
                    1.9,
                    1.9f,
                    1e300,
                    Double.NaN,
                    new BigDecimal("1E+400"))) {
                assertThatThrownBy(() -> map(of.mapTo(type), lossy))
                        .as(type + " " + lossy)
                        .isInstanceOf(MappingException.class);
            }
        }
        for (Number lossy : List.of(
                large.add(BigInteger.ONE), new BigDecimal("0.12345678901234567890"), new BigDecimal("1E+400"))) {
            assertThatThrownBy(() -> map(of.mapTo(DoubleOfAny.class), lossy)).isInstanceOf(MappingException.class);
        }
        assertThatThrownBy(() -> map(of.mapTo(DecimalOfAny.class), Double.POSITIVE_INFINITY))
                .isInstanceOf(MappingException.class);
    }

    record Tally(int n) {}

    @Test
    @DisplayName("V-4 count() goes into an int")
    void countIntoInt() {
        var counted = Select.from(ARTICLES).select(count().named("n")).mapTo(Tally.class);
        assertThat(map(counted, 2L)).isEqualTo(new Tally(2));
        assertThatThrownBy(() -> map(counted, 1L << 31))
                .isInstanceOfSatisfying(
                        MappingException.class, e -> assertThat(e.component()).isEqualTo("Tally.n"))
                .hasMessage("Tally.n (int) can't take n, which holds more than that: declare it as Long");
    }

    record Perhaps(Optional<Integer> order, Optional<String> title) {}

    record Unlike(Optional<UUID> order) {}

    @Test
    void anOptionalTakesANull() {
        var query = Select.from(ARTICLES).select(ARTICLES.order, ARTICLES.title);
        assertThat(map(query.mapTo(Perhaps.class), null, "x"))
                .isEqualTo(new Perhaps(Optional.empty(), Optional.of("x")));
        assertThatThrownBy(() -> map(query.mapTo(Unlike.class), 1, "x")).isInstanceOf(MappingException.class);
    }

    @Test
    void oneMappingServesRowsOfSeveralShapes() {
        RowMapping<Head> mapping = RowMapping.to(Head.class);
        var wide = FakeReader.row(ALL.shape(), 1L, "wide", Instant.EPOCH);
        var narrow = FakeReader.row(ALL.select(ARTICLES.title).shape(), "narrow");

        assertThat(mapping.apply(wide)).isEqualTo(new Head("wide"));
        assertThat(mapping.apply(narrow)).isEqualTo(new Head("narrow"));
        assertThat(mapping.apply(wide)).isEqualTo(new Head("wide"));
    }
}
