package dev.holdfast.liquibase.deletion;

import dev.holdfast.liquibase.internal.Block;
import dev.holdfast.liquibase.internal.LiftedForce;
import dev.holdfast.liquibase.internal.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The SQL of {@code enableSoftDelete}, up and down. */
final class SoftDelete {
    private static final String GUARD = "zz_holdfast_deletion";
    private static final String INSERT_GUARD = "zz_holdfast_deleted_row";
    private static final String NO_DELETE = "zz_holdfast_no_delete";
    private static final List<String> STAMPS = List.of("deleted_at", "deleted_by", "delete_reason", "deletion_id");

    private final EnableSoftDeleteChange change;
    private final Names names;
    private final @Nullable String schema;
    private final String table;
    private final String roles;
    private final boolean again;

    SoftDelete(EnableSoftDeleteChange change, Names names) {
        this.change = change;
        this.names = names;
        schema = change.getSchemaName();
        table = change.table(names);
        roles = change.roles(names);
        again = change.again();
    }

    List<String> up() {
        List<String> body = new ArrayList<>();
        body.add(change.call(names, "add_deletion_columns"));
        // Nobody knows which of them went together, so each is a deletion of its own.
        body.add("update " + table
                + " set deletion_id = gen_random_uuid() where deleted_at is not null and deletion_id is null");
        body.add("set constraints all immediate");
        addLive(body);
        addTriggers(body);
        body.add("revoke delete, truncate on " + table + " from public, " + roles);

        List<String> sql = new ArrayList<>(LiftedForce.around(List.of(table), change.tenants(), body));
        sql.add(makePurge());
        sql.add(change.makeLiveView(names));
        return sql;
    }

    private void addLive(List<String> sql) {
        String check = names.object(checkName());
        sql.add("alter table " + table + "\n    add column " + (again ? "if not exists " : "")
                + "live boolean generated always as (case when deleted_at is null then true end) stored,\n    "
                + (again ? "drop constraint if exists " + check + ",\n    " : "") + "add constraint " + check
                + " check ((deleted_at is null) = (deletion_id is null)\n"
                + "        and (deleted_at is not null or (deleted_by is null and delete_reason is null)))");
        String create = "create index " + (again ? "if not exists " : "");
        sql.add(create + names.object(deletionIndex()) + " on " + table
                + " (deletion_id) where deletion_id is not null");
        sql.add(create + names.object(deletedIndex()) + " on " + table + " ("
                + (change.tenants() ? names.tenantAnd(change.column(), "deleted_at") : "deleted_at")
                + ") where deleted_at is not null");
    }

    private void addTriggers(List<String> sql) {
        String create = "create " + (again ? "or replace " : "") + "trigger ";
        String version = change.getVersionColumn();
        String argument = version == null ? "" : names.columnLiteral(version);
        sql.add(create + GUARD + " before update of " + String.join(", ", STAMPS) + " on " + table
                + "\n    for each row when (" + incomplete(version) + ")\n    execute function holdfast.guard_deletion("
                + argument + ")");
        sql.add(
                create + INSERT_GUARD + " before insert on " + table
                        + "\n    for each row when (new.deleted_at is not null)\n    execute function holdfast.guard_deletion()");
        sql.add(create + NO_DELETE + " before delete on " + table
                + "\n    for each statement execute function holdfast.refuse_delete()");
    }

    /** Where a deletion or restoration lacks something: a complete one shouldn't pay for the trigger function. */
    private String incomplete(@Nullable String version) {
        String changed = "(" + rowOf("new") + ") is distinct from (" + rowOf("old") + ")";
        String condition = "case\n"
                + "        when new.deleted_at is null then new.deletion_id is not null or new.deleted_by is not null"
                + " or new.delete_reason is not null\n"
                + "        when old.deleted_at is null then new.deletion_id is null or new.deleted_at is distinct from now()\n"
                + "        else " + changed + "\n    end";
        if (version == null) {
            return condition;
        }
        String column = names.column(version);
        return condition + "\n    or (new.deleted_at is null) <> (old.deleted_at is null) and new." + column + " = old."
                + column;
    }

    private static String rowOf(String record) {
        return STAMPS.stream().map(stamp -> record + "." + stamp).collect(Collectors.joining(", "));
    }

    private String makePurge() {
        String tenant = change.tenants() ? names.columnLiteral(change.column()) : "null";
        String arguments = Stream.of(
                        Names.literal(table),
                        tenant,
                        names.columnArray(change.keys()),
                        literalOrNull(change.getLegalHold()),
                        literalOrNull(change.getPurgeAfter()),
                        Names.literal(change.app()),
                        Names.literal(change.across()))
                .collect(Collectors.joining(", "));
        return "select holdfast.make_purge(" + arguments + ")";
    }

    private static String literalOrNull(@Nullable String text) {
        return text == null ? "null" : Names.literal(text);
    }

    /** One statement, so that a refusal stops all of it even in a script that goes on after errors. */
    List<String> down() {
        List<String> sql = new ArrayList<>();
        sql.add(change.lock(names));
        if (change.guarded()) {
            if (change.tenants()) {
                sql.add(LiftedForce.noForce(table));
            }
            sql.add("set local row_security = off");
            sql.add(refusal());
            sql.add("set local row_security to default");
            if (change.tenants()) {
                sql.add(LiftedForce.force(table));
            }
        }
        sql.add(change.call(names, "refuse_if_needed"));
        sql.add(change.dropLiveView(names));
        sql.add(change.call(names, "drop_purge"));
        for (String trigger : List.of(GUARD, INSERT_GUARD, NO_DELETE)) {
            sql.add("drop trigger if exists " + trigger + " on " + table);
        }
        sql.add("drop index if exists " + names.index(schema, deletionIndex()));
        sql.add("drop index if exists " + names.index(schema, deletedIndex()));
        sql.add("alter table " + table + " drop constraint if exists " + names.object(checkName())
                + ", drop column live");
        sql.add(change.call(names, "drop_deletion_columns"));
        sql.add("grant delete on " + table + " to " + roles);
        sql.add(change.makeLiveView(names));

        return List.of(Block.of(change.guarded() ? "deleted bigint; consequence text" : "", sql));
    }

    /** A deleted_at that the table had before stays, so its rows stay deleted: then only the other stamps are lost. */
    private String refusal() {
        String message = "The rollback of enableSoftDelete on " + table.replace("%", "%%")
                + " is refused: % of its rows are deleted and would %. Purge them with " + purge().replace("%", "%%")
                + "(keys), tenant by tenant, or set discard=\"true\" on the change to let that happen.";
        return "select count(*) into deleted from " + table + " where deleted_at is not null;\n"
                + "if deleted > 0 then\n"
                + "    select case when col_description(attrelid, attnum) = 'Made by Holdfast' then 'come back to life'\n"
                + "        else 'forget by whom, why and with which others they were deleted' end into consequence\n"
                + "    from pg_attribute where attrelid = " + Names.literal(table)
                + "::regclass and attname = 'deleted_at';\n"
                + "    raise exception " + Names.literal(message) + ",\n"
                + "        deleted, consequence using errcode = 'object_not_in_prerequisite_state';\n"
                + "end if";
    }

    private String purge() {
        return names.table(schema, change.table() + "_purge");
    }

    private String checkName() {
        return Names.made(change.table(), "", "_deletion_check");
    }

    private String deletionIndex() {
        return Names.made(change.table(), "", "_deletion_idx");
    }

    private String deletedIndex() {
        return Names.made(change.table(), "", "_deleted_idx");
    }
}
