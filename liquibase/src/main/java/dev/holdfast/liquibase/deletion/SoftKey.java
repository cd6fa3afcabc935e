package dev.holdfast.liquibase.deletion;

import dev.holdfast.liquibase.internal.Block;
import dev.holdfast.liquibase.internal.LiftedForce;
import dev.holdfast.liquibase.internal.Names;
import java.util.ArrayList;
import java.util.List;

/**
 * The SQL of {@code addSoftForeignKey}, up and down: a foreign key to the row, whether it is deleted or not, and where a live
 * row needs a live one, a second foreign key over {@code live}, which is null for a deleted row.
 */
final class SoftKey {
    private final AddSoftForeignKeyChange change;
    private final Names names;
    private final String table;
    private final String parent;
    private final String constraint;
    private final String liveConstraint;
    private final boolean again;

    SoftKey(AddSoftForeignKeyChange change, Names names) {
        this.change = change;
        this.names = names;
        table = change.table(names);
        parent = change.parent(names);
        constraint = names.object(change.constraint());
        liveConstraint = names.object(change.constraint() + "_live");
        again = change.again();
    }

    List<String> up() {
        List<String> body = new ArrayList<>();
        body.add("select holdfast.check_soft_foreign_key(" + Names.literal(table) + ", " + Names.literal(parent) + ", "
                + Names.literal(change.action()) + ")");
        if (again) {
            body.add("select holdfast.drop_cascade(" + cascade() + ")");
            dropConstraints(body);
        }
        if (change.live()) {
            // Only where the rows can't be deleted: then each of them is live.
            body.add("alter table " + table
                    + " add column if not exists live boolean generated always as (true) stored");
            body.add("create unique index if not exists " + names.object(liveReference()) + " on " + parent + " ("
                    + columns(change.referenced()) + ", live)");
        }
        body.add(addConstraints());
        body.add("comment on constraint " + constraint + " on " + table + " is 'holdfast:" + change.action() + "'");
        if (change.indexed()) {
            body.add("create index " + names.object(indexName()) + " on " + table + " (" + columns(change.base())
                    + (change.live() ? ", live" : "") + ")");
        }
        if (change.action().equals("cascade")) {
            body.add("select holdfast.make_cascade(" + cascade() + ")");
        }
        List<String> sql = new ArrayList<>(LiftedForce.aroundKey(List.of(table, parent), body));
        if (derives() || again) {
            sql.add("select holdfast.make_live_view(" + Names.literal(table) + ")");
        }
        return sql;
    }

    private String addConstraints() {
        String keys = columns(change.base());
        String referenced = columns(change.referenced());
        String plain = "\n    add constraint " + constraint + " foreign key (" + keys + ") references " + parent + " ("
                + referenced + ")";
        String live = ",\n    add constraint " + liveConstraint + " foreign key (" + keys + ", live) references "
                + parent + " (" + referenced + ", live)";
        return "alter table " + table + plain + (change.live() ? live : "");
    }

    /** One statement, as every rollback here. */
    List<String> down() {
        List<String> sql = new ArrayList<>();
        sql.add(LiftedForce.lock(List.of(table, parent).stream().distinct().toList()));
        sql.add("select holdfast.drop_cascade(" + cascade() + ")");
        dropConstraints(sql);
        sql.add("select holdfast.renew_cascades(" + Names.literal(table) + ")");
        if (change.live()) {
            String reference = names.index(change.getReferencedTableSchemaName(), liveReference());
            sql.add("if not exists (select from pg_constraint where conindid = to_regclass(" + Names.literal(reference)
                    + ")) then\n    drop index if exists " + reference + ";\nend if");
            sql.add("select holdfast.drop_unused_live(" + Names.literal(table) + ")");
        }
        if (derives()) {
            sql.add("select holdfast.make_live_view(" + Names.literal(table) + ")");
        }
        return List.of(Block.of(sql));
    }

    private void dropConstraints(List<String> sql) {
        sql.add("alter table " + table + " drop constraint if exists " + liveConstraint + ", drop constraint if exists "
                + constraint);
        if (change.indexed()) {
            sql.add("drop index if exists " + names.index(change.getBaseTableSchemaName(), indexName()));
        }
    }

    private boolean derives() {
        return change.action().equals("derive");
    }

    private String columns(String list) {
        return change.tenants() ? names.tenantAnd(change.column(), list) : names.columns(list);
    }

    /** The tables, the key, and the name of its trigger's function. */
    private String cascade() {
        return String.join(
                ", ",
                Names.literal(table),
                Names.literal(parent),
                Names.literal(change.constraint()),
                Names.literal(Names.made(change.table(), change.constraint(), "_cascade")));
    }

    private String liveReference() {
        return Names.made(change.parent(), change.referenced(), "_live_ref");
    }

    private String indexName() {
        return Names.made(change.table(), change.base(), "_soft_idx");
    }
}
