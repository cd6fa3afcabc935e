package dev.holdfast.sql;

import dev.holdfast.error.MappingException;
import dev.holdfast.error.SchemaException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/** An enum's constants and what they are called in PostgreSQL, one to one. */
final class EnumLabels<E extends Enum<E>> {

    private static final int MAX_BYTES = 63;

    private final Class<E> type;
    private final Map<E, String> labels;
    private final Map<String, E> constants = new HashMap<>();

    private EnumLabels(Class<E> type) {
        this.type = type;
        this.labels = new EnumMap<>(type);
    }

    /** The constants as the function names them, checked. */
    static <E extends Enum<E>> EnumLabels<E> of(
            Class<E> type, Function<? super E, String> label, boolean isPostgresType) {
        EnumLabels<E> all = new EnumLabels<>(type);
        for (E constant : type.getEnumConstants()) {
            all.add(constant, label.apply(constant), isPostgresType);
        }
        return all;
    }

    private void add(E constant, String label, boolean isPostgresType) {
        String name = type.getSimpleName() + "." + constant.name();
        if (label == null || label.indexOf('\0') >= 0) {
            throw new SchemaException(name + " has no label that PostgreSQL can keep: give it one");
        }
        int bytes = label.getBytes(StandardCharsets.UTF_8).length;
        if (isPostgresType && (bytes == 0 || bytes > MAX_BYTES)) {
            throw new SchemaException(
                    "The label of " + name + " has " + bytes + " bytes, and one of a PostgreSQL enum has" + " 1 to "
                            + MAX_BYTES + ": choose another, or declare enumAsText");
        }
        E other = constants.putIfAbsent(label, constant);
        if (other != null) {
            throw new SchemaException(name + " and " + type.getSimpleName() + "." + other.name() + " have the label '"
                    + label + "' both, so that one would be read as the other: give each its own");
        }
        labels.put(constant, label);
    }

    SqlType<E> type(SqlType<String> text) {
        return text.mapped(type, this::constant, constant -> Objects.requireNonNull(labels.get(constant)));
    }

    private E constant(String label) {
        E constant = constants.get(label);
        if (constant == null) {
            throw MappingException.ofValue(
                    "holds a label that " + type.getSimpleName() + " doesn't have",
                    "add a constant for it, or change the stored value in a migration");
        }
        return constant;
    }
}
