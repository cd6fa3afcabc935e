package dev.holdfast.jdbi.internal.value;

import dev.holdfast.error.MissingDependencyException;
import dev.holdfast.sql.Inet;
import dev.holdfast.sql.Interval;
import dev.holdfast.sql.JsonCodec;
import dev.holdfast.sql.Parameter;
import dev.holdfast.sql.SqlType;
import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Binds parameters. Immutable and thread-safe. */
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
            Object value = parameter.isTenant() ? bound.tenant() : parameter.value();
            bind(statement, position++, parameter.type(), value, bound);
        }
    }

    private void bind(PreparedStatement s, int at, SqlType<?> type, @Nullable Object value, Bound bound)
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
            case TIMESTAMPTZ -> s.setObject(at, ((Instant) value).atOffset(ZoneOffset.UTC));
            case TIMESTAMP, DATE, TIME -> s.setObject(at, value);
            case BYTEA -> s.setBytes(at, (byte[]) value);
            case INTERVAL, INET, JSON -> s.setString(at, text(type, value));
            case ENCRYPTED, BLIND_INDEX -> s.setBytes(at, bound.protect(type, value));
            case ARRAY ->
                s.setArray(at, ArrayValues.create(s.getConnection(), element(type), (Object[]) value, this, bound));
        }
    }

    private static SqlType<?> element(SqlType<?> type) {
        return java.util.Objects.requireNonNull(type.element());
    }

    /** A value of a type that travels as text. */
    String text(SqlType<?> type, Object value) {
        return switch (type.wire()) {
            case INTERVAL -> ((Interval) value).toSqlText();
            case INET -> ((Inet) value).text();
            case JSON -> Nul.checked(codec(type).write(value, type.javaType()), type);
            case NUMERIC -> ((BigDecimal) value).toPlainString();
            default -> value.toString();
        };
    }

    JsonCodec codec(SqlType<?> type) {
        if (json == null) {
            throw new MissingDependencyException(
                    "A jsonb column of " + type.javaType().getTypeName()
                            + " needs a codec: give one to the builder, as .json(new Jackson3Json()) with jackson-databind 3 on"
                            + " the class path, or .json(new Jackson2Json()) with version 2");
        }
        return json;
    }

    /** The JDBC type of a null; OTHER leaves the type to the statement. */
    private static int nullType(SqlType<?> type) {
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
