package dev.holdfast.audit;

import dev.holdfast.error.InvalidValueException;
import dev.holdfast.error.StatementException;
import dev.holdfast.internal.Paging;
import dev.holdfast.internal.Required;
import dev.holdfast.table.AnyColumn;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A read of the audit log: of a row, of a table, or of all. Immutable: each modifier returns another one. The newest entries
 * come first, unless {@link #oldestFirst} says otherwise.
 *
 * <p>A row's entries are in the order of their sequence, which is the order in which it changed. Those of a table or of all are
 * in the order of their change sets, each one's together: transactions in the order in which they first changed something.
 */
public final class AuditRead {

    private final AuditRunner runner;
    private final AuditQuery query;

    AuditRead(AuditRunner runner, AuditQuery query) {
        this.runner = runner;
        this.query = query;
    }

    private AuditRead with(UnaryOperator<AuditFilter> change) {
        return new AuditRead(runner, query.filter(change.apply(query.filter())));
    }

    /** Only what this actor did. */
    public AuditRead byActor(String actor) {
        return with(filter -> filter.byActor(Required.given("byActor", actor)));
    }

    /** Only what was done on this request. */
    public AuditRead byRequest(String requestId) {
        return with(filter -> filter.byRequest(Required.given("byRequest", requestId)));
    }

    /**
     * Only what was recorded in a span of time. Months that lie outside of it aren't looked at.
     *
     * @param from the first moment
     * @param to the first moment that isn't meant any more
     */
    public AuditRead between(Instant from, Instant to) {
        return with(filter -> filter.between(Required.given("between", from), Required.given("between", to)));
    }

    /**
     * Only entries that have values of a column: those that changed it, and rows that are gone; where the table keeps whole copies, all
     * inserts and updates. Of a column that the log leaves out there are none.
     *
     * @param column of the table that is read
     * @throws StatementException where it is of another table, or all are read
     */
    public AuditRead ofColumn(AnyColumn<?> column) {
        if (query.table() == null
                || !query.table().equals(Required.given("ofColumn", column).source())) {
            throw new StatementException(column.qualifiedName() + " isn't a column of "
                    + (query.table() == null ? "all tables" : query.table().name())
                    + ", whose entries are read: begin with of(TABLE) of its table");
        }
        return new AuditRead(runner, query.ofColumn(column.name()));
    }

    /**
     * Only these actions.
     *
     * @param actions at least one
     */
    public AuditRead actions(AuditAction... actions) {
        return actions(Arrays.asList(actions));
    }

    /** As {@link #actions(AuditAction...)}, of a set or list. */
    public AuditRead actions(Collection<AuditAction> actions) {
        if (actions.isEmpty()) {
            throw new InvalidValueException(
                    "A read of the audit log", "names no action", "give one, or leave it out to read all");
        }
        Set<AuditAction> wanted = EnumSet.copyOf(actions);
        return new AuditRead(runner, query.actions(wanted));
    }

    /** Only what one change set did; {@link Audit#changeSet} has it as a whole. */
    public AuditRead ofChangeSet(long id) {
        return new AuditRead(runner, query.changeSet(id));
    }

    /** The oldest entries first. */
    public AuditRead oldestFirst() {
        return with(filter -> filter.newestFirst(false));
    }

    /** The newest entries first, as it is unless said otherwise. */
    public AuditRead newestFirst() {
        return with(filter -> filter.newestFirst(true));
    }

    /**
     * Only entries behind one, in the order that is read: to go on from the last one of a page. No page shows an entry twice.
     *
     * @param last the last entry's {@link AuditEntry#position}
     */
    public AuditRead after(AuditPosition last) {
        return new AuditRead(runner, query.after(Required.given("after", last)));
    }

    /**
     * The next entries, in an unmodifiable list; fewer than asked for at the end. One round trip, and one more for keys of
     * encrypted values that aren't remembered.
     *
     * @param limit how many at most; 1 to 1,000,000
     * @throws NotAuditedException where the table isn't audited
     * @throws dev.holdfast.error.SchemaException where there is no such table, its primary key is another one than declared, or
     *     the log isn't there
     * @throws dev.holdfast.error.TenantRequiredException where a row of a tenant's table is named and the session has no tenant
     */
    public List<AuditEntry> list(int limit) {
        return runner.entries(query.filter(query.filter().limit(limit)));
    }

    /** The first entry in the order that is read: the newest, unless said otherwise. */
    public Optional<AuditEntry> first() {
        return list(1).stream().findFirst();
    }

    /**
     * All of them, one by one, in constant memory: a round trip for each thousand, and no connection in between, so that nothing
     * needs to be closed.
     */
    public Stream<AuditEntry> stream() {
        Paging<List<AuditEntry>> paging = new Paging<>() {

            private AuditQuery left = query;

            @Override
            protected List<AuditEntry> next() {
                List<AuditEntry> page = runner.entries(left);
                if (page.size() < AuditFilter.PAGE) {
                    end();
                } else {
                    left = left.after(page.get(page.size() - 1).position());
                }
                return page;
            }
        };
        return paging.stream().flatMap(List::stream);
    }

    /** What is read, such as {@code audit log of contracts [12], by ann, newest first}. */
    @Override
    public String toString() {
        return "audit log" + query;
    }
}
