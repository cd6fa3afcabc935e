package dev.holdfast.table;

import dev.holdfast.sql.SqlType;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** All that is known of a column. Each change gives another definition. */
record Definition(
        Source source,
        String name,
        SqlType<?> type,
        boolean nullable,
        boolean primaryKey,
        boolean unique,
        ColumnRole role,
        @Nullable String defaultSql,
        @Nullable String generatedSql,
        boolean identity,
        @Nullable AnyColumn<?> target,
        OnDelete onDelete,
        @Nullable Binding binding,
        @Nullable String fewValues) {

    /**
     * What an encrypted column's ciphertexts are bound to besides its names and the tenant.
     *
     * @param toRow whether to the row's primary key
     * @param subject the column with the person whose key encrypts; null for the tenant's own key
     */
    record Binding(boolean toRow, @Nullable AnyColumn<?> subject) {}

    static Definition of(Source source, String name, SqlType<?> type) {
        return new Definition(
                source,
                name,
                type,
                false,
                false,
                false,
                ColumnRole.PLAIN,
                null,
                null,
                false,
                null,
                OnDelete.RESTRICT,
                null,
                null);
    }

    Definition in(Source other) {
        return edit(d -> d.source = other);
    }

    Definition ofType(SqlType<?> other) {
        return edit(d -> d.type = other);
    }

    Definition asNullable() {
        return edit(d -> d.nullable = true);
    }

    Definition asPrimaryKey() {
        return edit(d -> d.primaryKey = true);
    }

    Definition asUnique() {
        return edit(d -> d.unique = true);
    }

    Definition withRole(ColumnRole newRole, @Nullable String newDefault) {
        return edit(d -> {
            d.role = newRole;
            d.defaultSql = newDefault;
        });
    }

    Definition withDefault(String sql) {
        return edit(d -> d.defaultSql = sql);
    }

    Definition asGenerated(String sql) {
        return edit(d -> d.generatedSql = sql);
    }

    Definition asIdentity() {
        return edit(d -> d.identity = true);
    }

    Definition referring(AnyColumn<?> to, OnDelete action) {
        return edit(d -> {
            d.target = to;
            d.onDelete = action;
        });
    }

    Definition boundBy(Binding newBinding) {
        return edit(d -> d.binding = newBinding);
    }

    /** A blind index of few values, for that reason. */
    Definition ofFewValues(@Nullable String reason) {
        return edit(d -> d.fewValues = reason);
    }

    private Definition edit(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.finished();
    }

    /** The one place that names every component when one of them changes. */
    private static final class Draft {

        private final String name;
        private Source source;
        private SqlType<?> type;
        private boolean nullable;
        private boolean primaryKey;
        private boolean unique;
        private ColumnRole role;
        private @Nullable String defaultSql;
        private @Nullable String generatedSql;
        private boolean identity;
        private @Nullable AnyColumn<?> target;
        private OnDelete onDelete;
        private @Nullable Binding binding;
        private @Nullable String fewValues;

        Draft(Definition from) {
            this.source = from.source;
            this.name = from.name;
            this.type = from.type;
            this.nullable = from.nullable;
            this.primaryKey = from.primaryKey;
            this.unique = from.unique;
            this.role = from.role;
            this.defaultSql = from.defaultSql;
            this.generatedSql = from.generatedSql;
            this.identity = from.identity;
            this.target = from.target;
            this.onDelete = from.onDelete;
            this.binding = from.binding;
            this.fewValues = from.fewValues;
        }

        Definition finished() {
            return new Definition(
                    source,
                    name,
                    type,
                    nullable,
                    primaryKey,
                    unique,
                    role,
                    defaultSql,
                    generatedSql,
                    identity,
                    target,
                    onDelete,
                    binding,
                    fewValues);
        }
    }
}
