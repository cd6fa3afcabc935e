-- What keeps changes of tables from being recorded as they are to be, one row for each table and kind of fault:
--   problem: the table has come to have what enable_audit and enable_history refuse; remedy says what helps
--   trigger: a trigger isn't there, is disabled, fires only in replication or is another one, on the table or on a partition
--   function: what records a change isn't what would be made of the table's columns now, or more than its owner may execute it
--   versions: the table of the versions isn't there, or hasn't the columns of the table
--   views: <table>_history, <table>_as_of or <table>_as_of_token isn't there, or would show what whoever reads them may not see
-- It reads catalogues and recorded_tables, as the owner: whoever asks need not be let execute what it calls.
create or replace function holdfast.recording_faults()
    returns table (table_id integer, relation regclass, kind text, fault text, remedy text)
    language plpgsql stable security definer
    set search_path = pg_catalog, pg_temp
    set row_security = on
as $holdfast$
#variable_conflict use_column
declare
    recorded holdfast.recorded_tables%rowtype;
    log_owner constant oid := (select relowner from pg_class where oid = 'holdfast.audit_entries'::regclass);
    changed text;
    lacking text;
    view text;
begin
    for recorded in
        select t.* from holdfast.recorded_tables t
        where (t.audited or t.historical) and exists (select from pg_class c where c.oid = t.relation)
        order by t.table_id
    loop
        return query
        select recorded.table_id, recorded.relation, 'problem', p.problem, p.remedy
        from holdfast.recording_problem(recorded) p where p.problem is not null;
        if recorded.historical and not exists (select from pg_class c where c.oid = recorded.versions) then
            return query values (recorded.table_id, recorded.relation, 'versions', 'the table of its versions isn''t there', null::text);
            continue;
        end if;
        select string_agg(case
                when a.attisdropped then format('%I is gone', old.name)
                when old.name is null then format('%I is new', a.attname)
                else format('%I was %I', a.attname, old.name) end, ', ' order by a.attnum)
        into changed
        from pg_attribute a
        left join unnest(recorded.column_names) with ordinality as old (name, place) on old.place = a.attnum
        where a.attrelid = recorded.relation and recorded.columns_of = recorded.relation::oid and a.attnum > 0
            and case when not a.attisdropped then a.attname end is distinct from old.name;
        return query
        with wanted as materialized (
            select w.event, holdfast.recording_source(w.body) as source, w.needs,
                case w.event when 'insert' then 4 when 'delete' then 8 when 'truncate' then 32 else 16 end
                    + case when w.event = 'rekey' or recorded.by_row and w.event <> 'truncate' then 1 else 0 end as type
            from holdfast.recording_functions(recorded) w
        ), present as materialized (
            select p.oid as part, w.event, t.oid is not null and t.tgtype = w.type and t.tgattr = ''
                    and (t.tgqual is null) = (w.event <> 'rekey') as fits,
                t.tgenabled, f.proowner, f.proacl,
                f.prosrc = w.source and f.proowner = log_owner and f.prosecdef
                    and coalesce(f.proconfig, '{}') @> array['search_path=pg_catalog, pg_temp', 'row_security=on']
                    and not exists (
                        select from unnest(w.needs) n (setting)
                        where not exists (
                            select from unnest(f.proconfig) c (config) where starts_with(lower(config), setting || '='))) as is_ours
            from wanted w
            join holdfast.recorded_parts(recorded.relation) p
                on p.oid = recorded.relation or w.event <> 'rekey' and not (recorded.by_row and w.event <> 'truncate')
            left join pg_trigger t on t.tgrelid = p.oid and not t.tgisinternal
                and t.tgname = '!holdfast_recorded_' || w.event
            left join pg_proc f on f.oid = t.tgfoid
        ), judged as (
            select 'trigger' as kind, case
                    when not fits then format('its trigger for %s isn''t there', event)
                    when tgenabled = 'R' then format('its trigger for %s fires only in replication (enable replica trigger)', event)
                    else format('its trigger for %s is disabled', event) end
                || case when part <> recorded.relation then format(' on the partition %s', part) else '' end as fault
            from present where not fits or tgenabled not in ('O', 'A')
            union all
            select distinct 'function', format(
                case when is_ours then 'the function for %s can be executed by others than its owner'
                    else 'the function for %s isn''t what it would be now' end, event)
            from present
            where fits and (not is_ours or exists (
                select from aclexplode(coalesce(proacl, acldefault('f', proowner))) a where a.grantee <> proowner))
        )
        select recorded.table_id, recorded.relation, j.kind, string_agg(j.fault, '; ' order by j.fault)
            || case when j.kind = 'function' and changed is not null then ': ' || changed else '' end, null::text
        from judged j group by j.kind order by j.kind desc;
        continue when not recorded.historical;
        select string_agg(format('%I %s', a.attname, format_type(a.atttypid, a.atttypmod)), ', ' order by a.attnum) into lacking
        from pg_attribute a
        left join pg_attribute v on v.attrelid = recorded.versions and v.attname = a.attname and not v.attisdropped
        where a.attrelid = recorded.relation and a.attnum > 0 and not a.attisdropped
            and (v.attname is null or (v.atttypid, v.atttypmod, v.attcollation) is distinct from (a.atttypid, a.atttypmod, a.attcollation));
        if lacking is not null then
            return query values (recorded.table_id, recorded.relation, 'versions', format('%s doesn''t have: %s', recorded.versions, lacking), null::text);
        end if;
        select format('%s.%I', relnamespace::regnamespace, relname || '_history') into view from pg_class where oid = recorded.relation;
        return query
        select recorded.table_id, recorded.relation, 'views', string_agg(f.fault, '; ' order by f.fault), null::text
        from (
            select format('the view %s isn''t there', view) as fault where to_regclass(view) is null
            union all
            select format('the view %s reads with its owner''s rights', view) from pg_class c
            where c.oid = to_regclass(view) and not coalesce(c.reloptions @> array['security_invoker=true'], false)
            union all
            select format('no function %s%s gives rows of it', c.relname, way.suffix)
            from pg_class c cross join (values ('_as_of'), ('_as_of_token')) as way (suffix)
            where c.oid = recorded.relation and not exists (
                select from pg_proc f
                where f.pronamespace = c.relnamespace and f.proname = c.relname || way.suffix and f.prorettype = c.reltype and f.proretset)
            union all
            select format('the function %s reads with its owner''s rights', f.oid::regprocedure)
            from pg_class c
            join pg_proc f on f.pronamespace = c.relnamespace and f.proname in (c.relname || '_as_of', c.relname || '_as_of_token') and f.prosecdef
            where c.oid = recorded.relation
        ) as f
        having count(*) > 0;
    end loop;
end
$holdfast$;
