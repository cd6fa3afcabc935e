package dev.holdfast.liquibase.event;

import dev.holdfast.liquibase.internal.HoldfastChange;
import dev.holdfast.liquibase.internal.Names;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import liquibase.change.ChangeMetaData;
import liquibase.change.DatabaseChange;
import liquibase.change.DatabaseChangeProperty;
import org.jspecify.annotations.Nullable;

/**
 * {@code addEventTypeIndex}: lets reads of all streams that ask for rare types find them by an index, of a tenant and across
 * tenants, archived ones too.
 *
 * <p>The indexes hold the named types only, so that events of other types cost next to nothing more.
 */
@DatabaseChange(
        name = "addEventTypeIndex",
        description = "Finds events of rare types by an index",
        priority = ChangeMetaData.PRIORITY_DEFAULT)
public final class AddEventTypeIndexChange extends HoldfastChange {

    /** PostgreSQL proves no longer list to be within another. */
    private static final int MOST = 100;

    private static final String EVENTS = "events";
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,30}");

    /** Holdfast's own indexes of events are named by these. */
    private static final Set<String> TAKEN = Set.of("category", "position");

    private static final String ACROSS = "_across";

    private @Nullable String name;
    private @Nullable String types;

    /** Made by Liquibase. */
    public AddEventTypeIndexChange() {}

    @DatabaseChangeProperty(
            description = "What the indexes are named by: events_<name>_idx and others",
            requiredForDatabase = "all",
            supportsDatabase = "postgresql")
    public @Nullable String getName() {
        return name;
    }

    public void setName(@Nullable String name) {
        this.name = name;
    }

    @DatabaseChangeProperty(
            description = "The stored names of the types, separated by commas",
            requiredForDatabase = "all",
            supportsDatabase = "postgresql")
    public @Nullable String getTypes() {
        return types;
    }

    public void setTypes(@Nullable String types) {
        this.types = types;
    }

    @Override
    protected void check(Consumer<String> error) {
        if (!NAME.matcher(String.valueOf(name)).matches()) {
            error.accept("name is \"" + name + "\"; it can have lower-case letters, digits and underscores, up to 31");
        }
        if (TAKEN.contains(name)) {
            error.accept("name is \"" + name + "\", by which an index of Holdfast's own is named (" + own(EVENTS)
                    + "); choose another one, such as what the types have in common");
        }
        if (String.valueOf(name).endsWith(ACROSS)) {
            error.accept("name is \"" + name + "\", and " + own(EVENTS)
                    + " could be another change's index across tenants; choose one that doesn't end with " + ACROSS);
        }
        int count = names().size();
        if (count < 1 || count > MOST) {
            error.accept("types names " + count + " types; it can name from 1 to " + MOST);
        }
    }

    @Override
    protected List<String> statements(Names names) {
        String rare = "type in ("
                + String.join(", ", names().stream().map(Names::literal).toList()) + ")";
        return tables().flatMap(table -> Stream.of(
                        "create index " + own(table) + " on holdfast." + table + " (tenant_id, position) where " + rare,
                        "create index " + across(table) + " on holdfast." + table
                                + " (position) where stream_no > 0 and " + rare))
                .toList();
    }

    @Override
    protected List<String> rollbackStatements(Names names) {
        return tables().flatMap(
                        table -> Stream.of("drop index holdfast." + across(table), "drop index holdfast." + own(table)))
                .toList();
    }

    private List<String> names() {
        return Names.split(String.valueOf(types));
    }

    private static Stream<String> tables() {
        return Stream.of(EVENTS, "archived_events");
    }

    private String own(String table) {
        return table + "_" + name + "_idx";
    }

    private String across(String table) {
        return table + "_" + name + ACROSS + "_idx";
    }

    @Override
    public String getConfirmationMessage() {
        return "Events of " + types + " found by an index";
    }
}
