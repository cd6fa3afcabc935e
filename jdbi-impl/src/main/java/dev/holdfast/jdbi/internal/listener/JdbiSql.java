package dev.holdfast.jdbi.internal.listener;

import org.jdbi.v3.core.statement.ParsedSql;
import org.jdbi.v3.core.statement.StatementContext;

/** The text of a statement that JDBI runs, with marks instead of values. */
public final class JdbiSql {

    /** JDBI doesn't tell the texts of a batch without values. */
    private static final String BATCH = "<batch>";

    private JdbiSql() {}

    public static String of(StatementContext context) {
        ParsedSql parsed = context.getParsedSql();
        return parsed == null ? BATCH : parsed.getSql();
    }
}
