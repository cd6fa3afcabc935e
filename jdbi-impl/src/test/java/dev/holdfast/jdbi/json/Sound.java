package dev.holdfast.jdbi.json;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Classes whose values come back as they were stored. */
final class Sound {

    private Sound() {}

    enum Level {
        LOW,
        HIGH
    }

    record Plain(int columns, String theme, @Nullable Level level, BigDecimal price, byte[] image, int[] sizes) {}

    record Empty() {}

    record Nested(
            Plain plain, List<Plain> list, Map<UUID, Set<Plain>> byId, Plain[] array, Map<Level, String> levels) {}

    record Untyped(Object anything, Map<String, Object> members, List<?> things) {}

    record Ring(String name, List<Ring> children, @Nullable Ring next) {}

    static final class Tree extends ArrayList<Tree> {

        private static final long serialVersionUID = 1L;
    }

    record Page<T>(T value, List<T> more) {}

    record OfPlain(Page<Plain> page, Page<List<String>> texts) {}

    record Computed(int width, int height) {

        @JsonIgnore
        public int getArea() {
            return width * height;
        }

        @JsonProperty(access = JsonProperty.Access.READ_ONLY)
        public int getCircumference() {
            return 2 * (width + height);
        }
    }

    @JsonIgnoreProperties(value = "area", allowGetters = true)
    record ComputedByName(int width, int height) {

        public int getArea() {
            return width * height;
        }
    }

    record IgnoredComponent(int kept, @JsonIgnore @Nullable String dropped) {}

    static final class Id {

        private final String text;

        private Id(String text) {
            this.text = text;
        }

        @JsonCreator
        static Id of(String text) {
            return new Id(text);
        }

        @JsonValue
        String text() {
            return text;
        }
    }

    record OfIds(Id id, Map<Id, Id> others) {}

    static final class Delegating {

        private final Plain plain;

        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        Delegating(Plain plain) {
            this.plain = plain;
        }

        @JsonValue
        Plain plain() {
            return plain;
        }
    }

    static final class Created {

        private final int columns;

        @JsonCreator
        Created(
                @JsonProperty("columns") int columns,
                @JsonProperty(value = "cols", access = JsonProperty.Access.WRITE_ONLY) @Nullable Integer older) {
            this.columns = older == null ? columns : older;
        }

        public int getColumns() {
            return columns;
        }
    }

    public static class Bean {

        private int columns;
        private String theme = "plain"; // read through the field, which has no setter
        private @Nullable Bean inner;

        public int getColumns() {
            return columns;
        }

        public void setColumns(int columns) {
            this.columns = columns;
        }

        public String getTheme() {
            return theme;
        }

        public @Nullable Bean getInner() {
            return inner;
        }

        public void setInner(@Nullable Bean inner) {
            this.inner = inner;
        }
    }

    public static class WithAny {

        private final Map<String, Object> others = new HashMap<>();

        @JsonAnyGetter
        public Map<String, Object> others() {
            return others;
        }

        @JsonAnySetter
        public void other(String name, Object value) {
            others.put(name, value);
        }
    }

    public static class Unwrapping {

        @JsonUnwrapped
        public Bean bean = new Bean();

        public int own;
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Circle.class, name = "circle"),
        @JsonSubTypes.Type(value = Square.class, name = "square")
    })
    sealed interface Shape {}

    record Circle(int radius) implements Shape {}

    record Square(int side) implements Shape {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.CLASS)
    sealed interface ByClass {}

    record One(int value) implements ByClass {}

    interface Animal {}

    record Dog(String name) implements Animal {}

    record OfShapes(
            Shape shape,
            List<Shape> shapes,
            ByClass byClass,

            @JsonTypeInfo(use = JsonTypeInfo.Id.NAME) @JsonSubTypes(@JsonSubTypes.Type(value = Dog.class, name = "dog"))
            List<Animal> animals) {}
}
