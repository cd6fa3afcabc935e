package dev.holdfast.liquibase.tenant;

import liquibase.database.Database;
import liquibase.database.core.CockroachDatabase;
import liquibase.database.core.PostgresDatabase;
import liquibase.exception.ValidationErrors;
import liquibase.sql.Sql;
import liquibase.sqlgenerator.SqlGeneratorChain;
import liquibase.sqlgenerator.core.AbstractSqlGenerator;
import liquibase.sqlgenerator.core.InsertGenerator;
import liquibase.statement.SqlStatement;
import liquibase.statement.core.AddForeignKeyConstraintStatement;
import liquibase.statement.core.DeleteStatement;
import liquibase.statement.core.InsertOrUpdateStatement;
import liquibase.statement.core.InsertSetStatement;
import liquibase.statement.core.InsertStatement;
import liquibase.statement.core.UpdateStatement;

/**
 * Goes around Liquibase's own SQL for rows ({@code insert}, {@code update}, {@code delete}, {@code addColumn} with a value,
 * {@code loadData} without prepared statements) and for keys over them ({@code addForeignKeyConstraint}), so that it reaches the rows
 * of all tenants: under FORCE ROW LEVEL SECURITY the owner who migrates is refused them.
 *
 * <p>Other tables' SQL stays as Liquibase writes it, and no checksum depends on it. Liquibase makes one instance of each kind and
 * uses it for all its work; it has no state.
 */
public abstract sealed class ChangedRowsGenerator<T extends SqlStatement> extends AbstractSqlGenerator<T> {
    /** Above Liquibase's generators for one database, which all do their work within this one. */
    private static final int ABOVE_ALL = PRIORITY_DATABASE + 100;

    private ChangedRowsGenerator() {}

    abstract ReachedTables tables(T statement, Database database);

    private static boolean isPostgres(Database database) {
        return database instanceof PostgresDatabase && !(database instanceof CockroachDatabase);
    }

    @Override
    public int getPriority() {
        return ABOVE_ALL;
    }

    @Override
    public boolean supports(T statement, Database database) {
        return isPostgres(database);
    }

    @Override
    public ValidationErrors validate(T statement, Database database, SqlGeneratorChain<T> chain) {
        return chain.validate(statement, database);
    }

    @Override
    public Sql[] generateSql(T statement, Database database, SqlGeneratorChain<T> chain) {
        return tables(statement, database).by(chain.generateSql(statement, database));
    }

    /** For {@code insert}. A Liquibase generator of its kind, as which Liquibase calls it for several rows at once. */
    public static final class Inserted extends InsertGenerator {
        /** Made by Liquibase. */
        public Inserted() {}

        @Override
        public int getPriority() {
            return ABOVE_ALL;
        }

        @Override
        public boolean supports(InsertStatement statement, Database database) {
            return isPostgres(database);
        }

        @Override
        @SuppressWarnings({"rawtypes", "unchecked"}) // as Liquibase declares it
        public ValidationErrors validate(InsertStatement statement, Database database, SqlGeneratorChain chain) {
            return chain.validate(statement, database);
        }

        @Override
        @SuppressWarnings({"rawtypes", "unchecked"}) // as Liquibase declares it
        public Sql[] generateSql(InsertStatement statement, Database database, SqlGeneratorChain chain) {
            return ReachedTables.of(
                            database, statement.getCatalogName(), statement.getSchemaName(), statement.getTableName())
                    .by(chain.generateSql(statement, database));
        }
    }

    /** For rows of {@code loadData}. */
    public static final class InsertedSet extends ChangedRowsGenerator<InsertSetStatement> {
        /** Made by Liquibase. */
        public InsertedSet() {}

        @Override
        ReachedTables tables(InsertSetStatement statement, Database database) {
            return ReachedTables.of(
                    database, statement.getCatalogName(), statement.getSchemaName(), statement.getTableName());
        }
    }

    /** For {@code loadUpdateData}. */
    public static final class InsertedOrUpdated extends ChangedRowsGenerator<InsertOrUpdateStatement> {
        /** Made by Liquibase. */
        public InsertedOrUpdated() {}

        @Override
        ReachedTables tables(InsertOrUpdateStatement statement, Database database) {
            return ReachedTables.of(
                    database, statement.getCatalogName(), statement.getSchemaName(), statement.getTableName());
        }
    }

    /** For {@code update}, for the value of an {@code addColumn}, and for {@code addNotNullConstraint} with a value for nulls. */
    public static final class Updated extends ChangedRowsGenerator<UpdateStatement> {
        /** Made by Liquibase. */
        public Updated() {}

        @Override
        ReachedTables tables(UpdateStatement statement, Database database) {
            return ReachedTables.of(
                    database, statement.getCatalogName(), statement.getSchemaName(), statement.getTableName());
        }
    }

    /** For {@code delete}. */
    public static final class Deleted extends ChangedRowsGenerator<DeleteStatement> {
        /** Made by Liquibase. */
        public Deleted() {}

        @Override
        ReachedTables tables(DeleteStatement statement, Database database) {
            return ReachedTables.of(
                    database, statement.getCatalogName(), statement.getSchemaName(), statement.getTableName());
        }
    }

    /** For {@code addForeignKeyConstraint}, which looks at the rows of both tables. */
    public static final class Referring extends ChangedRowsGenerator<AddForeignKeyConstraintStatement> {
        /** Made by Liquibase. */
        public Referring() {}

        @Override
        ReachedTables tables(AddForeignKeyConstraintStatement statement, Database database) {
            return ReachedTables.of(
                            database,
                            statement.getBaseTableCatalogName(),
                            statement.getBaseTableSchemaName(),
                            statement.getBaseTableName())
                    .and(
                            statement.getReferencedTableCatalogName(),
                            statement.getReferencedTableSchemaName(),
                            statement.getReferencedTableName());
        }
    }
}
