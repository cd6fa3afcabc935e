-- For plain SQL: <table>_history, each version with from when to when and by whom; and <table>_as_of(moment) and
-- <table>_as_of_token(token), the rows as they were. The functions are written into the statement that calls them, with the rights of
-- whoever calls them. They have two names, since a moment that is a bare text could be either. What is passed is $1: a column of the
-- table may be called moment or token. A null one would leave no version at all, and be refused by nobody, if it stood there alone.
create or replace function holdfast.make_history_views(relation regclass) returns void
    language plpgsql strict
    set search_path = pg_catalog, pg_temp
as $holdfast$
declare
    recorded holdfast.recorded_tables%rowtype;
    versions constant text := holdfast.versions_name(relation);
    readers constant text := (
        select string_agg(distinct grantee::regrole::text, ', ') from pg_class c cross join aclexplode(c.relacl) acl
        where c.oid = versions::regclass and acl.privilege_type = 'SELECT' and acl.grantee <> c.relowner and acl.grantee <> 0);
    view text;
    routine record;
    names text;
    picked text;
    keys text;
begin
    select t.* into strict recorded from holdfast.recorded_tables t where t.relation = make_history_views.relation;
    select format('%s.%I', relnamespace::regnamespace, relname || '_history') into view from pg_class where oid = relation;
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
    for routine in
        select format('%s.%I(%s)', relnamespace::regnamespace, relname || way.suffix, way.parameter) as signature, way.known
        from pg_class cross join (values
            ('_as_of', 'moment timestamptz', format(
                'v.holdfast_at <= coalesce($1, case when holdfast.is_in_history(%1$L, $1) then $1 end)
        and (select holdfast.is_in_history(%1$L, $1))', relation)),
            ('_as_of_token', 'token text', format('v.holdfast_sequence <= (
            select coalesce(holdfast.token_sequence($1), case when holdfast.is_in_history_of_token(%1$L, $1) then 0 end))
        and (v.holdfast_sequence <= (select holdfast.token_epoch($1))
            or pg_visible_in_snapshot(v.holdfast_transaction, (select holdfast.token_snapshot($1))))
        and (select holdfast.is_in_history_of_token(%1$L, $1))', relation))
        ) as way (suffix, parameter, known)
        where oid = relation
    loop
        execute format('create function %s returns setof %s language sql stable as %L', routine.signature, relation, format('
select %s from (
    select distinct on (%s) v.*
    from %s v
    where %s
    order by %2$s, v.holdfast_sequence desc
) v
where not v.holdfast_gone
', picked, keys, versions, routine.known));
        execute format('comment on function %s is %L', routine.signature, 'Made by Holdfast');
        execute format('revoke execute on function %s from public', routine.signature);
        if readers is not null then
            execute format('grant execute on function %s to %s', routine.signature, readers);
        end if;
    end loop;
    if readers is not null then
        execute format('grant select on %s to %s', view, readers);
    end if;
end
$holdfast$;
