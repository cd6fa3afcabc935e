package dev.holdfast.jdbi.internal.value;

import dev.holdfast.error.MissingDependencyException;
import dev.holdfast.internal.Gate;
import dev.holdfast.internal.Parameter;
import dev.holdfast.internal.PostgresText;
import dev.holdfast.internal.ValueType;
import dev.holdfast.internal.Wire;
import dev.holdfast.sql.JsonCodec;
import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Binds parameters, whose values passed the {@link Gate} already, but for JSON. Immutable and thread-safe. */
public final class Binder {

    private final @Nullable JsonCodec json;

    public Binder(@Nullable JsonCodec json) {
        this.json = json;
    }

    /**
     * Binds all parameters of a statement.
     *
     * @param first the position of the first one
     * @param bound what isn't in the parameters themselves
     */
    public void bindAll(PreparedStatement statement, int first, List<Parameter> parameters, Bound bound)
            throws SQLException {
        int position = first;
        for (int i = 0; i < parameters.size(); i++) {
            Parameter parameter = parameters.get(i);
            Object value = bound.value(parameter);
            bind(statement, position++, parameter.type(), parameter.label(), value, bound);
        }
    }

    private void bind(PreparedStatement s, int at, ValueType type, String label, @Nullable Object value, Bound bound)
            throws SQLException {
        if (value == null) {
            s.setNull(at, nullType(type));
            return;
        }
        switch (type.wire()) {
            case UUID -> s.setObject(at, (UUID) value);
            case SMALLINT -> s.setShort(at, (Short) value);
            case INTEGER -> s.setInt(at, (Integer) value);
            case BIGINT -> s.setLong(at, (Long) value);
            case NUMERIC -> s.setBigDecimal(at, (BigDecimal) value);
            case REAL -> s.setFloat(at, (Float) value);
            case DOUBLE -> s.setDouble(at, (Double) value);
            case TEXT, ENUM -> s.setString(at, (String) value);
            case BOOLEAN -> s.setBoolean(at, (Boolean) value);
            case TIMESTAMPTZ, TIMESTAMP, DATE, TIME -> s.setObject(at, TypedText.of(type, value));
            case BYTEA -> s.setBytes(at, (byte[]) value);
            case INTERVAL, INET, JSON -> s.setString(at, text(type, label, value));
            case ENCRYPTED, BLIND_INDEX -> s.setBytes(at, bound.protect(type, value));
            case ARRAY ->
                s.setArray(
                        at,
                        ArrayValues.create(
                                s.getConnection(), element(type), label, (@Nullable Object[]) value, this, bound));
        }
    }

    private static ValueType element(ValueType type) {
        return java.util.Objects.requireNonNull(type.element());
    }

    /** A value of a type that travels as text. */
    String text(ValueType type, String label, Object value) {
        return type.wire() == Wire.JSON
                ? Gate.json(label, codec(type).write(value, type.javaType()))
                : PostgresText.of(type.wire(), value);
    }

    JsonCodec codec(ValueType type) {
        if (json == null) {
            throw new MissingDependencyException(
                    "A jsonb column of " + type.javaType().getTypeName()
                            + " needs a codec: give one to the builder, as .json(new Jackson3Json()) with jackson-databind 3 on"
                            + " the class path, or .json(new Jackson2Json()) with version 2");
        }
        return json;
    }

    /** The JDBC type of a null; OTHER leaves the type to the statement. */
    private static int nullType(ValueType type) {
        return switch (type.wire()) {
            case SMALLINT -> Types.SMALLINT;
            case INTEGER -> Types.INTEGER;
            case BIGINT -> Types.BIGINT;
            case NUMERIC -> Types.NUMERIC;
            case REAL -> Types.REAL;
            case DOUBLE -> Types.DOUBLE;
            case TEXT -> Types.VARCHAR;
            case BOOLEAN -> Types.BOOLEAN;
            case BYTEA, ENCRYPTED, BLIND_INDEX -> Types.BINARY;
            case TIMESTAMPTZ -> Types.TIMESTAMP_WITH_TIMEZONE;
            default -> Types.OTHER;
        };
    }
}
