package dev.holdfast.liquibase.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import liquibase.database.Database;
import liquibase.database.core.CockroachDatabase;
import liquibase.database.core.PostgresDatabase;
import liquibase.exception.ValidationErrors;
import liquibase.sql.Sql;
import liquibase.sql.UnparsedSql;
import liquibase.sqlgenerator.SqlGeneratorChain;
import liquibase.sqlgenerator.core.AbstractSqlGenerator;
import liquibase.statement.SqlStatement;
import liquibase.statement.core.AddColumnStatement;
import liquibase.statement.core.DropColumnStatement;
import liquibase.statement.core.ModifyDataTypeStatement;
import liquibase.statement.core.RenameColumnStatement;
import liquibase.statement.core.RenameTableStatement;

/**
 * Goes around Liquibase's own SQL for columns, so that what was made of a table's columns follows them: its live view, since PostgreSQL
 * refuses to drop or retype a column that a view shows, and a new one isn't in the view by itself; what records its changes; and its
 * history.
 *
 * <p>What it adds does nothing where the table has none of that, or the database no Holdfast, and no checksum depends on it.
 * Liquibase makes one instance of each kind and uses it for all its work; it has no state.
 */
public abstract sealed class ChangedColumnsGenerator<T extends SqlStatement> extends AbstractSqlGenerator<T> {

    private ChangedColumnsGenerator() {}

    /** The table, as SQL names it. */
    abstract String table(T statement, Database database);

    /** Whether the view would stand in the way. */
    boolean dropsView() {
        return true;
    }

    /** Above Liquibase's generators for one database, which all do their work within this one. */
    @Override
    public int getPriority() {
        return PRIORITY_DATABASE + 100;
    }

    @Override
    public boolean supports(T statement, Database database) {
        return database instanceof PostgresDatabase && !(database instanceof CockroachDatabase);
    }

    @Override
    public ValidationErrors validate(T statement, Database database, SqlGeneratorChain<T> chain) {
        return chain.validate(statement, database);
    }

    @Override
    public Sql[] generateSql(T statement, Database database, SqlGeneratorChain<T> chain) {
        String table = "to_regclass(" + Names.literal(table(statement, database)) + ")";
        List<Sql> sql = new ArrayList<>();
        sql.add(where("catch_up_recording", "perform holdfast.catch_up_recording(" + table + ");"));
        if (dropsView()) {
            sql.add(where(
                    "make_live_view",
                    "perform holdfast.drop_live_view(deriving) from holdfast.deriving_tables(" + table
                            + ") as deriving;\n        perform holdfast.drop_live_view(" + table + ");"));
        }
        sql.addAll(Arrays.asList(chain.generateSql(statement, database)));
        sql.add(where("make_live_view", "perform holdfast.make_live_view(" + table + ");"));
        sql.add(renewRecording(table + ", just_changed => true"));
        return sql.toArray(Sql[]::new);
    }

    private static Sql renewRecording(String arguments) {
        return where("renew_recording", "perform holdfast.renew_recording(" + arguments + ");");
    }

    /** Asks the catalog, which everybody may read: naming a function in a schema that one may not use is an error. */
    private static Sql where(String function, String call) {
        return new UnparsedSql("do " + Names.dollarQuoted("holdfast", """
                        begin
                            if exists (select from pg_catalog.pg_proc where proname = '%s'
                                and pronamespace = to_regnamespace('holdfast') and has_schema_privilege(pronamespace, 'usage'))
                            then
                                %s
                            end if;
                        end""".formatted(function, call)));
    }

    /** For {@code addColumn}. */
    public static final class Added extends ChangedColumnsGenerator<AddColumnStatement> {
        /** Made by Liquibase. */
        public Added() {}

        @Override
        boolean dropsView() {
            return false;
        }

        @Override
        String table(AddColumnStatement statement, Database database) {
            AddColumnStatement first =
                    statement.isMultiple() ? statement.getColumns().get(0) : statement;
            return database.escapeTableName(first.getCatalogName(), first.getSchemaName(), first.getTableName());
        }
    }

    /** For {@code dropColumn}. */
    public static final class Dropped extends ChangedColumnsGenerator<DropColumnStatement> {
        /** Made by Liquibase. */
        public Dropped() {}

        @Override
        String table(DropColumnStatement statement, Database database) {
            DropColumnStatement first =
                    statement.isMultiple() ? statement.getColumns().get(0) : statement;
            return database.escapeTableName(first.getCatalogName(), first.getSchemaName(), first.getTableName());
        }
    }

    /** For {@code renameColumn}. */
    public static final class Renamed extends ChangedColumnsGenerator<RenameColumnStatement> {
        /** Made by Liquibase. */
        public Renamed() {}

        @Override
        String table(RenameColumnStatement statement, Database database) {
            return database.escapeTableName(
                    statement.getCatalogName(), statement.getSchemaName(), statement.getTableName());
        }
    }

    /** For {@code modifyDataType}. */
    public static final class Retyped extends ChangedColumnsGenerator<ModifyDataTypeStatement> {
        /** Made by Liquibase. */
        public Retyped() {}

        @Override
        String table(ModifyDataTypeStatement statement, Database database) {
            return database.escapeTableName(
                    statement.getCatalogName(), statement.getSchemaName(), statement.getTableName());
        }
    }

    /** For {@code renameTable}: what records the table's changes, and its history, are called after it. Its live view stays. */
    public static final class TableRenamed extends ChangedColumnsGenerator<RenameTableStatement> {
        /** Made by Liquibase. */
        public TableRenamed() {}

        @Override
        String table(RenameTableStatement statement, Database database) {
            return database.escapeTableName(
                    statement.getCatalogName(), statement.getSchemaName(), statement.getNewTableName());
        }

        @Override
        public Sql[] generateSql(
                RenameTableStatement statement, Database database, SqlGeneratorChain<RenameTableStatement> chain) {
            List<Sql> sql = new ArrayList<>(Arrays.asList(chain.generateSql(statement, database)));
            sql.add(renewRecording("to_regclass(" + Names.literal(table(statement, database)) + ")"));
            return sql.toArray(Sql[]::new);
        }
    }
}
