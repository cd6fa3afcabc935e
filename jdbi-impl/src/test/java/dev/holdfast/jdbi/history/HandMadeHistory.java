package dev.holdfast.jdbi.history;

import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.table.Table;
import dev.holdfast.testkit.Role;
import dev.holdfast.testkit.TestDatabase;

/** Histories as enableHistory makes them, by hand. */
final class HandMadeHistory {

    private HandMadeHistory() {}

    static void install(TestDatabase database) {
        String app = database.user(Role.APPLICATION);
        String across = database.user(Role.ACROSS_TENANTS);
        Sql.run(database.superuserDataSource(), FRAME.replace("$app", app).replace("$across", across));
        for (Table table : Archive.SCHEMA.tables()) {
            if (table.isHistorical()) {
                Sql.run(database.superuserDataSource(), ofTable(table).replace("$app", app).replace("$across", across));
            }
        }
    }

    private static String ofTable(Table table) {
        String keys = String.join(", ", table.primaryKey().stream().map(AnyColumn::name).toList());
        String fence = table.tenantKey() == null
                ? "true"
                : "tenant_id = (select nullif(current_setting('holdfast.tenant_id', true), '')::bigint)";
        String all = (table.tenantKey() == null ? "" : "tenant_id, ") + keys;
        return """
                create table $t_versions (like $t, holdfast_sequence bigint not null, holdfast_at timestamptz not null,
                    holdfast_transaction xid8 not null, holdfast_change_set bigint, holdfast_gone boolean not null,
                    holdfast_action text not null, holdfast_linked_key text);
                do $$ declare c name; begin
                    for c in select attname from pg_attribute where attrelid = '$t_versions'::regclass and attnum > 0 and attnotnull
                        and attname not like 'holdfast%' and attname <> all (string_to_array('$all', ', ')::name[]) loop
                        execute format('alter table $t_versions alter column %I drop not null', c);
                    end loop; end $$;
                alter table $t_versions add primary key ($all, holdfast_sequence);
                insert into holdfast.recorded_tables (relation, historical, historical_since, historical_from)
                    values ('$t', true, clock_timestamp(), (select last_value from holdfast.change_sequence));
                create trigger holdfast_versions after insert or update or delete on $t for each row
                    execute function holdfast.record_version('{$keys}');
                alter table $t_versions enable row level security, force row level security;
                create policy holdfast_tenant on $t_versions as restrictive for all to $app using ($fence);
                create policy holdfast_access on $t_versions for select to $app using (true);
                create policy holdfast_across on $t_versions for all to $across using (true);
                grant select on $t_versions to $app, $across;
                """
                .replace("$keys", keys)
                .replace("$all", all)
                .replace("$fence", fence)
                .replace("$t", table.name());
    }

