package dev.holdfast.liquibase.tenant;

import dev.holdfast.liquibase.internal.Block;
import dev.holdfast.liquibase.internal.LiftedForce;
import dev.holdfast.liquibase.internal.Names;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The SQL of {@code enableTenancy}: one table's fence, up and down. */
final class Fence {
    private static final String TRIGGER = "zz_holdfast_tenant_fixed";
    private static final List<String> POLICIES =
            List.of("holdfast_tenant", "holdfast_access", "holdfast_across", "holdfast_owner");

    private final EnableTenancyChange change;
    private final Names names;
    private final @Nullable String schema;
    private final String table;
    private final String column;
    private final String roles;
    private final boolean again;

    Fence(EnableTenancyChange change, Names names) {
        this.change = change;
        this.names = names;
        schema = change.getSchemaName();
        table = change.table(names);
        column = names.column(change.column());
        roles = change.roles(names);
        again = change.again();
    }

    List<String> up() {
        List<String> sql = new ArrayList<>();
        sql.add(change.lock(names));
        sql.add(again ? change.call(names, "lift_force") : LiftedForce.noForce(table)); // then it has fenced partitions
        stampExistingRows(sql);
        sql.add(alterTable(
                "alter column " + column + " set default " + change.type().current(),
                "alter column " + column + " set not null"));
        addKeys(sql);
        addPolicies(sql);
        sql.add("create " + (again ? "or replace " : "") + "trigger " + TRIGGER + " before update on " + table
                + "\n    for each row when (old." + column + " is distinct from new." + column
                + ")\n    execute function holdfast.refuse_tenant_change()");
        addGrants(sql);
        sql.add(alterTable("enable row level security", "force row level security"));
        sql.add("do "
                + Names.dollarQuoted(
                        "holdfast",
                        partitions(
                                "enable row level security, force row level security",
                                "if not exists (select from pg_policy where polrelid = part and polname = 'holdfast_owner') then\n"
                                        + "            execute "
                                        + ownersPolicyOf("part").replace("\n", "\n        ")
                                        + ";\n        end if")));
        return sql;
    }

    /**
     * A partition that is asked by its own name knows nothing of its parent's policies. Without a policy of its own it shows
     * no rows then, whoever was granted what; by the parent's name the parent's policies show them. Its owner is told.
     */
    private String partitions(String action, String policy) {
        return "declare\n    part regclass;\nbegin\n    for part in\n        with recursive below (oid) as (\n"
                + "            select inhrelid from pg_inherits where inhparent = '" + table.replace("'", "''")
                + "'::regclass\n            union all\n"
                + "            select i.inhrelid from pg_inherits i join below b on i.inhparent = b.oid\n        )\n"
                + "        select c.oid from below b join pg_class c on c.oid = b.oid where c.relkind in ('r', 'p')\n"
                + "    loop\n        execute format('alter table %s " + action + "', part);\n        " + policy
                + ";\n    end loop;\nend";
    }

    private String alterTable(String... actions) {
        return "alter table " + table + "\n    " + String.join(",\n    ", actions);
    }

    private void stampExistingRows(List<String> sql) {
        String tenant = change.getExistingRowsTenant();
        if (tenant == null) {
            return;
        }
        sql.add("alter table " + table + " add column if not exists " + column + " "
                + change.type().sql());
        sql.add("set local row_security = off");
        sql.add("update " + table + " set " + column + " = " + change.type().literal(tenant) + " where " + column
                + " is null");
        sql.add("set constraints all immediate");
        sql.add("set local row_security to default");
    }

    /**
     * The foreign key to the registry is validated while FORCE is lifted from the table. It isn't lifted from the registry,
     * which every writer of every tenant needs: its owner has a policy to read it, and without that an error would follow,
     * not silence.
     */
    private void addKeys(List<String> sql) {
        String create = again ? "index if not exists " : "index ";
        if (!change.keys().isEmpty()) {
            sql.add("create unique " + create + names.object(keyName()) + " on " + table + " ("
                    + names.tenantAnd(change.column(), String.join(",", change.keys())) + ")");
        }
        if (change.indexed()) {
            sql.add("create " + create + names.object(indexName()) + " on " + table + " (" + column + ")");
        }
        if (change.registered()) {
            String name = names.object(foreignKeyName());
            String add = "add constraint " + name + " foreign key (" + column + ") references holdfast.tenants (id)";
            sql.add(again ? alterTable("drop constraint if exists " + name, add) : alterTable(add));
        }
    }

