package dev.holdfast.query;

import dev.holdfast.deletion.Deletion;
import dev.holdfast.deletion.RestoreResult;
import dev.holdfast.deletion.TableCounts;
import dev.holdfast.error.NoRowException;
import dev.holdfast.error.RowDeletedException;
import dev.holdfast.error.StatementException;
import dev.holdfast.error.TooManyRowsException;
import dev.holdfast.internal.CheckReturnValue;
import dev.holdfast.sql.Uuids;
import dev.holdfast.table.Schema;
import dev.holdfast.table.Table;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.NonNull;
import org.jspecify.annotations.Nullable;

/** Runs statements; every session is one. */
public interface StatementRunner {

    /** All results, in an unmodifiable list. */
    <T extends @Nullable Object> List<T> list(Query<T> query);

    /**
     * The results one by one, in constant memory. Outside a transaction the stream holds a connection and a read-only
     * transaction of its own until it is closed: use try-with-resources.
     */
    @CheckReturnValue
    <T extends @Nullable Object> Stream<T> stream(SelectQuery<T> query);

    /**
     * Runs an insert, update or delete.
     *
     * @return how many rows it wrote
     */
    long execute(Mutation mutation);

    /** The tables that statements here know of each other: what a deletion cascades to, what refers to what. */
    Schema schema();

    /**
     * Runs the delete of a soft-deletable table, and tells what it hid. One round trip.
     *
     * @throws dev.holdfast.error.StatementException where the table isn't soft-deletable
     */
    default Deletion delete(Delete delete) {
        UUID id = Uuids.v7();
        Delete identified = delete.as(id);
        Table table = identified.spec().table();
        if (!schema().tables().contains(table)) {
            throw new StatementException("Table " + table.name()
                    + " isn't in the schema, so that nobody knows what its deletions cascade to: register it");
        }
        List<Table> hidden = schema().hiddenWith(table);
        if (hidden.size() == 1 && !identified.spec().cascadesToItself()) {
            return new Deletion(id, new TableCounts(Map.of(table.qualifiedName(), execute(identified))));
        }
        Deletion deletion = one(identified.counted(hidden));
        if (deletion.isEmpty() && delete.versionCheck() != null) {
            throw Cardinality.noRow(this, delete);
        }
        return deletion;
    }

    /** Restores, all or nothing; that of a whole deletion is one round trip where nothing is in its way. */
    RestoreResult restore(Restoration restoration);

    /**
     * The one result.
     *
     * @throws NoRowException where there is none
     * @throws TooManyRowsException where there are more
     */
    default <T extends @Nullable Object> T one(Query<T> query) {
        List<T> found = atMostOne(query);
        if (found.isEmpty()) {
            throw new NoRowException(Cardinality.nameOf(query));
        }
        return found.get(0);
    }

    /** The one result, or empty; a result that is null is empty too. */
    default <T extends @Nullable Object> Optional<@NonNull T> findOne(Query<T> query) {
        return Optional.ofNullable(oneOrNull(query));
    }

    /** The one result, or null. */
    default <T extends @Nullable Object> @Nullable T oneOrNull(Query<T> query) {
        List<T> found = atMostOne(query);
        return found.isEmpty() ? null : found.get(0);
    }

    private <T extends @Nullable Object> List<T> atMostOne(Query<T> query) {
        List<T> found = list(query instanceof SelectQuery<T> select ? select.atMost(2) : query);
        if (found.size() > 1) {
            throw new TooManyRowsException(Cardinality.nameOf(query));
        }
        return found;
    }

    /**
     * How many results there are, counted by PostgreSQL in one round trip. What a blind index finds is compared after
     * decryption, as a list's rows are, so that a copied hash doesn't count: the rows found are fetched, their values
     * decrypted, in constant memory and a transaction of a few round trips. A truncated index counts what PostgreSQL
     * finds, which may be more.
     */
    default long count(SelectQuery<?> query) {
        SelectQuery<?> compared = query.compared();
        if (compared == null) {
            return Objects.requireNonNull(one(query.counted()));
        }
        try (Stream<?> rows = stream(compared)) {
            return rows.count();
        }
    }

    /** Whether there is a result; told as {@link #count} is, up to the first one. */
    default boolean exists(SelectQuery<?> query) {
        SelectQuery<?> compared = query.compared();
        if (compared == null) {
            return Objects.requireNonNull(one(query.existing()));
        }
        try (Stream<?> rows = stream(compared)) {
            return rows.findFirst().isPresent();
        }
    }

    /** A page of {@code limit} results, with the cursor for {@code after(…)}. */
    default <T extends @Nullable Object> Page<T> page(SelectQuery<T> query) {
        PageQuery<T> paged = query.paged();
        return paged.toPage(list(paged.rows()));
    }

    /**
     * Runs a mutation that must write exactly one row.
     *
     * @throws NoRowException where it wrote none: the row doesn't exist, or isn't this tenant's
     * @throws RowDeletedException where it wrote none and the row is deleted
     * @throws TooManyRowsException where it wrote more; inside a transaction they are written as yet: let the exception
     *     end it
     */
    default void expectOne(Mutation mutation) {
        long count = execute(mutation);
        if (count == 0) {
            throw Cardinality.noRow(this, mutation);
        }
        if (count > 1) {
            throw new TooManyRowsException(mutation.describe());
        }
    }
}
