package dev.holdfast.jdbi.internal.listener;

import dev.holdfast.jdbi.internal.error.SqlErrors;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import org.jdbi.v3.core.Handles;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.ParsedSql;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.SqlParser;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.StatementBuilder;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.TemplateEngine;

/**
 * Tells the user's logger of statements that JDBI didn't make. Only JDBI can fill the context that a logger is given, so a
 * Jdbi of its own executes the statement, which is prepared and bound already; so the context has no binding to show.
 */
record LoggedByJdbi(SqlLogger logger) {

    /** A refusal on its way through JDBI, which would wrap it. */
    private static final class Refused extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final SQLException refusal;

        Refused(SQLException refusal) {
            super(null, refusal, false, false);
            this.refusal = refusal;
        }
    }

    boolean execute(Connection connection, String sql, PreparedStatement statement) throws SQLException {
        Jdbi jdbi = Jdbi.create(connection);
        jdbi.setStatementBuilderFactory(ignored -> new Prepared(statement));
        jdbi.getConfig(Handles.class).setForceEndTransactions(false);
        jdbi.getConfig(SqlStatements.class)
                .setTemplateEngine(TemplateEngine.NOP)
                .setSqlParser(new AsItIs())
                .setSqlLogger(new WithoutValues(logger))
                .addExceptionHandler((refusal, context) -> {
                    throw new Refused(refusal);
                });
        try {
            jdbi.useHandle(handle -> handle.execute(sql));
        } catch (Refused e) {
            throw e.refusal;
        }
        return statement.getResultSet() != null;
    }

    /** What PostgreSQL says to a refusal can quote what was bound. */
    private record WithoutValues(SqlLogger logger) implements SqlLogger {

        @Override
        public void logBeforeExecution(StatementContext context) {
            logger.logBeforeExecution(context);
        }

        @Override
        public void logAfterExecution(StatementContext context) {
            logger.logAfterExecution(context);
        }

        @Override
        public void logException(StatementContext context, SQLException exception) {
            logger.logException(context, SqlErrors.withoutValues(exception));
        }
    }

    private static final class AsItIs implements SqlParser {

        @Override
        public ParsedSql parse(String sql, StatementContext context) {
            return ParsedSql.builder().append(sql).build();
        }

        @Override
        public String nameParameter(String rawName, StatementContext context) {
            return rawName;
        }
    }

    /** The one statement, which whoever prepared it closes. */
    private record Prepared(PreparedStatement statement) implements StatementBuilder {

        @Override
        public Statement create(Connection connection, StatementContext context) {
            return statement;
        }

        @Override
        public PreparedStatement create(Connection connection, String sql, StatementContext context) {
            return statement;
        }

        @Override
        public CallableStatement createCall(Connection connection, String sql, StatementContext context) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close(Connection connection, String sql, Statement closed) {
            // whoever prepared it does
        }
    }
}
