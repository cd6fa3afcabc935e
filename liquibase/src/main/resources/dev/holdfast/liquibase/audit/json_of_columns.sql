-- An expression for a JSON object of values, those that are null left out.
--   Before PostgreSQL 16 there is no json_object that leaves out: the texts of the members are put together instead.
create or replace function holdfast.json_of_columns(names name[], members text[]) returns text
    language plpgsql stable strict
    set search_path = pg_catalog, pg_temp
as $holdfast$
declare
    parts text[];
begin
    if names = '{}' then
        return '''{}''::jsonb';
    elsif current_setting('server_version_num')::int >= 160000 then
        return (
            select format('json_object(%s absent on null returning jsonb)', string_agg(format('%L : %s', name, member), ', ' order by n))
            from unnest(names, members) with ordinality as m (name, member, n));
    end if;
    -- A function takes a hundred arguments.
    select array_agg(part order by chunk) into parts
    from (
        select n / 90 as chunk, format('concat_ws('','', %s)', string_agg(
            format('%L || (%s)::text', to_json(name::text)::text || ':', member), ', ' order by n)) as part
        from unnest(names, members) with ordinality as m (name, member, n)
        group by n / 90) as chunks;
    return format('(''{'' || concat_ws('','', %s) || ''}'')::jsonb', (
        select string_agg(format('nullif(%s, '''')', part), ', ' order by n) from unnest(parts) with ordinality as p (part, n)));
end
$holdfast$;
