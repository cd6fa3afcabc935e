package dev.holdfast.jdbi.internal.listener;

import dev.holdfast.error.DatabaseException;
import dev.holdfast.jdbi.internal.error.SqlErrors;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;

/** Tells of what handles and SqlObjects run, and the user's own logger as before. */
record ToldByJdbi(Observers observers, Function<Connection, @Nullable Object> tenantOf, SqlLogger given)
        implements SqlLogger {

    @Override
    public void logBeforeExecution(StatementContext context) {
        given.logBeforeExecution(context);
    }

    @Override
    public void logAfterExecution(StatementContext context) {
        given.logAfterExecution(context);
        tell(context, context.getCompletionMoment(), changed(context), null);
    }

    @Override
    public void logException(StatementContext context, SQLException exception) {
        given.logException(context, exception);
        tell(
                context,
                context.getExceptionMoment(),
                OptionalLong.empty(),
                SqlErrors.translate(exception, JdbiSql.of(context)));
    }

    private void tell(
            StatementContext context, @Nullable Instant end, OptionalLong rows, @Nullable DatabaseException error) {
        Instant begun = context.getExecutionMoment();
        Duration taken = begun == null || end == null ? Duration.ZERO : Duration.between(begun, end);
        observers.tell(
                JdbiSql.of(context),
                tenantOf.apply(context.getConnection()),
                taken.isNegative() ? Duration.ZERO : taken, // a clock that was set back
                rows,
                error);
    }

    /** Of an update; a query's rows aren't read yet, and a batch keeps its counts to itself. */
    private static OptionalLong changed(StatementContext context) {
        PreparedStatement statement = context.getStatement();
        if (statement == null || context.getJdbiStatementType() != Update.class) {
            return OptionalLong.empty();
        }
        try {
            long count = statement.getLargeUpdateCount();
            return count < 0 ? OptionalLong.empty() : OptionalLong.of(count);
        } catch (SQLException | RuntimeException e) {
            return OptionalLong.empty();
        }
    }
}
