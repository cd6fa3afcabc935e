package dev.holdfast.table;

import dev.holdfast.error.SchemaException;
import dev.holdfast.expression.Expression;
import dev.holdfast.sql.SqlType;
import java.util.function.Function;
import org.jspecify.annotations.NonNull;
import org.jspecify.annotations.Nullable;

/** A column that can be compared for equality. */
public class Column<T extends @Nullable Object> extends AnyColumn<T> implements Expression<T> {

    Column(Definition definition) {
        super(definition);
    }

    @Override
    Column<?> derive(Definition changed) {
        return new Column<>(changed);
    }

    /** Allows NULL; a value read may then be null. */
    public Column<@Nullable T> nullable() {
        return replaced(definition().asNullable());
    }

    /** Part of the primary key; on several columns, a composite one in their order. The tenant is added by itself. */
    public Column<T> primaryKey() {
        return replaced(definition().asPrimaryKey());
    }

    /** Unique: within the tenant where the table has one, so that a value doesn't tell of another tenant's. */
    public Column<T> unique() {
        return replaced(definition().asUnique());
    }

    /** Refers to another table's column; deleting the row referred to is refused. */
    public Column<T> references(Column<? extends @Nullable T> target) {
        return references(target, OnDelete.RESTRICT);
    }

    /** Refers to another table's column. */
    public Column<T> references(Column<? extends @Nullable T> target, OnDelete onDelete) {
        return replaced(definition().referring(target, onDelete));
    }

    /** PostgreSQL fills it in where an insert leaves it out. */
    public Column<T> defaultTo(Default<? extends @NonNull T> value) {
        return replaced(definition().withDefault(value.sql()));
    }

    /** PostgreSQL fills this value in where an insert leaves the column out. */
    public Column<T> defaultTo(@NonNull T value) {
        return replaced(definition().withDefault(Defaults.literal(type(), label(), value)));
    }

    /** A stored generated column: PostgreSQL computes it from the others, and nobody can set it. */
    public Column<T> generatedAs(String sql) {
        return replaced(definition().asGenerated(sql));
    }

    /**
     * Keeps the values encrypted, in a column of type {@code bytea}: see {@link EncryptedColumn}. After
     * {@link #nullable()} or before it; instead of a default, key or reference, which PostgreSQL couldn't judge.
     */
    public EncryptedColumn<T> encrypted() {
        return replacedBy(EncryptedColumn.of(definition()));
    }

    /**
     * A Java type of your own in this column. Nulls aren't passed to the functions. Goes before {@link #nullable}.
     *
     * @param to from the column's Java type to yours
     * @param from from yours back
     */
    public <U> Column<U> mapped(
            Function<? super @NonNull T, ? extends U> to, Function<? super U, ? extends @NonNull T> from) {
        return replaced(mappedDefinition(to, from));
    }

    @SuppressWarnings("unchecked")
    final <U> Definition mappedDefinition(
            Function<? super @NonNull T, ? extends U> to, Function<? super U, ? extends @NonNull T> from) {
        if (isNullable()) {
            throw new SchemaException(
                    qualifiedName() + " is nullable before it is mapped, and its type wouldn't say so:"
                            + " call mapped(…) first, then nullable()");
        }
        SqlType<@NonNull T> type = (SqlType<@NonNull T>) type();
        return definition().ofType(type.mapped((Class<U>) Object.class, to, from));
    }
}
