package dev.holdfast.query;

import static dev.holdfast.query.SelectSpec.plus;
import static dev.holdfast.query.SelectSpec.plusAll;

import dev.holdfast.error.StatementException;
import dev.holdfast.expression.Condition;
import dev.holdfast.expression.Expression;
import dev.holdfast.expression.Ordering;
import dev.holdfast.expression.Selectable;
import dev.holdfast.internal.CheckReturnValue;
import dev.holdfast.internal.Required;
import dev.holdfast.sql.Moment;
import dev.holdfast.table.Source;
import dev.holdfast.table.Table;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The clauses of a select, for a statement on its own and for one bound to a session alike. Each call returns a new
 * value and leaves this one as it was.
 *
 * @param <S> the statement's own type
 */
@CheckReturnValue
public abstract class SelectClauses<S extends SelectClauses<S>> {

    private final SelectSpec spec;

    SelectClauses(SelectSpec spec) {
        this.spec = spec;
    }

    final SelectSpec spec() {
        return spec;
    }

    abstract S with(SelectSpec changed);

    private S edited(Consumer<SelectSpec> change) {
        return with(spec.edit(change));
    }

    /** Only these values instead of all columns. */
    public final S select(Selectable<?>... values) {
        return edited(s -> s.selected = List.copyOf(Arrays.asList(Required.each("select", values))));
    }

    /** {@code select distinct}. */
    public final S distinct() {
        return edited(s -> s.distinct = true);
    }

    /** An inner join. A tenant-owned source is filtered by the tenant in the join's condition. */
    public final S join(Source source, Condition on) {
        return edited(s -> s.joins = plus(s.joins, SelectSpec.Join.of(false, source, on)));
    }

    /** A left outer join; read its columns with {@link Row#getOrNull}. */
    public final S leftJoin(Source source, Condition on) {
        return edited(s -> s.joins = plus(s.joins, SelectSpec.Join.of(true, source, on)));
    }

    /** Keeps the rows for which this is true; several calls are joined by {@code and}. */
    public final S where(Condition condition) {
        return edited(s -> s.where = Restriction.and("where", s.where, condition));
    }

    /** Adds to {@code group by}: one row for each combination of values. */
    public final S groupBy(Expression<?>... by) {
        return edited(s -> s.groupBy = plusAll(s.groupBy, Required.each("groupBy", by)));
    }

    /** Keeps the groups for which this is true. */
    public final S having(Condition condition) {
        return edited(s -> s.having = Restriction.and("having", s.having, condition));
    }

    /** Sorts; further calls sort within. */
    public final S orderBy(Ordering... by) {
        return edited(s -> s.orderBy = plusAll(s.orderBy, Required.each("orderBy", by)));
    }

    /** At most this many rows. */
    public final S limit(long rows) {
        if (rows < 0) {
            throw new StatementException("limit(" + rows + "): a limit is 0 or more");
        }
        return edited(s -> s.limit = rows);
    }

    /** Leaves out so many rows first. They are computed all the same; {@link #after} doesn't. */
    public final S offset(long rows) {
        if (rows < 0) {
            throw new StatementException("offset(" + rows + "): an offset is 0 or more");
        }
        return edited(s -> s.offset = rows);
    }

    /** Begins behind the row that the cursor stands for; at the first row for null. Needs an order. */
    public final S after(@Nullable Cursor cursor) {
        return edited(s -> s.after = cursor);
    }

    /** Children fetched with each row, in the same statement. */
    public final S include(Include children) {
        return edited(s -> s.includes = plus(s.includes, Required.given("include", children)));
    }

    /**
     * The rows as they were at that time, in all tables that the statement names: joined, included and in subqueries and
     * common table expressions. What was deleted since is there, and what was deleted by then isn't. Each table is
     * {@link dev.holdfast.table.Historical}, unless {@link #withCurrent} names it.
     *
     * <p>A transaction that was under way at that time and committed later counts from its commit on, as if it had been there
     * all along: for reads that must agree with each other take {@link #asOf(Moment)} with a snapshot token. Of a time to come
     * there is what is there now.
     *
     * @throws StatementException where another moment was said before; once it is rendered, where a table has no history, or rows
     *     are locked
     */
    public final S asOf(Instant time) {
        return asOf(Moment.at(Required.given("asOf", time)));
    }

    /** As {@link #asOf(Instant)}, of what a snapshot saw: the same each time that it is read. */
    public final S asOf(Moment moment) {
        Moment given = Required.given("asOf", moment);
        if (spec.moment != null && !spec.moment.equals(given)) {
            throw new StatementException(
                    "asOf(…) is said twice, of two moments, and a statement reads as of one: say it"
                            + " once, or in a subquery of its own");
        }
        return edited(s -> s.moment = given);
    }

    /**
     * Reads these tables as they are now, in a statement {@link #asOf} a moment.
     *
     * @throws StatementException once it is rendered, where there is no {@code asOf}, or no such table is read
     */
    public final S withCurrent(Table... tables) {
        Set<Table> all = new HashSet<>(spec.current);
        Collections.addAll(all, Required.each("withCurrent", tables));
        return edited(s -> s.current = Set.copyOf(all));
    }

    /** Lets plain SQL in a statement {@link #asOf} a moment name tables, which it reads as they are now. */
    public final S withCurrentPlainSql() {
        return edited(s -> s.plainIsCurrent = true);
    }

    /** {@code for update}: refused outside a transaction. */
    public final S forUpdate() {
        return edited(s -> s.lock = RowLock.UPDATE);
    }

    /** {@code for share}: refused outside a transaction. */
    public final S forShare() {
        return edited(s -> s.lock = RowLock.SHARE);
    }

    /** Leaves out rows that others have locked; after {@link #forUpdate}. */
    public final S skipLocked() {
        return locking(RowLock.UPDATE_SKIP_LOCKED);
    }

    /** Fails at once where others have locked a row; after {@link #forUpdate}. */
    public final S noWait() {
        return locking(RowLock.UPDATE_NOWAIT);
    }

    private S locking(RowLock lock) {
        if (spec.lock != RowLock.UPDATE) {
            throw new StatementException("skipLocked() and noWait() say what forUpdate() does: call that first");
        }
        return edited(s -> s.lock = lock);
    }

    /** The rows of both, without duplicates. */
    public final S union(Select other) {
        return edited(s -> s.unions = plus(s.unions, new SelectSpec.Union(false, Required.given("union", other))));
    }

    /** The rows of both, duplicates too. */
    public final S unionAll(Select other) {
        return edited(s -> s.unions = plus(s.unions, new SelectSpec.Union(true, Required.given("unionAll", other))));
    }
}
