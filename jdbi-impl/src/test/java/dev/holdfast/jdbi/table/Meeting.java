package dev.holdfast.jdbi.table;

import dev.holdfast.table.OrderedColumn;
import dev.holdfast.table.Schema;
import dev.holdfast.table.SoftDeletable;
import dev.holdfast.table.Table;
import dev.holdfast.table.TextColumn;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Tables whose keys, indexes and change sets would have the same names. */
class Meeting extends Table {

    static final Meeting USER = new Meeting("user", "group_name", "tenant_id");
    /** Its key of "name" would be named as the one of "group_name" in the first. */
    static final Meeting GROUP = new Refers("user_group", "name");

    static final Meeting USER_IN_CAPITALS = new Hidden("USER", "GROUP_NAME");
    static final Schema SCHEMA = Schema.of(USER, GROUP, USER_IN_CAPITALS);

    final OrderedColumn<UUID> id = uuid("id").primaryKey();
    final OrderedColumn<Long> tenant;
    final TextColumn<String> name;

    Meeting(String table, String column, String tenant) {
        super(table);
        this.tenant = bigint(tenant).tenantKey();
        name = text(column).unique();
    }

    /** The foreign key of "tenant" would be named as the one to the registry. */
    static final class Refers extends Meeting {
        final OrderedColumn<@Nullable UUID> owner =
                uuid("tenant").references(USER.id).nullable();

        Refers(String table, String column) {
            super(table, column, "tenant_id");
        }
    }

    /** The index of "deleted" would be named as the one of deleted rows. */
    static final class Hidden extends Meeting implements SoftDeletable {
        final OrderedColumn<@Nullable Integer> deleted = integer("deleted").nullable();

        Hidden(String table, String column) {
            super(table, column, "tenant_id");
            index(deleted);
        }
    }
}
