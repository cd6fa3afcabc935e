package dev.holdfast.jdbi.internal.listener;

import java.sql.SQLException;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.StatementContext;

/** The user's logger, whose failures aren't the statement's. */
record HarmlessLogger(SqlLogger given) implements SqlLogger {

    @Override
    public void logBeforeExecution(StatementContext context) {
        Harmless.call(given, () -> given.logBeforeExecution(context));
    }

    @Override
    public void logAfterExecution(StatementContext context) {
        Harmless.call(given, () -> given.logAfterExecution(context));
    }

    @Override
    public void logException(StatementContext context, SQLException exception) {
        Harmless.call(given, () -> given.logException(context, exception));
    }
}
