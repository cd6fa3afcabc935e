package dev.holdfast.jdbi.internal.deletion;

import dev.holdfast.Session;
import dev.holdfast.error.StatementException;
import dev.holdfast.expression.OrderedExpression;
import dev.holdfast.expression.PlainSql;
import dev.holdfast.query.PlainStatement;
import dev.holdfast.query.Purge;
import dev.holdfast.sql.SqlTypes;
import dev.holdfast.table.SoftDeletable;
import dev.holdfast.table.Table;
import dev.holdfast.value.Interval;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Before which time a row of which table must have been deleted to go, by the server's clock when the purge began. */
record DueTimes(Instant asked, Map<Table, Instant> byTable) {

    private static final OrderedExpression<@Nullable Instant> TIME =
            PlainSql.expression(SqlTypes.TIMESTAMPTZ, "due", "due");

    static DueTimes ask(Session session, Purge purge) {
        Map<Table, Instant> byTable = new HashMap<>();
        for (Table table : session.schema().softDeletable()) {
            Interval after = ((SoftDeletable) table).purgeAfter();
            if (after != null) {
                byTable.put(table, ago(session, after));
            }
        }
        Interval older = purge.olderThan();
        Instant before = purge.deletedBefore();
        Instant asked = older == null ? before : ago(session, older);
        if (before != null && (asked == null || before.isBefore(asked))) {
            asked = before;
        }
        if (asked == null) {
            asked = byTable.get(purge.table().asTable());
        }
        if (asked == null) {
            throw new StatementException("A purge of " + purge.table().name()
                    + " must say how long the rows have been deleted: call olderThan(…) or deletedBefore(…), or let the"
                    + " table say purgeAfter()");
        }
        return new DueTimes(asked, byTable);
    }

    private static Instant ago(Session session, Interval age) {
        Instant due = session.one(PlainStatement.of("select now() - {0} as due", PlainSql.value(SqlTypes.INTERVAL, age))
                        .returning(TIME))
                .getOrNull(TIME);
        return Objects.requireNonNull(due);
    }

    /** The earlier one of what the purge asks for and what the table asks for. */
    Instant of(Table table) {
        Instant own = byTable.get(table);
        return own == null || asked.isBefore(own) ? asked : own;
    }
}
