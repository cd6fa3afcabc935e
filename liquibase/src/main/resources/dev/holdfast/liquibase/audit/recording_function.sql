-- Makes the function of a table's trigger. Nobody may execute it but its owner: whoever could put it on a table of their own would write
-- entries of this one.
create or replace function holdfast.recording_function(relation regclass, event text, body text, needs text[]) returns text
    language plpgsql strict
    set search_path = pg_catalog, pg_temp
as $holdfast$
declare
    name constant text := (
        select format('%s.%I', relnamespace::regnamespace, relname || '_recorded_' || event) from pg_class where oid = relation);
    settings constant text := (
        select string_agg(format(E'\n    set %s = %s', setting, case setting
            when 'datestyle' then '''ISO, YMD''' when 'timezone' then '''UTC''' when 'intervalstyle' then 'postgres'
            when 'bytea_output' then 'hex' when 'extra_float_digits' then '1' when 'lc_monetary' then '''C'''
            when 'xmlbinary' then 'base64' end), '' order by setting)
        from (select distinct unnest(needs) as setting) as s);
    routine constant regprocedure := to_regprocedure(name || '()');
    other regclass;
    grantee text;
begin
    if obj_description(routine, 'pg_proc') is distinct from 'Made by Holdfast' and routine is not null then
        raise exception 'The changes of % can''t be recorded: a function % is there, and isn''t Holdfast''s', relation, routine
            using errcode = 'duplicate_function', hint = 'Rename it, or drop it.';
    end if;
    select min(tgrelid)::regclass into other from pg_trigger
    where tgfoid = routine and tgrelid not in (select oid from holdfast.recorded_parts(relation));
    if other is not null then
        raise exception 'The changes of % can''t be recorded: the function % records those of %', relation, routine, other
            using errcode = 'duplicate_function',
                hint = format('select holdfast.renew_recording(%L) first, which names its functions as it is named now.', other::text);
    end if;
    execute format('create or replace function %s() returns trigger
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
    set row_security = on%s
as %L', name, settings, holdfast.recording_source(body));
    execute format('comment on function %s() is %L', name, 'Made by Holdfast');
    -- Default privileges may have given it to more than everybody.
    for grantee in
        select distinct case a.grantee when 0 then 'public' else quote_ident(pg_get_userbyid(a.grantee)) end
        from pg_proc cross join aclexplode(coalesce(proacl, acldefault('f', proowner))) a
        where pg_proc.oid = to_regprocedure(name || '()') and a.grantee <> proowner
    loop
        execute format('revoke execute on function %s() from %s cascade', name, grantee);
    end loop;
    return name;
end
$holdfast$;
