-- For plain SQL: <table>_history, each version with from when to when and by whom; and <table>_as_of(moment), the rows as they were.
-- The latter is written into the statement that calls it, with whoever calls it's own rights. A column may be called moment, too, and
-- would be meant: so it is $1. A null one would leave no version at all, and be refused by nobody, if it stood there alone.
create or replace function holdfast.make_history_views(relation regclass) returns void
    language plpgsql strict
    set search_path = pg_catalog, pg_temp
as $holdfast$
declare
    recorded holdfast.recorded_tables%rowtype;
    versions constant text := holdfast.versions_name(relation);
    view text;
    routine text;
    names text;
    picked text;
    keys text;
    reader name;
begin
    select t.* into strict recorded from holdfast.recorded_tables t where t.relation = make_history_views.relation;
    select format('%s.%I', relnamespace::regnamespace, relname || '_history'), format('%s.%I', relnamespace::regnamespace, relname || '_as_of')
    into view, routine from pg_class where oid = relation;
    select string_agg(quote_ident(c.name), ', '), string_agg(format('v.%I', c.name), ', ') into names, picked
    from holdfast.recorded_columns(relation) c;
    select string_agg(format('v.%I', key), ', ' order by n) into keys
    from unnest(array_remove(array[recorded.tenant_column], null) || recorded.key_columns) with ordinality as k (key, n);
    perform holdfast.drop_history_views(relation);
    execute format('create view %s with (security_invoker = true) as
        select %s, v.holdfast_at as holdfast_from,
            lead(v.holdfast_at) over (partition by %s order by v.holdfast_sequence) as holdfast_to,
            v.holdfast_action, v.holdfast_gone, v.holdfast_linked_key, v.holdfast_sequence,
            s.change_set_id as holdfast_change_set, s.actor as holdfast_actor, s.reason as holdfast_reason,
            s.request_id as holdfast_request_id, s.metadata as holdfast_metadata, s.database_role as holdfast_database_role
        from %s v left join holdfast.change_sets s on s.change_set_id = v.holdfast_change_set', view, picked, keys, versions);
    execute format('comment on view %s is %L', view, 'Made by Holdfast');
    execute format('create function %s(moment timestamptz) returns setof %s language sql stable as %L', routine, relation, format('
select %s from (
    select distinct on (%s) v.*
    from %s v
    where v.holdfast_at <= coalesce($1, case when holdfast.is_in_history(%4$L, $1) then $1 end)
        and (select holdfast.is_in_history(%4$L, $1))
    order by %2$s, v.holdfast_sequence desc
) v
where not v.holdfast_gone
', picked, keys, versions, relation));
    execute format('comment on function %s(timestamptz) is %L', routine, 'Made by Holdfast');
    execute format('revoke execute on function %s(timestamptz) from public', routine);
    for reader in
        select distinct grantee::regrole::name from pg_class c cross join aclexplode(c.relacl) acl
        where c.oid = to_regclass(versions) and acl.privilege_type = 'SELECT' and acl.grantee <> c.relowner and acl.grantee <> 0
    loop
        execute format('grant select on %s to %I', view, reader);
        execute format('grant execute on function %s(timestamptz) to %I', routine, reader);
    end loop;
end
$holdfast$;
