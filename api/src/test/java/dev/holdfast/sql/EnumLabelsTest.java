package dev.holdfast.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.changelog.Changelog;
import dev.holdfast.error.MappingException;
import dev.holdfast.error.SchemaException;
import dev.holdfast.table.OrderedColumn;
import dev.holdfast.table.Schema;
import dev.holdfast.table.Table;
import java.util.function.Function;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class EnumLabelsTest {

    enum Size {
        S,
        XL {
            @Override
            public String toString() {
                return "big";
            }
        }
    }

    @Test
    @DisplayName("V-4 labels go there and back, and an unknown one says which enum lacks it, not what it is")
    void thereAndBack() {
        SqlType<Size> type = SqlTypes.pgEnum("size", Size.class, size -> "size " + size.name());
        assertThat(type.toWire(Size.XL)).isEqualTo("size XL");
        assertThat(type.fromWire("size S")).isEqualTo(Size.S);
        assertThat(type.javaClass()).isEqualTo(Size.class);
        assertThat(SqlTypes.enumAsText(Size.class).toWire(Size.XL)).isEqualTo("XL");
        assertThatThrownBy(() -> type.fromWire("secret"))
                .isInstanceOf(MappingException.class)
                .hasMessage("A value holds a label that Size doesn't have: add a constant for it, or change the stored"
                        + " value in a migration");
    }

    @Test
    @NullUnmarked
    @DisplayName("V-4 labels that aren't one to one, or that PostgreSQL can't keep, are refused when they are declared")
    void refusals() {
        refused(size -> "same", "Size.XL and Size.S have the label 'same' both");
        refused(size -> null, "Size.S has no label that PostgreSQL can keep");
        refused(size -> "a\0" + size, "Size.S has no label that PostgreSQL can keep");
        refused(size -> "ä".repeat(32) + size, "The label of Size.S has 65 bytes");
        assertThatThrownBy(() -> SqlTypes.pgEnum("size", Size.class, size -> size == Size.S ? "" : "x"))
                .isInstanceOf(SchemaException.class)
                .hasMessageContaining("The label of Size.S has 0 bytes");
        assertThat(SqlTypes.enumAsText(Size.class, size -> "ä".repeat(99 + size.ordinal()))
                        .fromWire("ä".repeat(99)))
                .isEqualTo(Size.S);
    }

    private static void refused(Function<? super Size, String> label, String message) {
        assertThatThrownBy(() -> SqlTypes.pgEnum("size", Size.class, label))
                .isInstanceOf(SchemaException.class)
                .hasMessageContaining(message);
    }

    static final class Shirts extends Table {
        final OrderedColumn<Long> id = bigint("id").primaryKey();
        final OrderedColumn<Size> size = pgEnum("size", "size", Size.class, size -> "<'" + size.name() + "'>");
        final OrderedColumn<Size> other;

        Shirts(boolean differs) {
            super("shirts");
            other = pgEnum("other", "size", Size.class, size -> differs ? size.name() : "<'" + size.name() + "'>");
        }
    }

    @Test
    @DisplayName("V-4 the changelog creates the labels, and refuses one type with two sets of them")
    void changelog() {
        assertThat(Changelog.of(Schema.of(new Shirts(false)), "x").toXml())
                .contains("create type size as enum ('&lt;''S''&gt;', '&lt;''XL''&gt;')</sql>");
        assertThatThrownBy(() -> Changelog.of(Schema.of(new Shirts(true)), "x").toXml())
                .isInstanceOf(SchemaException.class)
                .hasMessageContaining("The enum type size is declared with other labels by shirts.other");
    }
}
