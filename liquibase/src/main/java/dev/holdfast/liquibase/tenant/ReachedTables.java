package dev.holdfast.liquibase.tenant;

import dev.holdfast.liquibase.internal.Names;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import liquibase.Scope;
import liquibase.database.Database;
import liquibase.database.OfflineConnection;
import liquibase.exception.DatabaseException;
import liquibase.exception.UnexpectedLiquibaseException;
import liquibase.executor.Executor;
import liquibase.executor.ExecutorService;
import liquibase.sql.Sql;
import liquibase.sql.UnparsedSql;
import liquibase.statement.core.RawSqlStatement;
import liquibase.structure.DatabaseObject;
import org.jspecify.annotations.Nullable;

/**
 * Tables whose rows Liquibase's own statements change or look at. Where FORCE ROW LEVEL SECURITY would hide them from the
 * owner, the statement runs with FORCE lifted, and with row_security off, so that any other policy is an error and never
 * silence.
 *
 * <p>The SQL decides that itself when it runs, since a script may be run later, and earlier statements of it may put a table
 * under FORCE. All of it is one statement: in a script without a transaction FORCE comes back, too.
 */
final class ReachedTables {
    private final Database database;
    private final List<String> names;
    private final List<String> relations;

    private ReachedTables(Database database, List<String> names, List<String> relations) {
        this.database = database;
        this.names = names;
        this.relations = relations;
    }

    static ReachedTables of(Database database, @Nullable String catalog, @Nullable String schema, String table) {
        return new ReachedTables(database, List.of(), List.of()).and(catalog, schema, table);
    }

    /** One more. */
    ReachedTables and(@Nullable String catalog, @Nullable String schema, String table) {
        String relation = "to_regclass(" + Names.literal(database.escapeTableName(catalog, schema, table)) + ")";
        return new ReachedTables(
                database,
                Stream.concat(names.stream(), Stream.of(table)).toList(),
                Stream.concat(relations.stream(), Stream.of(relation)).toList());
    }

    /** The statements, so that they reach the rows of all tenants; as they are where nothing could hide a row from them. */
    Sql[] by(Sql[] statements) {
        String sql = Arrays.stream(statements).map(Sql::toSql).collect(Collectors.joining(";\n"));
        if (sql.isEmpty() || areLiquibases() || areOpen() && !mayReadOthers(sql)) {
            return statements;
        }
        DatabaseObject[] affected = Arrays.stream(statements)
                .flatMap(statement -> statement.getAffectedDatabaseObjects().stream())
                .toArray(DatabaseObject[]::new);
        return new Sql[] {new UnparsedSql(acrossTenants(sql), affected)};
    }

    /** Liquibase's own tables: it counts the rows that it changes there. */
    private boolean areLiquibases() {
        return Stream.of(database.getDatabaseChangeLogTableName(), database.getDatabaseChangeLogLockTableName())
                .anyMatch(own -> names.stream().allMatch(own::equalsIgnoreCase));
    }

    /** A subquery, whose table may be under FORCE though the one that is changed isn't. */
    private static boolean mayReadOthers(String sql) {
        return sql.toLowerCase(Locale.ROOT).contains("select");
    }

    /** Whether the statement runs now, and on tables whose rows no policy hides. */
    @SuppressWarnings("deprecation") // as in HoldfastChange
    private boolean areOpen() {
        Executor executor =
                Scope.getCurrentScope().getSingleton(ExecutorService.class).getExecutor("jdbc", database);
        if (!executor.updatesDatabase() || database.getConnection() instanceof OfflineConnection) {
            return false;
        }
        try {
            return executor.queryForInt(new RawSqlStatement(
                            "select count(*) from unnest(array[" + String.join(", ", relations) + "]) as reached"
                                    + " left join pg_catalog.pg_class on oid = reached"
                                    + " where (relkind in ('r', 'p') and not row_security_active(oid)) is not true"))
                    == 0;
        } catch (DatabaseException e) {
            throw new UnexpectedLiquibaseException(e);
        }
    }

    private String acrossTenants(String sql) {
        String block = """
                declare
                    setting constant text := current_setting('row_security');
                    lifted regclass[];
                    others boolean;
                    relation regclass;
                begin
                    with recursive reached (oid, named) as (
                        select oid, true from pg_catalog.pg_class where oid in (%s)
                        union
                        select inhrelid, false from pg_catalog.pg_inherits join reached on inhparent = oid
                    ), fenced as (
                        select oid, named, relforcerowsecurity and pg_has_role(relowner, 'usage') as mine, exists (
                            select from pg_catalog.pg_policy, unnest(polroles) as role
                            where polrelid = reached.oid and polpermissive and (role = 0 or pg_has_role(role, 'usage'))) as shown
                        from reached join pg_catalog.pg_class using (oid)
                        where row_security_active(oid))
                    select coalesce(array_agg(distinct oid) filter (where mine), '{}'),
                        coalesce(bool_or(named and not mine and shown), false) into lifted, others
                    from fenced;
                    foreach relation in array lifted loop
                        execute format('alter table %%s no force row level security', relation);
                    end loop;
                    if not others then
                        perform set_config('row_security', 'off', true);
                    end if;
                    execute %s;
                    if lifted <> '{}' then
                        set constraints all immediate;
                    end if;
                    foreach relation in array lifted loop
                        execute format('alter table %%s force row level security', relation);
                    end loop;
                    perform set_config('row_security', setting, true);
                end""";
        return "do "
                + Names.dollarQuoted(
                        "holdfast",
                        block.formatted(String.join(", ", relations), Names.dollarQuoted("statement", sql)));
    }
}
