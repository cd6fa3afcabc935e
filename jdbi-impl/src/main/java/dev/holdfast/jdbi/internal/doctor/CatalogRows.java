package dev.holdfast.jdbi.internal.doctor;

import java.util.List;
import org.jdbi.v3.core.mapper.Nested;
import org.jspecify.annotations.Nullable;

/** What {@link Catalog} answers, one record for each question. Public, since JDBI makes them. */
public final class CatalogRows {

    private CatalogRows() {}

    /** A role of the session. */
    public record RoleRow(String name, boolean bootstrap, boolean superuser, boolean bypassRls) {}

    /**
     * A setting with which sessions begin.
     *
     * @param whose whose sessions
     */
    public record StandingSettingRow(String whose, String name, String fix) {}

    /**
     * A relation under the name at {@code position} of those asked for, or one that inherits from it.
     *
     * @param untold whether FORCE binds the owner, and no policy is for it but that for purges
     * @param neighbours the names in its schema that begin as its own does, which an index of it can't have
     */
    public record RelationRow(
            int position,
            long oid,
            boolean inherits,
            String schema,
            String name,
            String kind,
            long ownerOid,
            String owner,
            boolean rowSecurity,
            boolean forced,
            boolean readable,
            boolean reachable,
            boolean untold,
            List<String> truncators,
            List<String> neighbours) {}

    /**
     * The role that the tables' policies are for.
     *
     * @param powerful whether who becomes a member of it can do more than the application may
     * @param unreadable the relations that it may not select from
     */
    public record PolicyRoleRow(boolean powerful, List<Long> unreadable) {}

    /** A table beside the registered ones, and what the application may do with it. */
    public record StrangerRow(String schema, String name, boolean fenced, List<String> privileges) {}

    /**
     * A registered view.
     *
     * @param fenced whether it reads, itself or through others, a table with row-level security
     */
    public record RegisteredViewRow(
            long oid, boolean invoker, boolean own, boolean fenced, boolean powerful, String definition) {}

    /** Whether Liquibase's list of change sets can be read, and whether Holdfast's own changelog has run. */
    public record MigratedRow(boolean readable, boolean holdfast) {}

    /** A type by the name that it was asked for. */
    public record TypeRow(String name, long oid) {}

    /** A column; {@code expression} is the default's, or what it is generated from. */
    public record ColumnRow(
            long relation,
            int position,
            String name,
            long typeOid,
            String baseType,
            String type,
            boolean notNull,
            @Nullable String expression,
            boolean identity,
            boolean generated) {}

    /** A policy and one role that it is for; a null role is PUBLIC. */
    public record PolicyRow(
            long relation,
            String table,
            String name,
            boolean permissive,
            String command,
            @Nullable String reading,
            @Nullable String writing,
            @Nullable String role,
            boolean application,
            boolean sealed,
            boolean definer,
            List<String> restrictions) {}

    /** An index, by itself or of a constraint. */
    public record IndexRow(
            long oid,
            String schema,
            String name,
            boolean isUnique,
            boolean exclusion,
            boolean complete,
            boolean valid,
            @Nullable String predicate,
            String method,
            @Nullable String constraintName,
            @Nullable String constraintKind,
            @Nullable String constraintDefinition,
            String definition) {}

    /**
     * A column of an index; {@code attnum} is 0 for an expression, which {@code leakproofCast} says is nothing but a column
     * in another type, by a function that tells nothing.
     */
    public record IndexColumnRow(
            int attnum,
            String expression,
            String columnName,
            String columnType,
            boolean isEnum,
            String operatorClass,
            boolean leakproof,
            boolean leakproofCast) {}

    /** An index and one of its columns. */
    public record IndexedRow(
            long relation, @Nested IndexRow index, @Nested IndexColumnRow column) {}

    /** A foreign key and one pair of its columns. */
    public record ForeignKeyRow(
            long relation, long target, String name, String onDelete, String fromColumn, String toColumn) {}

    /** A view and one relation that it reads. */
    public record ViewRow(
            long oid,
            long source,
            String schema,
            String name,
            boolean materialized,
            String owner,
            boolean own,
            boolean invoker,
            boolean granted,
            String definition,
            List<String> grantees) {}

    /** That {@code member} has the rights of {@code role}, and the statements that end it. */
    public record MembershipRow(
            String member,
            String role,
            boolean application,
            boolean owner,
            boolean across,
            boolean superuser,
            boolean bypassRls,
            List<String> revocations) {}
}