    private static final String FRAME =
            """
            create sequence holdfast.change_sequence;
            select nextval('holdfast.change_sequence');
            create table holdfast.recorded_tables (relation regclass primary key, historical boolean,
                historical_since timestamptz, historical_from bigint);
            create table holdfast.change_sets (change_set_id bigint generated always as identity primary key,
                transaction_id xid8 not null default pg_current_xact_id(), transaction_at timestamptz not null default now(),
                recorded_at timestamptz not null default clock_timestamp(), tenant_id bigint, actor text, reason text,
                request_id text, metadata jsonb, database_role text not null default session_user);
            alter table holdfast.change_sets enable row level security, force row level security;
            create policy holdfast_tenant on holdfast.change_sets as restrictive for all to $app
                using (tenant_id is null or tenant_id = (select nullif(current_setting('holdfast.tenant_id', true), '')::bigint));
            create policy holdfast_access on holdfast.change_sets for select to $app using (true);
            create policy holdfast_across on holdfast.change_sets for select to $across using (true);
            grant select on holdfast.change_sets, holdfast.recorded_tables, holdfast.change_sequence to $app, $across;
            create function holdfast.record_version() returns trigger language plpgsql security definer as $$
            declare
                keys name[] := tg_argv[0];
                told_actor text := nullif(current_setting('holdfast.actor', true), '');
                told_reason text := nullif(current_setting('holdfast.reason', true), '');
                told_request text := nullif(current_setting('holdfast.request_id', true), '');
                was jsonb := to_jsonb(old);
                becomes jsonb := to_jsonb(new);
                present jsonb := coalesce(becomes, was);
                old_key text;
                new_key text;
                change_set bigint;
                action text := lower(tg_op);
            begin
                if was = becomes then return null; end if;
                select case cardinality(keys) when 1 then was ->> keys[1]::text else to_json(array(select was ->> k from unnest(keys) k))::text end,
                    case cardinality(keys) when 1 then becomes ->> keys[1]::text else to_json(array(select becomes ->> k from unnest(keys) k))::text end
                into old_key, new_key;
                select change_set_id into change_set from holdfast.change_sets s where transaction_id = pg_current_xact_id()
                    and tenant_id is not distinct from (present ->> 'tenant_id')::bigint and actor is not distinct from told_actor
                    and reason is not distinct from told_reason and request_id is not distinct from told_request;
                if change_set is null then
                    insert into holdfast.change_sets (tenant_id, actor, reason, request_id)
                    values ((present ->> 'tenant_id')::bigint, told_actor, told_reason, told_request)
                    returning change_set_id into change_set;
                end if;
                if tg_op = 'UPDATE' and old_key <> new_key then
                    perform holdfast.add_version(tg_relid, holdfast.only_keys(was, keys), change_set, 'rekey', true, new_key);
                elsif tg_op = 'UPDATE' and was ->> 'deleted_at' is null and becomes ->> 'deleted_at' is not null then
                    action := 'soft_delete';
                elsif tg_op = 'UPDATE' and was ->> 'deleted_at' is not null and becomes ->> 'deleted_at' is null then
                    action := 'restore';
                elsif tg_op = 'DELETE' then
                    action := case when current_setting('holdfast.purge', true) = 'on' then 'purge' else 'delete' end;
                    present := holdfast.only_keys(was, keys);
                end if;
                perform holdfast.add_version(tg_relid, present, change_set, action, tg_op = 'DELETE',
                    case when tg_op = 'UPDATE' then nullif(old_key, new_key) end);
                return null;
            end $$;
            create function holdfast.only_keys(row_of jsonb, keys name[]) returns jsonb language sql as $$
                select jsonb_object_agg(key, value) from jsonb_each(row_of) where key = any (keys || 'tenant_id'::name) $$;
            create function holdfast.add_version(relation oid, row_of jsonb, change_set bigint, action text, gone boolean, linked text)
                returns void language plpgsql as $$
            begin
                execute format('insert into %s_versions select (jsonb_populate_record(null::%1$s_versions, $1)).*', relation::regclass)
                using row_of || jsonb_build_object('holdfast_sequence', nextval('holdfast.change_sequence'),
                    'holdfast_at', clock_timestamp(), 'holdfast_transaction', pg_current_xact_id()::text,
                    'holdfast_change_set', change_set, 'holdfast_action', action, 'holdfast_gone', gone,
                    'holdfast_linked_key', linked);
            end $$;
            create function holdfast.is_in_history(relation regclass, moment timestamptz) returns boolean language plpgsql stable strict as $$
            declare since constant timestamptz := (select historical_since from holdfast.recorded_tables t
                where t.relation = is_in_history.relation and t.historical);
            begin
                if since is null then
                    raise exception 'The table % has no history', relation using errcode = 'HF017', hint = 'Run enableHistory on it.';
                elsif moment < since then
                    raise exception 'The history of % begins at %, after %', relation, since, moment using errcode = 'HF017',
                        hint = 'What its rows were before that isn''t known.';
                end if;
                return true;
            end $$;
            create function holdfast.token_part(token text, part integer) returns text language plpgsql stable strict security definer as $$
            declare parts constant text[] := regexp_match(token, '^(-?\\d{1,19}):(\\d{1,19}):(\\d{1,19}):(\\d{1,20}:\\d{1,20}:[0-9,]*)$');
            begin
                if parts is null then
                    raise exception 'This is no snapshot token: %', left(token, 100) using errcode = 'HF015';
                elsif parts[1] <> (select c.system_identifier::text from pg_control_system() c) then
                    raise exception 'This snapshot token is of another cluster: %', left(token, 100) using errcode = 'HF015';
                end if;
                return parts[part];
            end $$;
            create function holdfast.token_snapshot(token text) returns pg_snapshot language sql stable strict as $$
                select holdfast.token_part(token, 4)::pg_snapshot $$;
            create function holdfast.snapshot_token() returns text language sql stable security definer as $$
                select concat_ws(':', here.system_identifier, s.last_value, 0, pg_current_snapshot())
                from pg_control_system() here, holdfast.change_sequence s $$;
            create function holdfast.is_in_history_of_token(relation regclass, token text) returns boolean language plpgsql stable strict as $$
            declare since constant bigint := (select historical_from from holdfast.recorded_tables t
                where t.relation = is_in_history_of_token.relation and t.historical);
            begin
                if since is null then
                    raise exception 'The table % has no history', relation using errcode = 'HF017', hint = 'Run enableHistory on it.';
                elsif holdfast.token_part(token, 2)::bigint < since then
                    raise exception 'The history of % begins after the token', relation using errcode = 'HF017',
                        hint = 'What its rows were before that isn''t known.';
                end if;
                return true;
            end $$;
            """;
}
