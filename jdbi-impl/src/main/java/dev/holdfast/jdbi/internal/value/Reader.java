package dev.holdfast.jdbi.internal.value;

import dev.holdfast.error.MappingException;
import dev.holdfast.jdbi.internal.crypto.Ciphers;
import dev.holdfast.query.RowReader;
import dev.holdfast.sql.EncryptedCell;
import dev.holdfast.sql.Inet;
import dev.holdfast.sql.Interval;
import dev.holdfast.sql.SealedCell;
import dev.holdfast.sql.SqlType;
import dev.holdfast.sql.Wire;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Collections;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PGInterval;

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

    @Nullable
    Object read(ResultSet rows, int at, SqlType<?> type) throws SQLException {
        Object wired = wired(rows, at, type);
        if (wired == null || rows.wasNull()) {
            return null;
        }
        return type.wire() == Wire.ARRAY ? wired : converted(type, wired);
    }

    /** The type's Java value; one that is encrypted stays sealed. */
    static Object converted(SqlType<?> type, Object wired) {
        return type.wire() == Wire.ENCRYPTED
                ? SealedCells.parse((EncryptedCell) Objects.requireNonNull(type.protection()), (byte[]) wired)
                : type.fromWire(wired);
    }

    private @Nullable Object wired(ResultSet rows, int at, SqlType<?> type) throws SQLException {
        return switch (type.wire()) {
            case UUID -> rows.getObject(at, UUID.class);
            case SMALLINT -> rows.getShort(at);
            case INTEGER -> rows.getInt(at);
            case BIGINT -> rows.getLong(at);
            case NUMERIC -> rows.getBigDecimal(at);
            case REAL -> rows.getFloat(at);
            case DOUBLE -> rows.getDouble(at);
            case TEXT, ENUM -> rows.getString(at);
            case BOOLEAN -> rows.getBoolean(at);
            case TIMESTAMPTZ -> {
                OffsetDateTime time = rows.getObject(at, OffsetDateTime.class);
                yield time == null ? null : time.toInstant();
            }
            case TIMESTAMP -> rows.getObject(at, LocalDateTime.class);
            case DATE -> rows.getObject(at, LocalDate.class);
            case TIME -> rows.getObject(at, LocalTime.class);
            case BYTEA, ENCRYPTED, BLIND_INDEX -> rows.getBytes(at);
            case INTERVAL -> {
                PGInterval interval = rows.getObject(at, PGInterval.class);
                yield interval == null ? null : exact(interval);
            }
            case INET -> inet(rows.getString(at));
            case JSON -> json(rows.getString(at), type);
            case ARRAY -> array(rows.getArray(at), type);
        };
    }

    private @Nullable Object json(@Nullable String text, SqlType<?> type) {
        return text == null ? null : binder.codec(type).read(text, type.javaType());
    }

    private @Nullable Object array(@Nullable Array array, SqlType<?> type) throws SQLException {
        if (array == null) {
            return null;
        }
        SqlType<?> element = java.util.Objects.requireNonNull(type.element());
        return type.fromWire(Collections.unmodifiableList(Arrays.asList(ArrayValues.read(array, element, this))));
    }

    private static @Nullable Inet inet(@Nullable String text) {
        return text == null ? null : new Inet(text);
    }

    static Interval exact(PGInterval value) {
        long seconds = value.getHours() * 3600L + value.getMinutes() * 60L + value.getWholeSeconds();
        return new Interval(
                value.getYears() * 12 + value.getMonths(),
                value.getDays(),
                seconds * 1_000_000 + value.getMicroSeconds());
    }

    private record OverResultSet(
            Reader reader, ResultSet rows, @Nullable Set<Long> keyIds) implements RowReader {

        @Override
        public @Nullable Object read(int position, SqlType<?> type) {
            try {
                Object value = reader.read(rows, position, type);
                note(value);
                return value;
            } catch (SQLException e) {
                throw unreadable(position, type);
            }
        }

        @Override
        public @Nullable Object @Nullable [] readAll(int position, SqlType<?> element) {
            try {
                Array array = rows.getArray(position);
                if (array == null) {
                    return null;
                }
                if (element.element() != null) {
                    return nested(array, element);
                }
                @Nullable Object[] values = ArrayValues.read(array, element, reader);
                if (element.wire() == Wire.ENCRYPTED) {
                    Arrays.stream(values).forEach(this::note);
                }
                return values;
            } catch (SQLException e) {
                throw unreadable(position, element);
            }
        }

        private void note(@Nullable Object value) {
            if (keyIds != null && value instanceof SealedCell cell) {
                Long id = Ciphers.keyId(cell.bytes());
                if (id != null) {
                    keyIds.add(id);
                }
            }
        }

        private @Nullable Object[] nested(Array texts, SqlType<?> type) throws SQLException {
            SqlType<?> element = java.util.Objects.requireNonNull(type.element());
            Connection connection = rows.getStatement().getConnection();
            Object[] literals = (Object[]) texts.getArray();
            @Nullable Object[] values = new @Nullable Object[literals.length];
            for (int i = 0; i < literals.length; i++) {
                if (literals[i] != null) {
                    values[i] = reader.array(ArrayValues.parse(connection, element, literals[i].toString()), type);
                }
            }
            return values;
        }

        /** The driver's message may hold the value. */
        private static MappingException unreadable(int position, SqlType<?> type) {
            return new MappingException("Column " + position + " of the result can't be read as " + type
                    + ": the database has another type there; holdfast.doctor() names columns that differ");
        }
    }
}
