package dev.holdfast.jdbi.internal.value;

import dev.holdfast.sql.Gate;
import dev.holdfast.sql.Inet;
import dev.holdfast.sql.Interval;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.array.SqlArrayTypeFactory;
import org.jdbi.v3.core.array.SqlArrayTypes;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PGInterval;

/** Values for SqlObjects and handles: Holdfast's own types as arguments and as columns, and the gate for the others. */
public final class JdbiValues {

    private JdbiValues() {}

    /** Registers them. */
    public static void register(Jdbi jdbi) {
        jdbi.registerArgument(new GatedArguments());
        jdbi.getConfig(SqlArrayTypes.class)
                .register(SqlArrayTypeFactory.of(String.class, "varchar", JdbiValues::element));
        jdbi.registerColumnMapper(Interval.class, (rows, column, context) -> {
            PGInterval interval = rows.getObject(column, PGInterval.class);
            return interval == null ? null : Reader.exact(interval);
        });
        jdbi.registerColumnMapper(Inet.class, (rows, column, context) -> {
            String text = rows.getString(column);
            return text == null ? null : new Inet(text);
        });
    }

    private static @Nullable String element(@Nullable String text) {
        return text == null ? null : Gate.text("A text in a list or an array", text);
    }
}
