package dev.holdfast.table;

import static dev.holdfast.fixture.Articles.ARTICLES;
import static dev.holdfast.fixture.Authors.AUTHORS;
import static dev.holdfast.fixture.Readings.READINGS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.holdfast.error.SchemaException;
import dev.holdfast.error.StatementException;
import dev.holdfast.fixture.Articles.Layout;
import dev.holdfast.fixture.Articles.Mood;
import dev.holdfast.fixture.Readings.Celsius;
import dev.holdfast.fixture.Sql;
import dev.holdfast.sql.SqlTypes;
import dev.holdfast.value.Inet;
import dev.holdfast.value.Interval;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** That most of this compiles is the point: modifiers and aliases keep a column's kind and so its operators. */
class ColumnKindsTest {

    private static final class Kinds extends Table {
        final OrderedColumn<Long> tenant = bigint("tenant").tenantKey();
        final TextColumn<@Nullable String> text = text("t").unique().nullable();
        final TextColumn<String> referring = text("r").references(AUTHORS.name).defaultTo("it's");
        final OrderedColumn<@Nullable Integer> number = integer("n").unique().nullable();
        final ArrayColumn<@Nullable List<@Nullable Integer>> list =
                array("l", SqlTypes.INTEGER).defaultTo(Arrays.asList(1, null)).nullable();
        final JsonColumn<@Nullable Layout> json =
                jsonb("j", Layout.class).defaultTo(Defaults.sql("'{}'")).nullable();
        final Column<@Nullable Boolean> flag = bool("f").defaultTo(true).nullable();
        final OrderedColumn<@Nullable Mood> mood =
                pgEnum("m", "mood", Mood.class).defaultTo(Mood.ANGRY).nullable();
        final OrderedColumn<@Nullable Celsius> warmth =
                numeric("w", 5, 2).mapped(Celsius::new, Celsius::degrees).nullable();

        Kinds() {
            super("kinds");
        }
    }

    @Test
    void nullableAndAliasesKeepTheKind() {
        var kinds = new Kinds();
        var k = kinds.alias("k");

        assertThat(Sql.of(kinds.text.startsWith("a"))).isEqualTo("kinds.t ^@ ?");
        assertThat(Sql.of(k.of(kinds.text).startsWith("a"))).isEqualTo("k.t ^@ ?");
        assertThat(Sql.of(k.of(kinds.referring).like("a"))).isEqualTo("k.r like ?");
        assertThat(Sql.of(k.of(kinds.number).between(1, 2))).isEqualTo("k.n between ? and ?");
        assertThat(Sql.of(k.of(kinds.list).containsAll(List.of(1)))).isEqualTo("k.l @> ?::integer[]");
        assertThat(Sql.of(k.of(kinds.json).textAt("a").isNull())).isEqualTo("(k.j #>> ?::text[]) is null");
        assertThat(Sql.of(k.of(kinds.flag).eq(true))).isEqualTo("k.f = ?");
        assertThat(Sql.of(k.of(kinds.mood).eq(Mood.CALM))).isEqualTo("k.m = ?::mood");
        assertThat(Sql.of(k.of(kinds.warmth).gt(new Celsius(BigDecimal.TEN)))).isEqualTo("k.w > ?");
        assertThat(k.of(kinds.text).isNullable()).isTrue();
        assertThat(k.columns()).hasSize(kinds.columns().size());
        assertThat(k.tenantKey()).isEqualTo(k.of(kinds.tenant));
    }

