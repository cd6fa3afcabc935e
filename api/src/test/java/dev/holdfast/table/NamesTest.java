package dev.holdfast.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.holdfast.changelog.Changelog;
import dev.holdfast.error.SchemaException;
import dev.holdfast.internal.Identifiers;
import dev.holdfast.sql.SqlTypes;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Names")
class NamesTest {

    enum Mood {
        CALM
    }

    /** A table declared on the spot. */
    private static class Sketch extends Table {
        Sketch(String name, Consumer<Sketch> columns) {
            super(name);
            columns.accept(this);
        }

        OrderedColumn<Long> number(String name) {
            return bigint(name);
        }

        void mood(String type) {
            pgEnum("mood", type, Mood.class);
        }

        void unique(AnyColumn<?>... over) {
            uniqueKey(over);
        }
    }

    private static final class Soft extends Sketch implements SoftDeletable {
        Soft(String name, Consumer<Sketch> columns) {
            super(name, columns);
        }
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                arguments("column orders.last, first has a comma in its name", column("last, first")),
                arguments("column orders. id has a name that begins or ends with a blank", column(" id")),
                arguments("column orders.id\u2003 has a name that begins or ends with a blank", column("id\u2003")),
                arguments("column orders.a\tb has the character U+0009 in its name", column("a\tb")),
                arguments("column orders.a\ud83db has the character U+D83D in its name", column("a\ud83db")),
                arguments("column orders.a$holdfast$ has $holdfast$ in its name", column("a$holdfast$")),
                arguments("column orders.xmin has the name of one that PostgreSQL gives every table", column("xmin")),
                arguments("table orders\u00a0\u000b has a name that begins or ends", table("orders\u00a0\u000b")),
                arguments("table pg_class is named as PostgreSQL names its own", table("pg_class")),
                arguments("schema pg_app is PostgreSQL's own", table("pg_app.orders")),
                arguments("schema information_schema is PostgreSQL's own", table("information_schema.orders")),
                arguments("schema app  has a name that begins or ends with a blank", table("app .orders")),
                arguments("type path of orders.mood has the name of one of PostgreSQL's own types", type("path")),
                arguments("type regclass of orders.mood has the name of one", type("regclass")),
                arguments("type a{b of orders.mood has a curly bracket in its name", type("a{b")),
                arguments("type a.b  of orders.mood has a name that begins or ends", type("a.b ")),
                arguments("schema pg_x is PostgreSQL's own", type("pg_x.mood")));
    }

    private static Sketch column(String name) {
        return new Sketch("orders", t -> t.number(name));
    }

    private static Sketch table(String name) {
        return new Sketch(name, t -> t.number("id"));
    }

    private static Sketch type(String name) {
        return new Sketch("orders", t -> t.mood(name));
    }

    @ParameterizedTest(name = "Q-5 refused: {0}")
    @MethodSource
    void refused(String message, Table table) {
        assertThatThrownBy(() -> Schema.of(table))
                .isInstanceOf(SchemaException.class)
                .hasMessageContaining(message);
    }

    @Test
    @DisplayName("Q-5 a type's name is quoted as a table's is, with its schema, and in a cast")
    void typeNames() {
        assertThat(SqlTypes.pgEnum("mood", Mood.class).castName()).isEqualTo("mood");
        assertThat(SqlTypes.pgEnum("app.Mood (a \"b\")", Mood.class).castName())
                .isEqualTo("app.\"Mood (a \"\"b\"\")\"");
        assertThat(SqlTypes.array(SqlTypes.pgEnum("MOOD(1)", Mood.class)).castName())
                .isEqualTo("\"MOOD(1)\"[]");
        assertThat(SqlTypes.pgEnum("integer", Mood.class).name()).isEqualTo("\"integer\"");
        assertThatThrownBy(() -> SqlTypes.pgEnum("m".repeat(64), Mood.class)).hasMessageContaining("A type '");
        assertThatThrownBy(() -> SqlTypes.pgEnum("app.", Mood.class)).hasMessageContaining("A type needs a name");
    }

    @Test
    @DisplayName(
            "SD-21 a name that fits stays; a longer one is cut between characters, keeps its suffix, and ends in a hash")
    void derived() {
        assertThat(Identifiers.derived(List.of("articles", "author_id", "kind"), "_key", 63))
                .isEqualTo("articles_author_id_kind_key");
        String whole = "a".repeat(59);
        assertThat(Identifiers.derived(List.of(whole), "_key", 63)).isEqualTo(whole + "_key");
        String one = Identifiers.derived(List.of("\u00e4".repeat(30), "title"), "_key", 63);
        String two = Identifiers.derived(List.of("\u00e4".repeat(30), "titles"), "_key", 63);
        assertThat(one).startsWith("\u00e4".repeat(25) + "_").endsWith("_key").isNotEqualTo(two);
        assertThat(one.getBytes(StandardCharsets.UTF_8)).hasSizeBetween(62, 63);
        String bees = Identifiers.derived(List.of("\ud83d\udc1d".repeat(15), "title"), "_key", 63);
        assertThat(bees).startsWith("\ud83d\udc1d".repeat(12) + "_");
        assertThat(Identifiers.derived(List.of(whole + "_b", "c"), "_key", 63))
                .as("the same text, but other columns")
                .isNotEqualTo(Identifiers.derived(List.of(whole, "b_c"), "_key", 63));
    }

    @Test
    @DisplayName(
            "SD-21 of two keys that would have one name, the later gets a hash; change sets that differ by capitals alone get a number")
    void meeting() {
        Table user = new Sketch("user", t -> {
            t.number("id").primaryKey();
            t.number("group_name").unique();
        });
        Table group = new Sketch("user_group", t -> {
            t.number("id").primaryKey();
            t.number("name").unique();
        });
        Table capitals = new Sketch("USER", t -> t.number("id").primaryKey());
        Table elsewhere = new Sketch("app.user_group", t -> t.number("name").unique());
        String changelog = Changelog.of(Schema.of(user, group, capitals, elsewhere), "test")
                .toXml();
        assertThat(changelog)
                .contains("tableName=\"user\" constraintName=\"user_group_name_key\"")
                .containsPattern("tableName=\"user_group\" constraintName=\"user_group_name_[0-9a-f]{8}_key\"")
                .contains("schemaName=\"app\" tableName=\"user_group\" constraintName=\"user_group_name_key\"")
                .contains("<changeSet id=\"user\" ")
                .contains("<changeSet id=\"USER 2\" ");
    }

    @Test
    @DisplayName(
            "SD-21 names that nobody can change are refused where they meet: a view, another table, an index of Holdfast's own")
    void collisions() {
        Soft orders = new Soft("orders", t -> t.number("id").primaryKey());
        assertThatThrownBy(() -> Schema.of(orders, table("orders_live")))
                .hasMessageContaining("table orders_live and the view of live rows of orders would both have the name"
                        + " orders_live: rename one of the tables or columns");
        Sketch twice = new Sketch("orders", t -> {
            AnyColumn<?> id = t.number("id").unique();
            t.unique(id);
        });
        assertThatThrownBy(() -> Schema.of(twice))
                .hasMessageContaining("the key over id of table orders is declared twice: leave one out");
        assertThatThrownBy(() ->
                        Schema.of(new Soft("o".repeat(51), t -> t.number("id").primaryKey())))
                .hasMessageContaining("more than 50 bytes")
                .hasMessageContaining("shorten it");
    }
}
