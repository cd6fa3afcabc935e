package dev.holdfast.jdbi.internal.value;

import dev.holdfast.internal.EncryptedCell;
import dev.holdfast.internal.SealedCell;
import dev.holdfast.internal.ValueType;
import dev.holdfast.internal.Wire;
import dev.holdfast.query.RowReader;
import dev.holdfast.sql.JsonCodec;
import dev.holdfast.value.Inet;
import dev.holdfast.value.Interval;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads values. Immutable and thread-safe; {@link #over} makes a reader for one result set. */
public final class Reader {

    private final Binder binder;

    public Reader(Binder binder) {
        this.binder = binder;
    }

    /** A reader of the row that the result set stands on. */
    public RowReader over(ResultSet rows) {
        return new OverResultSet(this, rows, null);
    }

    /**
     * A reader of a result set with encrypted values, which come as {@link SealedCell}s.
     *
     * @param keyIds takes the ids of their keys
     */
    public RowReader over(ResultSet rows, Set<Long> keyIds) {
        return new OverResultSet(this, rows, keyIds);
    }

    /** A value; the driver's own errors are told without its message, which may hold the value. */
    @Nullable
    Object read(ResultSet rows, int at, ValueType type) {
        try {
            Object wired = wired(rows, at, type);
            return wired == null || rows.wasNull() ? null : converted(type, wired);
        } catch (SQLException e) {
            throw Unsayable.ofType(type);
        }
    }

    /** The type's Java value; one that is encrypted stays sealed. */
    static Object converted(ValueType type, Object wired) {
        return type.wire() == Wire.ENCRYPTED
                ? SealedCells.parse((EncryptedCell) Objects.requireNonNull(type.protection()), (byte[]) wired)
                : type.fromWire(wired);
    }

    private @Nullable Object wired(ResultSet rows, int at, ValueType type) throws SQLException {
        return switch (type.wire()) {
            case UUID -> uuid(rows, at, type);
            case SMALLINT -> rows.getShort(at);
            case INTEGER -> rows.getInt(at);
            case BIGINT -> rows.getLong(at);
            case NUMERIC -> decimal(rows, at);
            case REAL -> rows.getFloat(at);
            case DOUBLE -> rows.getDouble(at);
            case TEXT, ENUM -> rows.getString(at);
            case BOOLEAN -> rows.getBoolean(at);
            case TIMESTAMPTZ -> instant(rows, at);
            case TIMESTAMP -> localDateTime(rows, at, LocalDateTime.class);
            case DATE -> localDate(rows, at, LocalDate.class);
            case TIME -> localTime(rows, at);
            case BYTEA, ENCRYPTED, BLIND_INDEX -> rows.getBytes(at);
            case INTERVAL -> interval(rows.getString(at));
            case INET -> inet(rows.getString(at));
            case JSON -> {
                String text = rows.getString(at);
                yield text == null ? null : json(text, type);
            }
            case ARRAY -> array(rows, at, type);
        };
    }

    /** The driver gives a text for a text, whatever was asked for. */
    private static @Nullable Object uuid(ResultSet rows, int at, ValueType type) throws SQLException {
        Object value = rows.getObject(at);
        if (value != null && !(value instanceof UUID)) {
            throw Unsayable.ofType(type);
        }
        return value;
    }

    /** JSON as the codec reads it. */
    Object json(String text, ValueType type) {
        JsonCodec codec = binder.codec(type);
        if (!text.strip().equals("null")) {
            return codec.read(text, type.javaType());
        }
        try {
            return Objects.requireNonNull(codec.read(text, type.javaType()));
        } catch (RuntimeException e) {
            throw Unsayable.jsonNull(type);
        }
    }

    private @Nullable Object array(ResultSet rows, int at, ValueType type) throws SQLException {
        Array array = rows.getArray(at);
        if (array == null) {
            return null;
        }
        ArrayValues.requireList(Objects.requireNonNull(rows.getBytes(at)));
        return list(array, type);
    }

    /** An array's elements, the array type's mapping being still to come. */
    List<@Nullable Object> list(Array array, ValueType type) throws SQLException {
        return ArrayValues.list(array, Objects.requireNonNull(type.element()), this);
    }

    private static @Nullable Inet inet(@Nullable String text) {
        return text == null ? null : new Inet(text);
    }

    static @Nullable Instant instant(ResultSet rows, int at) throws SQLException {
        OffsetDateTime time = offsetDateTime(rows, at, Instant.class);
        return time == null ? null : time.toInstant();
    }

    /** A point in time for who asked for that type, for the error's message. */
    static @Nullable OffsetDateTime offsetDateTime(ResultSet rows, int at, Class<?> type) throws SQLException {
        try {
            return Unsayable.finite(
                    rows.getObject(at, OffsetDateTime.class), OffsetDateTime.MIN, OffsetDateTime.MAX, type);
        } catch (DateTimeException e) {
            return BeforeChrist.offsetDateTime(rows.getString(at));
        }
    }

    static @Nullable LocalDateTime localDateTime(ResultSet rows, int at, Class<?> type) throws SQLException {
        try {
            return Unsayable.finite(
                    rows.getObject(at, LocalDateTime.class), LocalDateTime.MIN, LocalDateTime.MAX, type);
        } catch (DateTimeException e) {
            return BeforeChrist.dateTime(rows.getString(at));
        }
    }

    static @Nullable LocalDate localDate(ResultSet rows, int at, Class<?> type) throws SQLException {
        try {
            return Unsayable.finite(rows.getObject(at, LocalDate.class), LocalDate.MIN, LocalDate.MAX, type);
        } catch (DateTimeException e) {
            return BeforeChrist.date(rows.getString(at));
        }
    }

    static @Nullable LocalTime localTime(ResultSet rows, int at) throws SQLException {
        return Unsayable.before24(rows.getObject(at, LocalTime.class));
    }

    static @Nullable BigDecimal decimal(ResultSet rows, int at) throws SQLException {
        try {
            return rows.getBigDecimal(at);
        } catch (SQLException e) {
            throw Unsayable.decimal(rows.getString(at), e);
        }
    }

    /** An interval from PostgreSQL's text, whatever the session's {@code IntervalStyle} is. */
    static @Nullable Interval interval(@Nullable String text) {
        if (text == null) {
            return null;
        }
        if (text.endsWith("infinity")) {
            throw Unsayable.of(text, Interval.class);
        }
        return IntervalText.parse(text);
    }

    private static final class OverResultSet implements RowReader {

        private final Reader reader;
        private final ResultSet rows;
        private final @Nullable Set<Long> keyIds;

        /** By position, the wire that the column's own type was found to be of; a column is asked once. */
        private @Nullable Wire[] asDeclared = new @Nullable Wire[16];

        OverResultSet(Reader reader, ResultSet rows, @Nullable Set<Long> keyIds) {
            this.reader = reader;
            this.rows = rows;
            this.keyIds = keyIds;
        }

        @Override
        public @Nullable Object read(int position, ValueType type) {
            Object value = isAsDeclared(position, type.wire())
                    ? reader.read(rows, position, type)
                    : OtherNumbers.read(rows, position, type);
            note(value);
            return value;
        }

        private boolean isAsDeclared(int position, Wire wire) {
            if (position >= asDeclared.length) {
                asDeclared = Arrays.copyOf(asDeclared, 2 * position);
            }
            if (asDeclared[position] == wire) {
                return true;
            }
            if (OtherNumbers.isOf(rows, position, wire)) {
                return false;
            }
            asDeclared[position] = wire;
            return true;
        }

        @Override
        public @Nullable Elements readAll(int position, ValueType element) {
            try {
                Array array = rows.getArray(position);
                if (array == null) {
                    return null;
                }
                if (element.element() != null) {
                    return nested(array, element);
                }
                Elements elements = ArrayValues.read(array, element, reader);
                return element.wire() == Wire.ENCRYPTED ? noted(elements) : elements;
            } catch (SQLException e) {
                throw Unsayable.ofType(element);
            }
        }

        private Elements noted(Elements elements) {
            return index -> {
                Object value = elements.read(index);
                note(value);
                return value;
            };
        }

        private void note(@Nullable Object value) {
            if (keyIds != null && value instanceof SealedCell cell) {
                Long id = CellHeader.keyId(cell.bytes());
                if (id != null) {
                    keyIds.add(id);
                }
            }
        }

        /** Arrays of arrays come as texts. */
        private Elements nested(Array texts, ValueType type) throws SQLException {
            ValueType element = Objects.requireNonNull(type.element());
            Connection connection = rows.getStatement().getConnection();
            Object[] literals = (Object[]) texts.getArray();
            return index -> {
                Object literal = literals[index];
                if (literal == null) {
                    return null;
                }
                try {
                    Array array = ArrayValues.parse(connection, element, literal.toString());
                    return converted(type, reader.list(array, type));
                } catch (SQLException e) {
                    throw Unsayable.ofType(type);
                }
            };
        }
    }
}