    @Test
    void anAliasTakesItsOwnTablesColumnsOnly() {
        assertThatThrownBy(() -> ARTICLES.alias("a").of(AUTHORS.name))
                .isInstanceOf(StatementException.class)
                .hasMessage("authors.name isn't a column of articles, which 'a' stands for");
        assertThatThrownBy(() -> ARTICLES.alias("")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void columnsAreEqualByNameAndSource() {
        assertThat(ARTICLES.alias("a").of(ARTICLES.id))
                .isEqualTo(ARTICLES.alias("a").of(ARTICLES.id))
                .hasSameHashCodeAs(ARTICLES.alias("a").of(ARTICLES.id))
                .isNotEqualTo(ARTICLES.id)
                .isNotEqualTo(ARTICLES.alias("b").of(ARTICLES.id));
        assertThat(ARTICLES.id).isNotEqualTo(AUTHORS.id).hasToString("articles.id bigint");
    }

    @Test
    void anEnumAndAMappedTypeTravelAsTheirColumnDoes() {
        var kinds = new Kinds();

        assertThat(Sql.bound(READINGS.mood.eq(Mood.ANGRY))).containsExactly("ANGRY");
        assertThat(READINGS.mood.type().name()).isEqualTo("text");
        assertThat(READINGS.mood.type().fromWire("CALM")).isEqualTo(Mood.CALM);
        assertThat(Sql.bound(kinds.warmth.eq(new Celsius(BigDecimal.TEN)))).containsExactly(BigDecimal.TEN);
        assertThat(kinds.warmth.type().fromWire(BigDecimal.ONE)).isEqualTo(new Celsius(BigDecimal.ONE));
        assertThatThrownBy(() -> READINGS.mood.type().fromWire("GONE")).hasMessageContaining("Mood doesn't have");
    }

    private static final class Defaulted extends Table {
        final Column<byte[]> raw = bytea("a").defaultTo(new byte[] {1, -1});
        final OrderedColumn<Interval> span = interval("b").defaultTo(new Interval(1, 2, 3));
        final OrderedColumn<Inet> address = inet("c").defaultTo(Inet.of("::1"));
        final OrderedColumn<BigDecimal> number = numeric("d").defaultTo(new BigDecimal("-1.50"));
        final OrderedColumn<Double> infinite = doublePrecision("e").defaultTo(Double.POSITIVE_INFINITY);
        final OrderedColumn<Instant> instant = timestamptz("f").defaultTo(Instant.EPOCH);
        final OrderedColumn<UUID> uuid = uuid("g").defaultTo(Defaults.RANDOM_UUID);
        final TextColumn<String> text = text("h").defaultTo("it's");
        final Column<Boolean> flag = bool("i").defaultTo(false);
        final OrderedColumn<Mood> mood = pgEnum("j", "mood", Mood.class).defaultTo(Mood.CALM);
        final ArrayColumn<List<@Nullable String>> list =
                array("k", SqlTypes.TEXT).defaultTo(Arrays.asList("it's", null));
        final ArrayColumn<List<@Nullable String>> empty =
                array("l", SqlTypes.TEXT).defaultTo(List.of());
        final OrderedColumn<Celsius> warmth =
                numeric("m").mapped(Celsius::new, Celsius::degrees).defaultTo(Defaults.sql("20"));

        Defaulted() {
            super("defaulted");
        }
    }

    static Stream<Arguments> defaults() {
        var t = new Defaulted();
        return Stream.of(
                arguments(t.raw, "'\\x01ff'"),
                arguments(t.span, "'1 months 2 days 3 microseconds'"),
                arguments(t.address, "'::1'"),
                arguments(t.number, "-1.50"),
                arguments(t.infinite, "'Infinity'"),
                arguments(t.instant, "'1970-01-01 00:00:00+00'"),
                arguments(t.uuid, "gen_random_uuid()"),
                arguments(t.text, "'it''s'"),
                arguments(t.flag, "false"),
                arguments(t.mood, "'CALM'"),
                arguments(t.list, "array['it''s', null]::text[]"),
                arguments(t.empty, "array[]::text[]"),
                arguments(t.warmth, "20"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("defaults")
    void aDefaultIsWrittenAsPostgresReadsIt(AnyColumn<?> column, String sql) {
        assertThat(column.metadata().defaultSql()).isEqualTo(sql);
        assertThat(column.metadata().isOptionalOnInsert()).isTrue();
    }

    private static class Open extends Table {
        Open() {
            super("open");
        }

        OrderedColumn<Integer> late(String name) {
            return integer(name);
        }
    }

    @Test
    void aTableIsSealedOnceItIsInUse() {
        var table = new Open();
        OrderedColumn<Integer> id = table.late("id");
        Schema.of(table);

        assertThatThrownBy(() -> table.late("more"))
                .isInstanceOf(SchemaException.class)
                .hasMessage(
                        "Table open is sealed, since it is in use: declare its columns and keys as fields and in the"
                                + " constructor");
        assertThatThrownBy(id::nullable).isInstanceOf(SchemaException.class);
        assertThatThrownBy(id::primaryKey).isInstanceOf(SchemaException.class);
        assertThatThrownBy(() -> id.mapped(x -> x, x -> x)).isInstanceOf(SchemaException.class);
        assertThatThrownBy(() -> table.index(id)).isInstanceOf(SchemaException.class);
        assertThat(table.columns()).containsExactly(id).isUnmodifiable();
    }

    @Test
    void aColumnIsDeclaredOnce() {
        var table = new Open();
        table.late("id");

        assertThatThrownBy(() -> table.late("id"))
                .isInstanceOf(SchemaException.class)
                .hasMessage("Table open declares column id twice");
        assertThatThrownBy(() -> table.late("x".repeat(64))).hasMessageContaining("would be cut");
        assertThatThrownBy(() -> table.late(" ")).isInstanceOf(IllegalArgumentException.class);
    }
}
