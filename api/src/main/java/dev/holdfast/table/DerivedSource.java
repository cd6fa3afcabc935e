package dev.holdfast.table;

import dev.holdfast.error.StatementException;
import dev.holdfast.expression.Selectable;
import dev.holdfast.internal.Identifiers;
import dev.holdfast.sql.SqlType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A source whose columns are another query's results: a common table expression or a query in {@code from}. */
public abstract class DerivedSource implements Source {

    private final String name;
    private final List<AnyColumn<?>> columns;

    /** A source with a column for each of the query's results, named by their labels. */
    protected DerivedSource(String name, List<? extends Selectable<?>> selected) {
        this.name = Identifiers.checked(name, "A derived table");
        List<AnyColumn<?>> derived = new ArrayList<>(selected.size());
        for (Selectable<?> each : selected) {
            Selectable<?> part = each instanceof DecryptedColumn<?> decrypted ? decrypted.column() : each;
            AnyColumn<?> column = part instanceof AnyColumn<?> original
                    ? original.derive(original.definition().in(this))
                    : new OrderedColumn<>(definition(part));
            if (derived.contains(column)) {
                throw new StatementException("'" + name + "' has two columns named " + part.label()
                        + ": give one a name of its own with named(…)");
            }
            derived.add(column);
        }
        this.columns = List.copyOf(derived);
    }

    private Definition definition(Selectable<?> part) {
        Definition plain = Definition.of(this, part.label(), part.type());
        return part.isNullable() ? plain.asNullable() : plain;
    }

    /** A column that the query selects, as seen from outside; of the same kind, with the same operators. */
    @SuppressWarnings("unchecked") // derive() keeps the kind
    public final <C extends AnyColumn<?>> C of(C column) {
        AnyColumn<?> found = find(column.name());
        if (!column.getClass().isInstance(found)) {
            throw new StatementException("'" + name + "." + column.name() + "' is computed, not "
                    + column.qualifiedName() + ": use column(\"" + column.name() + "\", type)");
        }
        return (C) found;
    }

    /** A computed column, by its label. */
    @SuppressWarnings("unchecked")
    public final <T> OrderedColumn<@Nullable T> column(String label, SqlType<T> type) {
        AnyColumn<?> found = find(label);
        if (!found.type().name().equals(type.name()) || !(found instanceof OrderedColumn<?>)) {
            throw new StatementException("'" + name + "." + label + "' is " + found.type() + ", not " + type);
        }
        return (OrderedColumn<@Nullable T>) found;
    }

    private AnyColumn<?> find(String label) {
        for (AnyColumn<?> column : columns) {
            if (column.name().equals(label)) {
                return column;
            }
        }
        throw new StatementException("'" + name + "' has no column " + label + ", only "
                + columns.stream().map(AnyColumn::name).toList());
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final List<AnyColumn<?>> columns() {
        return columns;
    }

    @Override
    public final List<AnyColumn<?>> primaryKey() {
        return List.of();
    }

    @Override
    public final @Nullable AnyColumn<?> tenantKey() {
        return null; // the inner query is filtered already
    }
}
