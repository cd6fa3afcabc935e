package dev.holdfast.jdbi.internal.value;

import dev.holdfast.internal.Gate;
import dev.holdfast.internal.ValueType;
import dev.holdfast.sql.SqlTypes;
import dev.holdfast.value.Inet;
import dev.holdfast.value.Interval;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.argument.ArgumentFactory;
import org.jdbi.v3.core.argument.NullArgument;
import org.jdbi.v3.core.config.ConfigRegistry;
import org.jdbi.v3.core.generic.GenericTypes;
import org.jdbi.v3.core.statement.ParsedParameters;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/**
 * Brings what SqlObjects and handles bind through the {@link Gate}: text, numbers and times, by themselves, in beans and in
 * lists of marks. Prepared, since JDBI asks prepared factories first, and for batches no others. Immutable and thread-safe.
 */
final class GatedArguments implements ArgumentFactory.Preparable {

    /** Binds a value of one class, none of them null. */
    private interface Binding {
        void bind(PreparedStatement statement, int position, String label, Object value) throws SQLException;
    }

    /** How a class is bound, and the JDBC type of its null, which is JDBI's. */
    private record Passage(Binding binding, int nullType) {}

    /** What the driver takes for PostgreSQL's infinity, and gives for it. */
    private static final Set<Object> INFINITIES = Set.of(
            OffsetDateTime.MAX, OffsetDateTime.MIN, LocalDateTime.MAX, LocalDateTime.MIN, LocalDate.MAX, LocalDate.MIN);

    private static final Passage TEXT = new Passage(
            (statement, at, label, value) -> statement.setString(at, Gate.text(label, value.toString())),
            Types.VARCHAR);

    private static final Passage NUMBER = new Passage(
            (statement, at, label, value) ->
                    statement.setBigDecimal(at, (BigDecimal) Gate.pass(SqlTypes.NUMERIC, label, value)),
            Types.NUMERIC);

    private static final Map<Class<?>, Passage> PASSAGES = Map.ofEntries(
            Map.entry(String.class, TEXT),
            Map.entry(CharSequence.class, TEXT),
            Map.entry(StringBuilder.class, TEXT),
            Map.entry(StringBuffer.class, TEXT),
            Map.entry(Character.class, TEXT),
            Map.entry(char.class, TEXT),
            Map.entry(BigDecimal.class, NUMBER),
            Map.entry(Instant.class, typed(SqlTypes.TIMESTAMPTZ, value -> value, Types.TIMESTAMP)),
            Map.entry(
                    OffsetDateTime.class,
                    typed(
                            SqlTypes.TIMESTAMPTZ,
                            value -> ((OffsetDateTime) value).toInstant(),
                            Types.TIMESTAMP_WITH_TIMEZONE)),
            Map.entry(
                    ZonedDateTime.class,
                    typed(
                            SqlTypes.TIMESTAMPTZ,
                            value -> ((ZonedDateTime) value).toInstant(),
                            Types.TIMESTAMP_WITH_TIMEZONE)),
            Map.entry(LocalDateTime.class, typed(SqlTypes.TIMESTAMP, value -> value, Types.TIMESTAMP)),
            Map.entry(LocalDate.class, typed(SqlTypes.DATE, value -> value, Types.DATE)),
            Map.entry(LocalTime.class, typed(SqlTypes.TIME, value -> value, Types.TIME)),
            Map.entry(Interval.class, typed(SqlTypes.INTERVAL, value -> value, Types.OTHER)),
            Map.entry(Inet.class, typed(SqlTypes.INET, value -> value, Types.OTHER)));

    /** Our own text with its type, as the DSL's. */
    private static Passage typed(ValueType type, Function<Object, Object> wired, int nullType) {
        return new Passage(
                (statement, at, label, value) -> {
                    if (INFINITIES.contains(value)) {
                        statement.setObject(at, value);
                    } else {
                        statement.setObject(at, TypedText.of(type, Gate.pass(type, label, wired.apply(value))));
                    }
                },
                nullType);
    }

    @Override
    public Optional<Function<Object, Argument>> prepare(Type type, ConfigRegistry config) {
        return find(type).map(passage -> value -> argument(passage, value));
    }

    @Override
    public Optional<Argument> build(Type type, @Nullable Object value, ConfigRegistry config) {
        return find(type).map(passage -> argument(passage, value));
    }

    private static Optional<Passage> find(Type type) {
        return Optional.ofNullable(PASSAGES.get(GenericTypes.getErasedType(type)));
    }

    private static Argument argument(Passage passage, @Nullable Object value) {
        return value == null ? new NullArgument(passage.nullType()) : new Gated(passage, value);
    }

    /** A value that passes when it is bound, since then its name is known. */
    private record Gated(Passage passage, Object value) implements Argument {

        @Override
        public void apply(int position, PreparedStatement statement, StatementContext context) throws SQLException {
            passage.binding().bind(statement, position, label(position, context), value);
        }

        private static String label(int position, StatementContext context) {
            ParsedParameters parameters = context.getParsedSql().getParameters();
            return parameters.isPositional()
                    ? "The argument at position " + position
                    : "The argument :" + parameters.getParameterNames().get(position - 1);
        }

        /** As JDBI's own arguments, for its loggers. */
        @Override
        public String toString() {
            return value.toString();
        }
    }
}
