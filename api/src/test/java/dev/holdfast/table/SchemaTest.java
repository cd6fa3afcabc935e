package dev.holdfast.table;

import static dev.holdfast.fixture.Articles.ARTICLES;
import static dev.holdfast.fixture.Authors.AUTHORS;
import static dev.holdfast.fixture.Countries.COUNTRIES;
import static dev.holdfast.fixture.Readings.READINGS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.holdfast.changelog.Changelog;
import dev.holdfast.error.SchemaException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.xml.sax.InputSource;

class SchemaTest {

    /** A table declared on the spot. */
    private static final class Sketch extends Table {
        Sketch(String name, Consumer<Sketch> columns) {
            super(name);
            columns.accept(this);
        }

        OrderedColumn<Long> big(String column) {
            return bigint(column);
        }

        TextColumn<String> words(String column) {
            return text(column);
        }

        OrderedColumn<Integer> small(String column) {
            return integer(column);
        }

        OrderedColumn<Double> fraction(String column) {
            return doublePrecision(column);
        }
    }

    private static Sketch sketch(String name, Consumer<Sketch> columns) {
        return new Sketch(name, columns);
    }

    @SuppressWarnings("unchecked")
    private static <T> Column<T> column(Table table, String name) {
        return (Column<T>) table.columns().stream()
                .filter(c -> c.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    static Stream<Arguments> misfits() {
        var parent = sketch("parent", t -> {
            t.big("id").primaryKey();
            t.big("plain");
        });
        var owned = sketch("owned", t -> {
            t.big("tenant_id").tenantKey();
            t.big("id").primaryKey();
        });
        var composite = sketch("composite", t -> {
            t.big("a").primaryKey();
            t.big("b").primaryKey();
        });
        return Stream.of(
                arguments(new Table[] {parent, sketch("parent", t -> t.big("id"))}, "table parent is registered twice"),
                arguments(new Table[] {sketch("bare", t -> {})}, "table bare has no columns"),
                arguments(
                        new Table[] {sketch("t", t -> t.small("tenant_id").tenantKey())},
                        "t.tenant_id is integer, but a tenant key is bigint, uuid or text"),
                arguments(
                        new Table[] {
                            owned, sketch("t", t -> t.words("tenant_id").tenantKey())
                        },
                        "t.tenant_id is text, but other tenant keys are bigint"),
                arguments(
                        new Table[] {
                            sketch("t", t -> t.big("tenant_id").tenantKey().nullable())
                        },
                        "t.tenant_id is nullable, but every row has a tenant"),
                arguments(
                        new Table[] {sketch("t", t -> t.big("id").primaryKey().nullable())},
                        "t.id is both primary key and nullable"),
                arguments(
                        new Table[] {sketch("t", t -> t.words("v").version())},
                        "t.v is a version, which is a whole number"),
                arguments(
                        new Table[] {sketch("t", t -> t.fraction("v").version())},
                        "t.v is a version, which is a whole number"),
                arguments(
                        new Table[] {sketch("t", t -> t.words("at").updatedStamp())},
                        "t.at (text) is a stamp, which is a timestamptz, timestamp or date"),
                arguments(
                        new Table[] {sketch("t", t -> t.big("p").references(column(parent, "id")))},
                        "t.p refers to parent.id, whose table isn't registered: register it too"),
                arguments(
                        new Table[] {parent, sketch("t", t -> t.big("p").references(column(parent, "plain")))},
                        "t.p refers to parent.plain, which is neither primary key nor unique"),
                arguments(
                        new Table[] {composite, sketch("t", t -> t.big("p").references(column(composite, "a")))},
                        "t.p refers to composite.a, which is only a part of the primary key"),
                arguments(
                        new Table[] {parent, sketch("t", t -> t.words("p").references(column(parent, "id")))},
                        "t.p (text) refers to parent.id (bigint)"),
                arguments(
                        new Table[] {owned, sketch("t", t -> t.big("p").references(column(owned, "id")))},
                        "t.p refers to the tenant-owned owned.id from a table without a tenant"),
                arguments(
                        new Table[] {
                            parent, sketch("t", t -> t.big("p").references(column(parent, "id"), OnDelete.SET_NULL))
                        },
                        "t.p is set to null on delete but isn't nullable"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("misfits")
    void whatDoesNotFitIsNamed(Table[] tables, String problem) {
        assertThatThrownBy(() -> Schema.of(tables))
                .isInstanceOf(SchemaException.class)
                .hasMessage("The schema doesn't fit together: " + problem);
    }

    @Test
    void allProblemsAreNamedAtOnce() {
        assertThatThrownBy(() -> Schema.of(
                        sketch("bare", t -> {}), sketch("t", t -> t.words("v").version())))
                .hasMessageContaining("table bare has no columns; t.v is a version");
    }

    @Test
    void aRoleIsGivenOnce() {
        var twice = sketch("t", t -> {
            t.big("a").version();
            t.big("b").version();
        });
        assertThatThrownBy(() -> Schema.of(twice))
                .isInstanceOf(SchemaException.class)
                .hasMessage("Table t has several columns with the role VERSION: [a, b]; keep one");
    }

    @Test
    void itKnowsItsTables() {
        Schema schema = Schema.of(ARTICLES, AUTHORS, COUNTRIES, READINGS);

        assertThat(schema.tables())
                .containsExactly(ARTICLES, AUTHORS, COUNTRIES, READINGS)
                .isUnmodifiable();
        assertThat(schema.tenantOwned()).containsExactly(ARTICLES, AUTHORS);
        assertThat(schema.inDependencyOrder()).containsExactly(COUNTRIES, AUTHORS, ARTICLES, READINGS);
        assertThat(schema.table("authors")).containsSame(AUTHORS);
        assertThat(schema.table("app.readings")).containsSame(READINGS);
        assertThat(schema.table("readings")).containsSame(READINGS);
        assertThat(schema.table("nobody")).isEmpty();
        assertThat(Objects.requireNonNull(schema.tenantType()).name()).isEqualTo("bigint");
        assertThat(Schema.of(COUNTRIES).tenantType()).isNull();
    }

    @Test
    void theChangelogIsAsReviewed() throws Exception {
        String changelog =
                Changelog.of(Schema.of(ARTICLES, AUTHORS, COUNTRIES), "ann").toXml();

        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(changelog)));
        assertThat(changelog).isEqualTo(golden("schema-changelog.xml"));
    }

    private static String golden(String name) throws IOException {
        try (var in = SchemaTest.class.getResourceAsStream("/golden/" + name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
