package dev.holdfast;

import dev.holdfast.audit.Audit;
import dev.holdfast.deletion.Deletion;
import dev.holdfast.deletion.RestoreResult;
import dev.holdfast.event.Events;
import dev.holdfast.history.History;
import dev.holdfast.history.TableHistory;
import dev.holdfast.internal.CheckReturnValue;
import dev.holdfast.internal.Required;
import dev.holdfast.query.BoundDelete;
import dev.holdfast.query.BoundInsert;
import dev.holdfast.query.BoundRestore;
import dev.holdfast.query.BoundSelect;
import dev.holdfast.query.BoundSoftDelete;
import dev.holdfast.query.BoundSoftSelect;
import dev.holdfast.query.BoundUpdate;
import dev.holdfast.query.Restoration;
import dev.holdfast.query.RowWriter;
import dev.holdfast.query.StatementRunner;
import dev.holdfast.table.Historical;
import dev.holdfast.table.ScopedTable;
import dev.holdfast.table.SoftDeletable;
import dev.holdfast.table.Source;
import dev.holdfast.table.StoredTable;
import dev.holdfast.table.Table;
import java.util.UUID;
import java.util.function.Consumer;

/** Where statements run: a {@link Scope}, each statement on its own, or a {@link Transaction}, all of them together. */
public interface Session extends StatementRunner {

    /** Begins a select of a table, an alias or a derived table. The rows come with {@code list()}, {@code one()}, {@code stream()} … */
    @CheckReturnValue
    default BoundSelect from(Source source) {
        return BoundSelect.from(this, source);
    }

    /** Begins a select of live rows; {@code withDeleted()} and {@code onlyDeleted()} say which others. */
    @CheckReturnValue
    default BoundSoftSelect from(SoftDeletable table) {
        return BoundSoftSelect.from(this, table);
    }

    /** Begins an insert, for {@code rows(…)}. */
    @CheckReturnValue
    default BoundInsert insertInto(Table table) {
        return BoundInsert.into(this, table);
    }

    /** Begins an insert of one row; in Kotlin {@code insertInto(T) { it[T.NAME] = "…" }}. */
    @CheckReturnValue
    default BoundInsert insertInto(Table table, Consumer<? super RowWriter> row) {
        return BoundInsert.into(this, table).row(row);
    }

    /** Begins an update; it is sent by {@code execute()}, and refused without a {@code where} or {@code everyRow()}. */
    @CheckReturnValue
    default BoundUpdate update(Table table) {
        return BoundUpdate.table(this, table);
    }

    /** Begins an update of the rows that are meant, {@code update(ARTICLES.withDeleted())}. */
    @CheckReturnValue
    default BoundUpdate update(ScopedTable rows) {
        return BoundUpdate.rows(this, Required.given("update", rows));
    }

    /** Begins a delete; the rows go for good, unless the table turns out to be soft-deletable. */
    @CheckReturnValue
    default BoundDelete deleteFrom(StoredTable table) {
        return BoundDelete.from(this, table);
    }

    /** Begins a soft delete: the rows are hidden, and can be restored. */
    @CheckReturnValue
    default BoundSoftDelete deleteFrom(SoftDeletable table) {
        return BoundSoftDelete.from(this, Required.given("deleteFrom", table));
    }

    /** Restores exactly the rows that a deletion hid, or none. */
    default RestoreResult restore(Deletion deletion) {
        return restore(Restoration.of(Required.given("restore", deletion)));
    }

    /** Begins a restoration of a deletion, for {@code withParents()} and {@code dryRun()}. */
    @CheckReturnValue
    default BoundRestore restoring(Deletion deletion) {
        return new BoundRestore(this, Restoration.of(Required.given("restoring", deletion)));
    }

    /** Begins a restoration of a deletion, by its id, for {@code withParents()} and {@code dryRun()}. */
    @CheckReturnValue
    default BoundRestore restoring(UUID deletionId) {
        return new BoundRestore(this, Restoration.of(Required.given("restoring", deletionId)));
    }

    /** Begins a restoration of deleted rows, each with those that its deletion hid below it. */
    @CheckReturnValue
    default BoundRestore restore(SoftDeletable table) {
        return new BoundRestore(this, Restoration.of(Required.given("restore", table)));
    }

    /**
     * The events of this session's tenant; across tenants, reading only.
     *
     * @throws dev.holdfast.error.TenantRequiredException where the session has no tenant
     * @throws dev.holdfast.error.SchemaException where the Holdfast was built without {@code events(…)}
     */
    Events events();

    /**
     * What PostgreSQL recorded of changes to the session's rows: to read it, and to revert.
     *
     * @throws dev.holdfast.error.SchemaException once it is read, where the log isn't there
     */
    Audit audit();

    /** What the session's rows were: tokens of what is visible now, and the versions of rows. */
    default History history() {
        return new History(this);
    }

    /** The versions of a table's rows, {@code history(ARTICLES).of(id)}. */
    @CheckReturnValue
    default TableHistory history(Historical table) {
        return history().of(Required.given("history", table));
    }
}