    private void addPolicies(List<String> sql) {
        if (again) {
            POLICIES.forEach(policy -> sql.add(dropPolicy(policy)));
        }
        String own = column + " = (select " + change.type().current() + ")";
        // Restrictive, so that another policy can't widen it; to the application only, else it would blind definer
        // roles.
        sql.add(policy("holdfast_tenant", "restrictive", names.role(change.app()), own));
        sql.add(policy("holdfast_access", "permissive", names.role(change.app()), "true"));
        sql.add(policy("holdfast_across", "permissive", names.role(change.across()), "true"));
        sql.add(ownersPolicy());
    }

    /** An error where FORCE alone would give the owner no rows, without a word. The owner need not be who migrates. */
    private String ownersPolicy() {
        return "do "
                + Names.dollarQuoted(
                        "holdfast", "begin\n    execute " + ownersPolicyOf(Names.literal(table)) + ";\nend");
    }

    /** The statement that makes it, as an expression. */
    private static String ownersPolicyOf(String relation) {
        return "(\n        select format('create policy holdfast_owner on %1$s as permissive for all to %2$s\n"
                + "            using ((select holdfast.refuse_owner(%1$L))) with check ((select holdfast.refuse_owner(%1$L)))',\n"
                + "            oid::regclass, relowner::regrole)\n        from pg_class where oid = " + relation
                + "::regclass)";
    }

    private String policy(String name, String kind, String role, String condition) {
        return "create policy " + name + " on " + table + " as " + kind + " for all to " + role + "\n    using ("
                + condition + ")\n    with check (" + condition + ")";
    }

    private String dropPolicy(String name) {
        return "drop policy if exists " + name + " on " + table;
    }

    private void addGrants(List<String> sql) {
        if (schema != null) {
            sql.add("grant usage on schema " + names.schema(schema) + " to " + roles);
        }
        sql.add("grant " + String.join(", ", change.grantList()) + " on " + table + " to " + roles);
        sql.add("revoke truncate, references, trigger on " + table + " from public, " + roles);
    }

    /** One statement, so that a refusal stops all of it even in a script that goes on after errors. */
    List<String> down() {
        List<String> sql = new ArrayList<>();
        sql.add(change.lock(names));
        if (change.guarded()) {
            sql.add(LiftedForce.noForce(table));
            sql.add("set local row_security = off");
            sql.add(refusal());
            sql.add("set local row_security to default");
        }
        sql.add("drop trigger if exists " + TRIGGER + " on " + table);
        POLICIES.forEach(policy -> sql.add(dropPolicy(policy)));
        sql.add("alter table " + table + " disable row level security, no force row level security");
        sql.add(partitions(
                "disable row level security, no force row level security",
                "execute format('drop policy if exists holdfast_owner on %s', part)"));
        sql.add("alter table " + table + " alter column " + column + " drop default"
                + (change.getExistingRowsTenant() == null ? "" : ", alter column " + column + " drop not null"));
        if (change.registered()) {
            sql.add("alter table " + table + " drop constraint if exists " + names.object(foreignKeyName()));
        }
        if (change.indexed()) {
            sql.add("drop index if exists " + names.index(schema, indexName()));
        }
        if (!change.keys().isEmpty()) {
            sql.add("drop index if exists " + names.index(schema, keyName()));
        }
        sql.add("revoke " + String.join(", ", change.grantList()) + " on " + table + " from " + roles);

        return List.of(Block.of(change.guarded() ? "tenants bigint" : "", sql));
    }

    private String refusal() {
        String message = "The rollback of enableTenancy on " + table.replace("%", "%%")
                + " is refused: the table holds rows of % tenants, which "
                + "would lie open to each other. Delete or move the rows of all tenants but one, or set discard=\"true\" on "
                + "the change to let the fence go; the rows stay as they are.";
        return "if exists (select from " + table + " where " + column + " <> (select " + column + " from " + table
                + " limit 1)) then\n"
                + "    select count(distinct " + column + ") into tenants from " + table + ";\n"
                + "    raise exception '" + message.replace("'", "''") + "',\n"
                + "        tenants using errcode = 'object_not_in_prerequisite_state';\n"
                + "end if";
    }

    private String keyName() {
        return Names.made(change.table(), String.join(",", change.keys()), "_tenant_key");
    }

    private String indexName() {
        return Names.made(change.table(), "", "_tenant_idx");
    }

    private String foreignKeyName() {
        return Names.made(change.table(), "", "_tenant_fkey");
    }
}
