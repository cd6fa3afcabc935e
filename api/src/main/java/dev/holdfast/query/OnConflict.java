package dev.holdfast.query;

import static dev.holdfast.query.SelectSpec.plus;

import dev.holdfast.error.StatementException;
import dev.holdfast.expression.Condition;
import dev.holdfast.expression.Expression;
import dev.holdfast.internal.Audience;
import dev.holdfast.internal.Required;
import dev.holdfast.sql.SqlWriter;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.table.BlindIndexColumn;
import dev.holdfast.table.Column;
import dev.holdfast.table.ColumnRole;
import dev.holdfast.table.EncryptedColumn;
import dev.holdfast.table.SoftDeletable;
import dev.holdfast.table.Table;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an insert does where a unique key has the values already. The tenant is part of the key by itself. In a
 * soft-deletable table live rows alone conflict and are updated, unless {@link #reviving} is said. Immutable.
 *
 * <pre>{@code
 * OnConflict.on(USERS.email).update(USERS.name)
 * }</pre>
 */
public final class OnConflict {

    /** What PostgreSQL calls the row that was to be inserted: nothing else in the statement can have the name. */
    static final Generated EXCLUDED = new Generated("excluded");

    private record SetTo(AnyColumn<?> column, @Nullable Expression<?> expression) {}

    private final List<AnyColumn<?>> key;
    private final @Nullable Condition predicate;
    private final List<SetTo> updates;
    private final boolean reviving;

    private OnConflict(List<AnyColumn<?>> key, @Nullable Condition predicate, List<SetTo> updates, boolean reviving) {
        this.key = key;
        this.predicate = predicate;
        this.updates = updates;
        this.reviving = reviving;
    }

    /** On a conflict in these columns; without more, the row there is left as it is ({@code do nothing}). */
    public static OnConflict on(AnyColumn<?>... key) {
        if (key.length == 0) {
            throw new StatementException("OnConflict.on(…) needs the columns of a unique key");
        }
        return new OnConflict(List.copyOf(Arrays.asList(key)), null, List.of(), false);
    }

    /** Names a partial unique index by its predicate, without which PostgreSQL doesn't find it. */
    public OnConflict among(Condition indexPredicate) {
        return new OnConflict(key, Required.given("among", indexPredicate), updates, reviving);
    }

    /** Sets these columns of the row there to the values of the row that was to be inserted. */
    public OnConflict update(AnyColumn<?>... columns) {
        OnConflict changed = this;
        for (AnyColumn<?> column : columns) {
            changed = new OnConflict(key, predicate, plus(changed.updates, new SetTo(column, null)), reviving);
        }
        return changed;
    }

    /** Sets a column of the row there to an expression. */
    public <T extends @Nullable Object> OnConflict setTo(
            Column<T> column, Expression<? extends @Nullable T> expression) {
        Assignments.requireExpression(column, expression);
        return new OnConflict(key, predicate, plus(updates, new SetTo(column, expression)), reviving);
    }

    /**
     * Lets a deleted row come back where it has the values and no live one does: the one deleted last, with what its
     * deletion hid below it. It is then updated like a live one.
     */
    public OnConflict reviving() {
        return new OnConflict(key, predicate, updates, true);
    }

    /** Writes what goes before the insert, if anything. */
    void writeBefore(Table table, List<Assignments> rows, SqlWriter out) {
        if (reviving && !table.isSoftDeletable()) {
            throw new StatementException("reviving() brings deleted rows back, and those of " + table.name()
                    + " are gone for good: leave it out, or let the table implement SoftDeletable");
        }
        if (reviving && !isPrimaryKey(table)) {
            if (predicate != null) {
                throw new StatementException(
                        "reviving() doesn't go with among(…): which deleted row the predicate would"
                                + " have counted isn't known; restore it with restore(TABLE).where(…)");
            }
            if (out.audience() == Audience.ALL_TENANTS && table.tenantKey() != null) {
                throw new StatementException("reviving() looks for the deleted row within one tenant: use that tenant's"
                        + " scope, or name the primary key");
            }
            Revival.of(table, withoutTenant(table, key), rows).writeTo(out);
        }
    }

    private boolean isPrimaryKey(Table table) {
        return Set.copyOf(withoutTenant(table, key)).equals(Set.copyOf(withoutTenant(table, table.primaryKey())));
    }

    private static List<AnyColumn<?>> withoutTenant(Table table, List<AnyColumn<?>> columns) {
        return columns.stream()
                .filter(column -> !column.equals(table.tenantKey()))
                .toList();
    }

    void writeTo(Table table, SqlWriter out) {
        key.forEach(column -> checkKnown(table, column));
        out.append(" on conflict (");
        AnyColumn<?> tenant = table.tenantKey();
        if (tenant != null && !key.contains(tenant)) {
            out.identifier(tenant.name()).append(", ");
        }
        out.list(key, ", ", (w, column) -> w.identifier(column.name())).append(")");
        boolean countsDeleted = isPrimaryKey(table);
        boolean softly = table.isSoftDeletable();
        if (softly && !countsDeleted) {
            out.append(" where deleted_at is null");
        }
        if (predicate != null) {
            writePredicate(predicate, softly && !countsDeleted, out);
        }
        boolean revives = reviving && countsDeleted;
        if (updates.isEmpty() && !revives) {
            out.append(" do nothing");
            return;
        }
        checkBindings(table);
        out.append(" do update set ").list(updates, ", ", (w, update) -> writeUpdate(table, w, update));
        writeBlindIndexes(table, out);
        if (revives) {
            out.append(updates.isEmpty() ? "" : ", ");
            DeletionStampSql.writeRestored(table, out);
        }
        writeStamps(table, revives, out);
        if (softly && countsDeleted && (!revives || updates.isEmpty())) {
            AnyColumn<?> deletedAt = ((SoftDeletable) table).deletedAt();
            out.append(" where ").part(deletedAt).append(revives ? " is not null" : " is null");
        }
    }

    private static void writePredicate(Condition predicate, boolean further, SqlWriter out) {
        if (!new SqlWriter(out.audience()).part(predicate).toText().parameters().isEmpty()) {
            throw new StatementException(
                    "The predicate of among(…) has parameters, and PostgreSQL finds no index by"
                            + " those once it plans generically: write the values out, PlainSql.condition(\"status = 'live'\")");
        }
        if (further) {
            out.append(" and (").part(predicate).append(")");
        } else {
            out.append(" where ").part(predicate);
        }
    }

    private static void checkKnown(Table table, AnyColumn<?> column) {
        if (!column.source().equals(table)) {
            throw new StatementException(column.qualifiedName() + " isn't a column of " + table.name());
        }
    }

    private void writeUpdate(Table table, SqlWriter out, SetTo update) {
        AnyColumn<?> column = update.column();
        checkKnown(table, column);
        if (column.metadata().generatedSql() != null) {
            throw new StatementException(
                    column.qualifiedName() + " is a generated column: PostgreSQL computes it, leave it out");
        }
        if (updates.stream().filter(u -> u.column().equals(column)).count() > 1) {
            throw new StatementException(column.qualifiedName() + " is set twice");
        }
        if (column.metadata().role() == ColumnRole.TENANT_KEY) {
            throw new StatementException(column.qualifiedName() + " names the row's tenant, which never changes");
        }
        if (column.metadata().role() == ColumnRole.BLIND_INDEX) {
            throw new StatementException(
                    column.qualifiedName() + " is a blind index: it is updated with what it is over, leave it out");
        }
        if (column instanceof EncryptedColumn<?> encrypted) {
            checkBinding(table, encrypted);
        }
        out.identifier(column.name()).append(" = ");
        if (update.expression() == null) {
            out.append("excluded.").identifier(column.name());
        } else {
            out.part(update.expression());
        }
    }

    /** What the row there keeps in encrypted columns must be bound to that row, as what was to be inserted is to its own. */
    private void checkBinding(Table table, EncryptedColumn<?> column) {
        AnyColumn<?> subject = column.subject();
        boolean otherRow = column.isBoundToItsRow() && !isPrimaryKey(table);
        boolean otherSubject = subject != null
                && !key.contains(subject)
                && updates.stream().noneMatch(u -> u.column().equals(subject) && u.expression() == null);
        if (otherRow || otherSubject) {
            throw new StatementException(
                    column.qualifiedName() + " can't take over the inserted row's value: that is"
                            + " encrypted for the inserted row's " + (otherRow ? "primary key" : "subject")
                            + ", which the row there needn't have. Conflict on the primary key, or update the row in a second statement");
        }
    }

    /** What stays behind would no longer belong to its row. */
    private void checkBindings(Table table) {
        for (EncryptedColumn<?> column : table.encryptedColumns()) {
            List<AnyColumn<?>> bound = column.isBoundToItsRow() ? table.primaryKey() : List.of();
            for (SetTo update : updates) {
                boolean binds =
                        bound.contains(update.column()) || update.column().equals(column.subject());
                boolean stays = update.expression() == null && key.contains(update.column());
                if (binds && !stays && (update.expression() != null || !isUpdated(column))) {
                    throw new StatementException(update.column().qualifiedName() + " can't change alone: the value of "
                            + column.qualifiedName() + " is encrypted for it. Update both to the inserted row's values,"
                            + " or the row in a second statement");
                }
            }
        }
    }

    private boolean isUpdated(AnyColumn<?> column) {
        return updates.stream().anyMatch(u -> u.column().equals(column));
    }

    private void writeBlindIndexes(Table table, SqlWriter out) {
        for (BlindIndexColumn index : table.blindIndexes()) {
            long set = index.over().stream().filter(this::isUpdated).count();
            if (set == 0) {
                continue;
            }
            if (set < index.over().size()) {
                throw new StatementException(index.qualifiedName() + " is over "
                        + index.over().stream().map(AnyColumn::name).toList() + ": update all of them, or none");
            }
            out.append(", ").identifier(index.name()).append(" = excluded.").identifier(index.name());
        }
    }

    private void writeStamps(Table table, boolean versioned, SqlWriter out) {
        for (AnyColumn<?> column : table.columns()) {
            if (versioned && column.metadata().role() == ColumnRole.VERSION) {
                continue; // written with the stamps
            }
            if (!isUpdated(column)) {
                Stamps.write(column, out);
            }
        }
    }
}
