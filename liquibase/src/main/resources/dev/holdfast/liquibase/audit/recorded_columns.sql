-- The columns of a table as the functions that record its changes write them.
--   json_cast: behind a value for JSON. Numbers and booleans go as they are, all else as the text that PostgreSQL writes of it by the
--     settings in needs, which those functions have: so a cast brings back what was there.
--   image_cast: behind a value that is compared. Where equality would let a change pass (1.0 and 1.00, a json column, a collation for which A is a),
--     texts are, by their bytes.
-- A virtual column isn't among them: it follows from the others, and a trigger doesn't have it.
create or replace function holdfast.recorded_columns(relation regclass)
    returns table (name name, type text, json_cast text, image_cast text, needs text[])
    language sql stable strict
    set search_path = pg_catalog, pg_temp
as $holdfast$
    select a.attname, format_type(a.atttypid, a.atttypmod),
        case when k.plain or t.typtype = 'e' then '' else '::text' end,
        case when (k.exact or t.typtype = 'e') and coalesce(c.collisdeterministic, true) then ''
            when c.collisdeterministic is not false then '::text'
            else '::text collate pg_catalog."C"'
        end,
        case
            when t.typtype = 'e' then '{}'
            when k.type is null then '{datestyle,timezone,intervalstyle,bytea_output,extra_float_digits,lc_monetary,xmlbinary}'
            else k.needs
        end
    from pg_attribute a
    join pg_type t on t.oid = a.atttypid
    left join pg_collation c on c.oid = a.attcollation
    left join (values
        ('int2'::regtype, true, true, '{}'::text[]), ('int4', true, true, '{}'), ('int8', true, true, '{}'), ('bool', true, true, '{}'),
        ('text', true, true, '{}'), ('varchar', true, true, '{}'), ('bpchar', true, true, '{}'), ('name', true, true, '{}'),
        ('uuid', true, true, '{}'), ('numeric', true, false, '{}'),
        ('float4', true, false, '{extra_float_digits}'), ('float8', true, false, '{extra_float_digits}'),
        ('date', false, true, '{datestyle}'), ('time', false, true, '{}'), ('timestamp', false, true, '{datestyle}'),
        ('timestamptz', false, true, '{datestyle,timezone}'), ('interval', false, false, '{intervalstyle}'),
        ('bytea', false, true, '{bytea_output}'), ('json', false, false, '{}'), ('jsonb', false, false, '{}')
    ) as k (type, plain, exact, needs) on k.type = a.atttypid
    where a.attrelid = relation and a.attnum > 0 and not a.attisdropped and a.attgenerated <> 'v'
    order by a.attnum
$holdfast$;
