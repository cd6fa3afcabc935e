package dev.holdfast.jdbi.internal.value;

import dev.holdfast.sql.Inet;
import dev.holdfast.sql.Interval;
import java.lang.reflect.Type;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.argument.ArgumentFactory;
import org.jdbi.v3.core.config.ConfigRegistry;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PGInterval;
import org.postgresql.util.PGobject;

/** Holdfast's value types for SqlObjects: as arguments and as columns. */
public final class JdbiValues {

    private JdbiValues() {}

    /** Registers them. */
    public static void register(Jdbi jdbi) {
        jdbi.registerArgument(new Values());
        jdbi.registerColumnMapper(Interval.class, (rows, column, context) -> {
            PGInterval interval = rows.getObject(column, PGInterval.class);
            return interval == null ? null : Reader.exact(interval);
        });
        jdbi.registerColumnMapper(Inet.class, (rows, column, context) -> {
            String text = rows.getString(column);
            return text == null ? null : new Inet(text);
        });
    }

    private static final class Values implements ArgumentFactory {

        @Override
        public Optional<Argument> build(Type type, @Nullable Object value, ConfigRegistry config) {
            if (type == Interval.class || value instanceof Interval) {
                return Optional.of(argument("interval", value == null ? null : ((Interval) value).toSqlText()));
            }
            if (type == Inet.class || value instanceof Inet) {
                return Optional.of(argument("inet", value == null ? null : ((Inet) value).text()));
            }
            return Optional.empty();
        }

        private static Argument argument(String typeName, @Nullable String text) {
            return (position, statement, context) -> {
                if (text == null) {
                    statement.setNull(position, Types.OTHER);
                } else {
                    statement.setObject(position, object(typeName, text));
                }
            };
        }

        private static PGobject object(String typeName, String text) throws SQLException {
            PGobject object = new PGobject();
            object.setType(typeName);
            object.setValue(text);
            return object;
        }
    }
}
