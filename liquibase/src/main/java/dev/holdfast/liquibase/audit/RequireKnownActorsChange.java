package dev.holdfast.liquibase.audit;

import dev.holdfast.liquibase.internal.Names;
import dev.holdfast.liquibase.internal.TenantTableChange;
import java.util.List;
import java.util.function.Consumer;
import liquibase.change.ChangeMetaData;
import liquibase.change.DatabaseChange;
import liquibase.change.DatabaseChangeProperty;
import org.jspecify.annotations.Nullable;

/**
 * {@code requireKnownActors}: a recorded change whose actor isn't a key of this table is refused, by whatever client it is made; one
 * without an actor isn't. Where the table's rows belong to tenants, the actor of a tenant's change is one of that tenant's.
 *
 * <p>It makes a trigger of {@code holdfast.change_sets}, a function, and a policy that lets it read the table. It is no foreign key:
 * who is deleted later stays in the log. The rollback takes all of that away.
 */
@DatabaseChange(
        name = "requireKnownActors",
        description = "Refuses recorded changes whose actor isn't a key of this table",
        priority = ChangeMetaData.PRIORITY_DEFAULT)
public final class RequireKnownActorsChange extends TenantTableChange {
    private @Nullable String columnName;

    /** Made by Liquibase. */
    public RequireKnownActorsChange() {}

    @Override
    protected void check(Consumer<String> error) {
        if (columnName != null && columnName.isBlank()) {
            error.accept("columnName is blank; leave it out for id");
        }
        if (tenantColumnOrNull() != null && column().equals(tenantColumnOrNull())) {
            error.accept("columnName names the tenant's column " + column() + "; it is the key within a tenant");
        }
    }

    private String column() {
        return columnName != null ? columnName : "id";
    }

    @Override
    protected List<String> statements(Names names) {
        String tenant = tenantColumnOrNull();
        return List.of(
                lock(names),
                call(
                        names,
                        "require_known_actors",
                        names.columnLiteral(column()),
                        tenant == null ? "null" : names.columnLiteral(tenant)));
    }

    @Override
    protected List<String> rollbackStatements(Names names) {
        return List.of("select holdfast.accept_any_actor()");
    }

    @Override
    public String getConfirmationMessage() {
        return "Actors are keys of " + table();
    }

    @DatabaseChangeProperty(
            description = "The column that holdfast.actor has a value of; id where not given",
            requiredForDatabase = "none",
            supportsDatabase = "postgresql")
    public @Nullable String getColumnName() {
        return columnName;
    }

    public void setColumnName(@Nullable String columnName) {
        this.columnName = columnName;
    }
}
