package dev.holdfast.jdbi.internal.history.sqlobject;

import dev.holdfast.error.StatementException;
import dev.holdfast.error.TransactionRequiredException;
import dev.holdfast.internal.PlainReads;
import dev.holdfast.internal.PlainReads.Source;
import dev.holdfast.jdbi.internal.session.ManagedHandles;
import dev.holdfast.jdbi.internal.session.ManagedHandles.ManagedTransaction;
import dev.holdfast.table.Schema;
import dev.holdfast.table.Table;
import java.sql.PreparedStatement;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.statement.ParsedSql;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.StatementCustomizer;
import org.jspecify.annotations.Nullable;

/**
 * Holds a statement, before it is sent, to the moment that it is given: a moment that nothing reads by would be ignored in
 * silence.
 *
 * @param parameter the name by which the statement's text has the moment
 * @param suffix what the names of the functions end with that take such a moment
 * @param current the tables that may be read as they are now
 */
record MomentUse(String parameter, String suffix, Set<String> current) implements StatementCustomizer {

    @Override
    public void beforeBinding(PreparedStatement statement, StatementContext context) {
        ManagedTransaction managed = ManagedHandles.find(context.getConnection());
        if (managed == null) {
            throw new TransactionRequiredException(mark()
                    + " is used on a handle that no session of Holdfast manages, and has no tenant: use scope.withSqlObject(…),"
                    + " tx.attach(…), or in scope.joining(handle, tx -> …) the tx.attach(…)");
        }
        check(context.getParsedSql(), managed.schema(), String.valueOf(context.getRenderedSql()));
    }

    void check(ParsedSql sql, Schema schema, String written) {
        PlainReads reads = PlainReads.of(sql.getSql());
        List<String> names = sql.getParameters().getParameterNames();
        if (reads.parameters() != names.size()) {
            throw new StatementException(
                    mark() + " is in a statement whose parameters can't be told from its other text:"
                            + " write its comments and quotes plainly: " + written);
        }
        if (reads.sources().stream().noneMatch(source -> takesMoment(source, names))) {
            throw new StatementException(mark() + " is read by nothing in the statement: read tables by <table>"
                    + suffix + "(:" + parameter + "), or leave it out: " + written);
        }
        for (Source source : reads.sources()) {
            Table table = reads.isTable(source) ? tableOf(source, schema) : null;
            if (table != null && !current.contains(table.name())) {
                throw new StatementException("The statement is to read as of " + mark() + ", and reads " + source.name()
                        + " as it is now: read " + table.name() + suffix + "(:" + parameter
                        + "), or say withCurrent = \"" + table.name()
                        + "\"; if it is no table there, qualify it, or call it otherwise: " + written);
            }
        }
    }

    private boolean takesMoment(Source source, List<String> names) {
        return source.isCall()
                && source.name().endsWith(suffix)
                && source.parameter() >= 0
                && names.get(source.parameter()).equals(parameter);
    }

    /** The table that is read there, or whose live rows are; null for what isn't registered. */
    private static @Nullable Table tableOf(Source source, Schema schema) {
        for (Table table : schema.tables()) {
            boolean isNamed = source.name().equals(table.name())
                    || (table.isSoftDeletable() && source.name().equals(table.name() + "_live"));
            boolean isThere = source.qualifier() == null
                    || table.schemaName() == null
                    || source.qualifier().equals(table.schemaName());
            if (isNamed && isThere) {
                return table;
            }
        }
        return null;
    }

    private String mark() {
        return "@AsOf(\"" + parameter + "\")";
    }
}
