package dev.holdfast.liquibase.internal;

import java.util.List;
import java.util.function.Consumer;
import liquibase.Scope;
import liquibase.change.AbstractChange;
import liquibase.change.ChangeFactory;
import liquibase.change.ChangeParameterMetaData;
import liquibase.changelog.ChangeSet;
import liquibase.database.Database;
import liquibase.database.core.CockroachDatabase;
import liquibase.database.core.PostgresDatabase;
import liquibase.exception.RollbackImpossibleException;
import liquibase.exception.ValidationErrors;
import liquibase.exception.Warnings;
import liquibase.parser.core.ParsedNode;
import liquibase.parser.core.ParsedNodeException;
import liquibase.resource.ResourceAccessor;
import liquibase.statement.SqlStatement;
import liquibase.statement.core.RawSqlStatement;
import org.jspecify.annotations.Nullable;

/**
 * What Holdfast's change types have in common: they run on PostgreSQL, inside one transaction, refuse properties they don't
 * know, and produce plain SQL without reading the database.
 *
 * <p>Like every Liquibase change, an instance is a mutable bean that belongs to one change set and one thread.
 */
public abstract class HoldfastChange extends AbstractChange {

    /** The XML namespace of Holdfast's change types. Its schema is {@link #SCHEMA_LOCATION}. */
    public static final String NAMESPACE = "http://www.holdfast.dev/xml/ns/dbchangelog";

    /** Where the schema of {@link #NAMESPACE} says it is; Liquibase finds it on the class path, without a network. */
    public static final String SCHEMA_LOCATION = NAMESPACE + "/holdfast.xsd";

    /** The tenant's column where a change doesn't name another. */
    protected static final String TENANT_COLUMN = "tenant_id";

    /** For Holdfast's own changes. */
    protected HoldfastChange() {}

    /** The statements that apply this change, in order, each without its semicolon. */
    protected abstract List<String> statements(Names names);

    /** The statements that undo this change, or null where it can't be undone. */
    protected abstract @Nullable List<String> rollbackStatements(Names names);

    /** Reports every value that can't work; called when the required properties are there. */
    protected abstract void check(Consumer<String> error);

    /** The property where it is set, else the changelog parameter of that name, else the fallback. */
    protected final String setting(@Nullable String own, String parameter, String fallback) {
        if (own != null) {
            return own;
        }
        ChangeSet changeSet = getChangeSet();
        if (changeSet == null || changeSet.getChangeLogParameters() == null) {
            return fallback;
        }
        Object value = changeSet.getChangeLogParameters().getValue(parameter, changeSet.getChangeLog());
        return value == null ? fallback : value.toString();
    }

    /**
     * Reads the change from a changelog of any format.
     *
     * @throws ParsedNodeException if there is a property that this change doesn't have, naming the nearest one that it has,
     *     or a value of the wrong kind
     */
    @Override
    public void load(ParsedNode node, ResourceAccessor resourceAccessor) throws ParsedNodeException {
        PropertyNames.of(this).check(node);
        super.load(node, resourceAccessor);
    }

    @Override
    public boolean supports(Database database) {
        return database instanceof PostgresDatabase && !(database instanceof CockroachDatabase);
    }

    @Override
    public ValidationErrors validate(Database database) {
        ValidationErrors errors = new ValidationErrors(this);
        for (ChangeParameterMetaData property : Scope.getCurrentScope()
                .getSingleton(ChangeFactory.class)
                .getChangeMetaData(this)
                .getParameters()
                .values()) {
            if (property.isRequiredFor(database)) {
                errors.checkRequiredField(property.getParameterName(), property.getCurrentValue(this));
            }
        }
        String name = getSerializedObjectName();
        if (!supports(database)) {
            errors.addError(name + " works on PostgreSQL only, not on " + database.getDisplayName());
        }
        ChangeSet changeSet = getChangeSet();
        if (changeSet != null && !changeSet.isRunInTransaction()) {
            errors.addError(
                    name + " locks its tables, or lifts FORCE ROW LEVEL SECURITY for a moment, and must do so inside "
                            + "one transaction, else an error would leave a table half changed: remove runInTransaction=\"false\"");
        }
        if (!errors.hasErrors()) {
            check(problem -> errors.addError(name + ": " + problem));
        }
        return errors;
    }

    @Override
    public Warnings warn(Database database) {
        return new Warnings();
    }

    @Override
    public boolean generateStatementsVolatile(Database database) {
        return false;
    }

    @Override
    public boolean generateRollbackStatementsVolatile(Database database) {
        return false;
    }

    @Override
    public SqlStatement[] generateStatements(Database database) {
        return raw(statements(new Names(database)));
    }

    @Override
    public boolean supportsRollback(Database database) {
        return supports(database);
    }

    @Override
    public SqlStatement[] generateRollbackStatements(Database database) throws RollbackImpossibleException {
        List<String> statements = rollbackStatements(new Names(database));
        if (statements == null) {
            throw new RollbackImpossibleException(getSerializedObjectName() + " has no rollback of its own here");
        }
        return raw(statements);
    }

    @Override
    public String getSerializedObjectNamespace() {
        return NAMESPACE;
    }

    // The undeprecated sibling goes through a PreparedStatement, which reads the operator ? as a parameter.
    @SuppressWarnings("deprecation")
    private static SqlStatement[] raw(List<String> statements) {
        return statements.stream().map(RawSqlStatement::new).toArray(SqlStatement[]::new);
    }

    /** Whether a version runs over what an earlier one left. */
    protected static boolean isAgain(@Nullable Integer version) {
        return version != null && version > 1;
    }

    /** Reports a version below 1. */
    protected static void checkVersion(@Nullable Integer version, Consumer<String> error) {
        if (version != null && version < 1) {
            error.accept("version is " + version + "; it counts from 1");
        }
    }
}
