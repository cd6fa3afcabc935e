package dev.holdfast.table;

import dev.holdfast.error.StatementException;
import dev.holdfast.expression.Selectable;
import dev.holdfast.internal.Identifiers;
import dev.holdfast.sql.SqlType;
import dev.holdfast.sql.SqlWriter;
import org.jspecify.annotations.Nullable;

/**
 * A column, whatever can be done with it: what all kinds share. Immutable; a modifier such as {@code nullable()}
 * returns another column, which takes the first one's place in its table. Two columns are equal when they have the
 * same name in the same source.
 *
 * @param <T> the Java type of a value; nullable where the column is
 */
public abstract class AnyColumn<T extends @Nullable Object> implements Selectable<T> {

    private final Definition definition;
    // Worked out once, since every statement needs them. Threads may race: they arrive at equal strings.
    private @Nullable String qualifiedName;
    private @Nullable String reference;

    AnyColumn(Definition definition) {
        this.definition = definition;
    }

    Definition definition() {
        return definition;
    }

    /** The same kind of column with another definition. */
    abstract AnyColumn<?> derive(Definition changed);

    /** Derives and takes this column's place in the table. */
    @SuppressWarnings("unchecked") // derive() keeps the kind, and the callers change nullness or type accordingly
    final <C extends AnyColumn<?>> C replaced(Definition changed) {
        return (C) replacedBy(derive(changed));
    }

    /** Lets another column take this one's place in the table. */
    final <C extends AnyColumn<?>> C replacedBy(C other) {
        if (definition.source() instanceof Table table) {
            table.replace(this, other);
        }
        return other;
    }

    /** The column's name in PostgreSQL. */
    public final String name() {
        return definition.name();
    }

    /** The table, alias or common table expression that it belongs to. */
    public final Source source() {
        return definition.source();
    }

    @Override
    public final SqlType<?> type() {
        return definition.type();
    }

    @Override
    public final String label() {
        return definition.name();
    }

    /** The name with its table, for messages. */
    public final String qualifiedName() {
        String known = qualifiedName;
        if (known == null) {
            known = definition.source().name() + "." + definition.name();
            qualifiedName = known;
        }
        return known;
    }

    @Override
    public final boolean isNullable() {
        return definition.nullable();
    }

    /** How the column is declared. */
    public final ColumnMetadata metadata() {
        return new ColumnMetadata(this);
    }

    final boolean isPrimaryKey() {
        return definition.primaryKey();
    }

    final boolean isUnique() {
        return definition.unique();
    }

    final ColumnRole role() {
        return definition.role();
    }

    final @Nullable Reference reference() {
        AnyColumn<?> target = definition.target();
        return target == null ? null : new Reference(this, target, definition.onDelete());
    }

    @Override
    public void writeTo(SqlWriter out) {
        writeReference(out);
    }

    /** Writes the column as it stands in the table. */
    final void writeReference(SqlWriter out) {
        String called = calledSource(out);
        if (!called.equals(definition.source().name())) {
            out.identifier(called).append(".").identifier(definition.name());
            return;
        }
        String known = reference;
        if (known == null) {
            known = Identifiers.quoted(called) + "." + Identifiers.quoted(definition.name());
            reference = known;
        }
        out.append(known);
    }

    /** What the source is called in the statement. */
    final String calledSource(SqlWriter out) {
        String called = out.nameOf(definition.source());
        if (called == null) {
            throw new StatementException(qualifiedName()
                    + " is named where the statement has no such source: join '"
                    + definition.source().name()
                    + "', or, where it stands under an alias, name the alias's column by of(…)");
        }
        return called;
    }

    @Override
    public final boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof AnyColumn<?> column
                        && definition.name().equals(column.definition.name())
                        && definition.source().equals(column.definition.source()));
    }

    @Override
    public final int hashCode() {
        return 31 * definition.source().hashCode() + definition.name().hashCode();
    }

    @Override
    public final String toString() {
        return qualifiedName() + " " + type().name();
    }
}
