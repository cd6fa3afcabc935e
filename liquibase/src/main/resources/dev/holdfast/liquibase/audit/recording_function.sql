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
begin
    execute format('create or replace function %s() returns trigger
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
    set row_security = on%s
as %L', name, settings, holdfast.recording_source(body));
    execute format('comment on function %s() is %L', name, 'Made by Holdfast');
    execute format('revoke execute on function %s() from public', name);
    return name;
end
$holdfast$;
