-- What enable_audit and enable_history have in common: what is known of the table. What isn't said (null) stays as the other one said it.
create or replace function holdfast.record_table(
    relation regclass, tenant_column name, logical_name text, needs_actor boolean, by_row boolean, harmless_triggers name[]) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $holdfast$
#variable_conflict use_variable
declare
    keys constant name[] := holdfast.primary_key(relation, tenant_column);
    log_owner constant oid := (select relowner from pg_class where oid = 'holdfast.audit_entries'::regclass);
    taken regclass;
    before holdfast.recorded_tables%rowtype;
    unknown text;
begin
    if not pg_has_role(current_user, log_owner, 'usage') or (select relowner from pg_class where oid = relation) <> log_owner then
        raise exception 'The table % and holdfast.audit_entries belong to different roles: the functions that record its changes couldn''t write there', relation
            using errcode = 'insufficient_privilege',
                hint = format('Both changelogs are to be run by the same role; or: alter table %s owner to %I;', relation, pg_get_userbyid(log_owner));
    end if;
    select t.relation into taken from holdfast.recorded_tables t
    where t.logical_name = logical_name and t.relation <> relation;
    if taken is not null then
        raise exception 'The name % is taken in the audit log, by the table %', logical_name, taken
            using errcode = 'duplicate_object', hint = 'Say another logicalName.';
    end if;
    select t.* into before from holdfast.recorded_tables t where t.relation = relation;
    if before.historical and keys not in (before.key_columns, holdfast.followed_key(before)) then
        raise exception 'The history of % tells its rows apart by (%), and its primary key is (%) now',
            relation, array_to_string(before.key_columns, ', '), array_to_string(keys, ', ')
            using errcode = 'object_not_in_prerequisite_state',
                hint = 'Put the key back; or roll enableHistory back with discard="true", and run it again.';
    end if;
    select string_agg(quote_ident(named), ', ') into unknown from unnest(harmless_triggers) as h (named)
    where not exists (
        select from holdfast.recorded_parts(relation) p join pg_trigger on tgrelid = p.oid where tgname = named and not tgisinternal);
    if unknown is not null then
        raise exception 'The table % has no trigger %', relation, unknown
            using errcode = 'undefined_object', hint = 'harmlessTriggers names triggers that are there: make it first, or leave it out.';
    end if;
    insert into holdfast.recorded_tables as t (
        relation, logical_name, key_columns, tenant_column, needs_actor, by_row, harmless_triggers)
    select oid, coalesce(logical_name, case
            when exists (select from holdfast.recorded_tables r where r.logical_name = relname) then concat(relnamespace::regnamespace, '.', relname)
            else relname
        end), keys, tenant_column, coalesce(needs_actor, false), coalesce(by_row, false), coalesce(harmless_triggers, '{}')
    from pg_class where oid = relation
    on conflict on constraint recorded_tables_relation_key do update
    set key_columns = excluded.key_columns, tenant_column = excluded.tenant_column, needs_actor = coalesce(needs_actor, t.needs_actor),
        by_row = coalesce(by_row, t.by_row), harmless_triggers = coalesce(harmless_triggers, t.harmless_triggers),
        logical_name = coalesce(logical_name, t.logical_name);
end
$holdfast$;
