package dev.holdfast.liquibase;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import liquibase.change.core.LoadDataChange;
import liquibase.database.Database;
import liquibase.database.core.CockroachDatabase;
import liquibase.database.core.PostgresDatabase;
import liquibase.datatype.DataTypeInfo;
import liquibase.datatype.DatabaseDataType;
import liquibase.datatype.LiquibaseDataType;
import liquibase.servicelocator.PrioritizedService;

/**
 * The column type {@code holdfast.type(…)}: what stands between the brackets, as it is. Liquibase itself has types of its own,
 * such as {@code currency}, which would take the place of an enum type of that name, drops quotes, and writes names in capitals.
 *
 * <p>Made by Liquibase for each column; not thread-safe.
 */
@DataTypeInfo(
        name = "holdfast.type",
        minParameters = 1,
        maxParameters = Integer.MAX_VALUE,
        priority = PrioritizedService.PRIORITY_DATABASE)
public final class GivenType extends LiquibaseDataType {
    private static final Pattern GIVEN = Pattern.compile("\\s*[\\w.]+\\s*\\((.*)\\)\\s*");

    /** Made by Liquibase. */
    public GivenType() {}

    @Override
    public boolean supports(Database database) {
        return database instanceof PostgresDatabase && !(database instanceof CockroachDatabase);
    }

    @Override
    public DatabaseDataType toDatabaseDataType(Database database) {
        Matcher given = GIVEN.matcher(getRawDefinition());
        if (!given.matches()) {
            throw new IllegalArgumentException(getRawDefinition() + " names no type: write holdfast.type(…)");
        }
        return new DatabaseDataType(given.group(1));
    }

    @Override
    public LoadDataChange.LOAD_DATA_TYPE getLoadTypeName() {
        return LoadDataChange.LOAD_DATA_TYPE.STRING;
    }
}
