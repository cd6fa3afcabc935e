package dev.holdfast.table;

import dev.holdfast.sql.SqlType;
import org.jspecify.annotations.Nullable;

/** All that is known of a column. */
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
        OnDelete onDelete) {

    static Definition of(Source source, String name, SqlType<?> type) {
        return new Definition(
                source, name, type, false, false, false, ColumnRole.PLAIN, null, null, false, null, OnDelete.RESTRICT);
    }

    Definition in(Source other) {
        return new Definition(
                other,
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
                onDelete);
    }

    Definition ofType(SqlType<?> other) {
        return new Definition(
                source,
                name,
                other,
                nullable,
                primaryKey,
                unique,
                role,
                defaultSql,
                generatedSql,
                identity,
                target,
                onDelete);
    }

    Definition asNullable() {
        return new Definition(
                source,
                name,
                type,
                true,
                primaryKey,
                unique,
                role,
                defaultSql,
                generatedSql,
                identity,
                target,
                onDelete);
    }

    Definition asPrimaryKey() {
        return new Definition(
                source, name, type, nullable, true, unique, role, defaultSql, generatedSql, identity, target, onDelete);
    }

    Definition asUnique() {
        return new Definition(
                source,
                name,
                type,
                nullable,
                primaryKey,
                true,
                role,
                defaultSql,
                generatedSql,
                identity,
                target,
                onDelete);
    }

    Definition withRole(ColumnRole newRole, @Nullable String newDefault) {
        return new Definition(
                source,
                name,
                type,
                nullable,
                primaryKey,
                unique,
                newRole,
                newDefault,
                generatedSql,
                identity,
                target,
                onDelete);
    }

    Definition withDefault(String sql) {
        return new Definition(
                source, name, type, nullable, primaryKey, unique, role, sql, generatedSql, identity, target, onDelete);
    }

    Definition asGenerated(String sql) {
        return new Definition(
                source, name, type, nullable, primaryKey, unique, role, defaultSql, sql, identity, target, onDelete);
    }

    Definition asIdentity() {
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
                true,
                target,
                onDelete);
    }

    Definition referring(AnyColumn<?> to, OnDelete action) {
        return new Definition(
                source, name, type, nullable, primaryKey, unique, role, defaultSql, generatedSql, identity, to, action);
    }
}
