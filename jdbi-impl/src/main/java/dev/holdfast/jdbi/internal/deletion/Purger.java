package dev.holdfast.jdbi.internal.deletion;

import dev.holdfast.Scope;
import dev.holdfast.Transaction;
import dev.holdfast.deletion.PurgeProgress;
import dev.holdfast.deletion.PurgeReport;
import dev.holdfast.deletion.TableCounts;
import dev.holdfast.error.StatementException;
import dev.holdfast.expression.Condition;
import dev.holdfast.expression.OrderedExpression;
import dev.holdfast.expression.Ordering;
import dev.holdfast.jdbi.internal.table.KeyColumns;
import dev.holdfast.query.Cursor;
import dev.holdfast.query.Page;
import dev.holdfast.query.Purge;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.table.SoftDeletable;
import dev.holdfast.table.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Purges batch by batch, each in a transaction: the due rows of the table, oldest first; below each of them all rows
 * that refer to it; and where none of those stays, all of them, children first. Used once, by one thread.
 */
final class Purger {

    private final Scope scope;
    private final Purge purge;
    private final SoftDeletable soft;
    private final Table table;
    private final DueTimes due;
    private final Map<Table, Long> counts = new LinkedHashMap<>();
    private final DeletedRows counted = new DeletedRows(); // in a dry run, so that no row is counted twice
    private long examined;
    private long blocked;
    private int batches;

    Purger(Scope scope, Purge purge) {
        this.scope = scope;
        this.purge = purge;
        this.soft = purge.table();
        this.table = soft.asTable();
        if (!scope.schema().tables().contains(table)) {
            throw new StatementException("Table " + table.name()
                    + " isn't in the schema, so that nobody knows what refers to it: register it");
        }
        requireOneOwner();
        this.due = DueTimes.ask(scope, purge);
        scope.schema().inDependencyOrder().forEach(each -> counts.put(each, 0L));
    }

    /** A row of no tenant may be referred to by every tenant's, and no session sees all of those. */
    private void requireOneOwner() {
        boolean tenants = table.tenantKey() == null
                && scope.schema().referencesTo(table).stream()
                        .anyMatch(reference -> reference.from().source().tenantKey() != null);
        if (tenants) {
            throw new StatementException("Table " + table.name() + " belongs to no tenant, and rows of every tenant may"
                    + " refer to its own: call its function " + table.name()
                    + "_purge(keys), which PostgreSQL refuses while one does");
        }
    }

    PurgeReport run() {
        Condition old = isDue();
        Condition held = Descendants.held(table, purge);
        long heldRows = held == null
                ? 0
                : scope.from(soft.onlyDeleted()).where(old).where(isTrue(held)).count();
        Condition free = held == null ? old : old.and(isTrue(held).not());
        long wanted = scope.from(soft.onlyDeleted()).where(free).count();
        @Nullable Cursor next = null;
        do {
            @Nullable Cursor from = next;
            next = scope.<@Nullable Cursor>inTransaction(tx -> batch(tx, free, from));
            if (batches > 0) {
                purge.listener().accept(new PurgeProgress(report(), examined, wanted, batches));
            }
        } while (next != null);
        return new PurgeReport(report(), heldRows, blocked, batches, purge.dryRun());
    }

    private TableCounts report() {
        Map<String, Long> byName = new LinkedHashMap<>();
        counts.forEach((each, count) -> byName.put(each.qualifiedName(), count));
        return new TableCounts(byName);
    }

    private Condition isDue() {
        Condition old = soft.deletedAt().isNotNull().and(Descendants.before(soft.deletedAt(), due.of(table)));
        return purge.where() == null ? old : old.and(purge.where());
    }

    /** A hold that is unknown doesn't hold. */
    static Condition isTrue(Condition condition) {
        return Condition.of(out -> out.append("(").part(condition).append(") is true"));
    }

    private @Nullable Cursor batch(Transaction tx, Condition free, @Nullable Cursor from) {
        KeyColumns keys = KeyColumns.of(table, false);
        var ordered = tx.from(soft.onlyDeleted())
                .select(keys.columns().toArray(AnyColumn<?>[]::new))
                .where(free)
                .orderBy(order(keys))
                .after(from)
                .limit(purge.batchSize());
        Page<List<Object>> roots = (purge.dryRun()
                        ? ordered
                        : ordered.forUpdate().skipLocked())
                .map(row -> keys.read(row))
                .page();
        if (roots.items().isEmpty()) {
            return null;
        }
        Descendants descendants = new Descendants(tx, purge, due, counted);
        descendants.add(table, roots.items());
        DeletedRows going = descendants.whole(table, roots.items());
        blocked += descendants.blocked(table, roots.items());
        if (!purge.dryRun()) {
            new Removal(tx).of(going);
        }
        for (Table each : going.tables()) {
            counts.merge(each, (long) going.keys(each).size(), Long::sum);
            if (purge.dryRun()) {
                going.keys(each).forEach(key -> counted.add(each, key, null));
            }
        }
        examined += roots.items().size();
        batches++;
        return roots.next();
    }

    private Ordering[] order(KeyColumns keys) {
        List<Ordering> order = new ArrayList<>();
        order.add(soft.deletedAt().asc());
        keys.columns().forEach(column -> order.add(ordered(column).asc()));
        return order.toArray(Ordering[]::new);
    }

    private static OrderedExpression<?> ordered(AnyColumn<?> column) {
        if (column instanceof OrderedExpression<?> expression) {
            return expression;
        }
        throw new StatementException(
                "A purge goes through its rows by the primary key, and " + column.qualifiedName() + " has no order");
    }
}
