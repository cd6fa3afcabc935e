package dev.holdfast.jdbi.json;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Classes whose values would come back changed, or not at all. */
final class Unsound {

    private Unsound() {}

    record Computed(int width, int height) {

        public int getArea() {
            return width * height;
        }
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Lenient(int width) {

        public int getDouble() {
            return 2 * width;
        }
    }

    record Partial(
            @JsonInclude(JsonInclude.Include.NON_DEFAULT) int width, String name) {}

    @JsonInclude(JsonInclude.Include.NON_DEFAULT)
    record PartialClass(String name, long width) {}

    static final class NoCreator {

        private final int columns;

        NoCreator(int columns) {
            this.columns = columns;
        }

        public int getColumns() {
            return columns;
        }
    }

    /** As Kotlin's compiler makes of a data class with default values. */
    static final class Defaults {

        private final int columns;
        private final String theme;

        Defaults(int columns, String theme) {
            this.columns = columns;
            this.theme = theme;
        }

        Defaults() {
            this(1, "plain");
        }

        public int getColumns() {
            return columns;
        }

        public String getTheme() {
            return theme;
        }
    }

    static final class NoGetters {

        private final int columns;

        NoGetters() {
            this.columns = 1;
        }

        int columns() {
            return columns;
        }
    }

    static final class HalfWritten {

        private final int columns;
        private final int rows;

        @JsonCreator
        HalfWritten(@JsonProperty("columns") int columns, @JsonProperty("rows") int rows) {
            this.columns = columns;
            this.rows = rows;
        }

        public int getColumns() {
            return columns;
        }

        int rows() {
            return rows;
        }
    }

    public static class Copying {

        public List<String> getTags() {
            return new ArrayList<>();
        }
    }

    public static class AnyOut {

        @JsonAnyGetter
        public Map<String, Object> others() {
            return new HashMap<>();
        }
    }

    interface Animal {}

    record OfAnimal(Animal animal) {}

    record Gen<T>(T value) {}

    @SuppressWarnings("rawtypes")
    record OfRaw(Gen gen) {}

    record Point(int x, int y) {}

    public record Key(String text) {}

    record ByPoint(Map<Point, String> points) {}

    record ByKey(Map<Key, String> keys) {}

    static final class OnlyValue {

        private final int number;

        OnlyValue() {
            this.number = 1;
        }

        @JsonValue
        int number() {
            return number;
        }
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Circle.class, name = "shape"),
        @JsonSubTypes.Type(value = Square.class, name = "shape")
    })
    sealed interface SameNames {}

    record Circle(int radius) implements SameNames {}

    record Square(int side) implements SameNames {}

    record Deep(List<Map<String, Computed>> list) {}
}
