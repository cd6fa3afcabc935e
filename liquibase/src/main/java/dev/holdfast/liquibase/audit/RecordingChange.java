package dev.holdfast.liquibase.audit;

import dev.holdfast.liquibase.internal.EnablingChange;
import dev.holdfast.liquibase.internal.Names;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import liquibase.change.DatabaseChangeProperty;
import org.jspecify.annotations.Nullable;

/** A change that has a table's changes recorded. What one doesn't say stays as the other said it. */
public abstract class RecordingChange extends EnablingChange {
    /** PostgreSQL cuts names to 63 bytes; those of functions and of the table of versions must not be cut. */
    private static final int LONGEST_TABLE = 45;

    private @Nullable Boolean tenant;
    private @Nullable String logicalName;
    private @Nullable Boolean requireActor;
    private @Nullable Boolean byRow;
    private @Nullable String harmlessTriggers;

    /** For Holdfast's own changes. */
    protected RecordingChange() {}

    @Override
    protected void check(Consumer<String> error) {
        if (Names.bytes(table()) > LONGEST_TABLE) {
            error.accept("tableName is longer than " + LONGEST_TABLE
                    + " bytes, so that names that are made of it would be cut: " + table());
        }
        if (logicalName != null && (logicalName.isBlank() || Names.bytes(logicalName) > 200)) {
            error.accept("logicalName is \"" + logicalName + "\"; it is a name of at most 200 bytes");
        }
        super.check(error);
    }

    /** Whether its rows belong to tenants. */
    protected final boolean tenants() {
        return !Boolean.FALSE.equals(tenant);
    }

    /** The call of one of Holdfast's functions with what this change says of the table, and more. */
    protected final String call(Names names, String function, Map<String, String> more) {
        Map<String, String> arguments = new LinkedHashMap<>();
        arguments.put("tenant_column", tenants() ? names.columnLiteral(column()) : "null");
        arguments.putAll(more);
        if (logicalName != null) {
            arguments.put("logical_name", Names.literal(logicalName));
        }
        putGiven(arguments, "needs_actor", requireActor);
        putGiven(arguments, "by_row", byRow);
        putNames(arguments, "harmless_triggers", harmlessTriggers, names);
        return call(
                names,
                function,
                arguments.entrySet().stream()
                        .map(argument -> argument.getKey() + " => " + argument.getValue())
                        .toArray(String[]::new));
    }

    /** Adds an argument where it is given. */
    protected static void putGiven(Map<String, String> arguments, String name, @Nullable Boolean value) {
        if (value != null) {
            arguments.put(name, value.toString());
        }
    }

    /** Adds an argument of names where there are any. */
    protected static void putNames(Map<String, String> arguments, String name, @Nullable String list, Names names) {
        if (list != null) {
            arguments.put(name, names.columnArray(Names.split(list)));
        }
    }

    @DatabaseChangeProperty(
            description = "false for a table without tenants; true where not given",
            requiredForDatabase = "none",
            supportsDatabase = "postgresql")
    public @Nullable Boolean getTenant() {
        return tenant;
    }

    public void setTenant(@Nullable Boolean tenant) {
        this.tenant = tenant;
    }

    @DatabaseChangeProperty(
            description = "What the audit log calls the table for good; its name now where not given",
            requiredForDatabase = "none",
            supportsDatabase = "postgresql")
    public @Nullable String getLogicalName() {
        return logicalName;
    }

    public void setLogicalName(@Nullable String logicalName) {
        this.logicalName = logicalName;
    }

    @DatabaseChangeProperty(
            description = "true refuses changes of the table where holdfast.actor isn't set",
            requiredForDatabase = "none",
            supportsDatabase = "postgresql")
    public @Nullable Boolean getRequireActor() {
        return requireActor;
    }

    public void setRequireActor(@Nullable Boolean requireActor) {
        this.requireActor = requireActor;
    }

    @DatabaseChangeProperty(
            description =
                    "true records by triggers for each row, where another AFTER ROW trigger changes rows of the table again",
            requiredForDatabase = "none",
            supportsDatabase = "postgresql")
    public @Nullable Boolean getByRow() {
        return byRow;
    }

    public void setByRow(@Nullable Boolean byRow) {
        this.byRow = byRow;
    }

    @DatabaseChangeProperty(
            description = "AFTER ROW triggers that never change rows of the table, separated by commas",
            requiredForDatabase = "none",
            supportsDatabase = "postgresql")
    public @Nullable String getHarmlessTriggers() {
        return harmlessTriggers;
    }

    public void setHarmlessTriggers(@Nullable String harmlessTriggers) {
        this.harmlessTriggers = harmlessTriggers;
    }
}
