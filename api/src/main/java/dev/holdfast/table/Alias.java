package dev.holdfast.table;

import dev.holdfast.internal.Identifiers;
import dev.holdfast.sql.SqlWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table under another name, so that it can stand twice in a statement or give a nested record its name. Immutable.
 *
 * <pre>{@code
 * var parent = ARTICLES.alias("parent");
 * acme.from(ARTICLES).leftJoin(parent, parent.of(ARTICLES.id).eq(ARTICLES.parentId))…
 * }</pre>
 *
 * @param table the table
 * @param name the name in the statement
 */
public record Alias(Table table, String name) implements Source {

    public Alias {
        Identifiers.checked(name, "An alias");
    }

    /** A column of the table as seen through this alias; of the same kind, with the same operators. */
    @SuppressWarnings("unchecked") // derive() keeps the kind
    public <C extends AnyColumn<?>> C of(C column) {
        if (!column.source().equals(table)) {
            throw new dev.holdfast.error.StatementException(column.qualifiedName() + " isn't a column of "
                    + table.name() + ", which '" + name + "' stands for");
        }
        return (C) column.derive(column.definition().in(this));
    }

    @Override
    public List<AnyColumn<?>> columns() {
        return table.columns().stream().<AnyColumn<?>>map(this::of).toList();
    }

    @Override
    public List<AnyColumn<?>> primaryKey() {
        return table.primaryKey().stream().<AnyColumn<?>>map(this::of).toList();
    }

    @Override
    public @Nullable AnyColumn<?> tenantKey() {
        AnyColumn<?> key = table.tenantKey();
        return key == null ? null : of(key);
    }

    @Override
    public void writeSource(SqlWriter out) {
        table.writeName(out);
        out.append(" as ").identifier(out.called(this));
    }
}
