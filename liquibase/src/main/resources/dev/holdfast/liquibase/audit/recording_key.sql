-- An expression for a row's key as it is recorded: the text of the one column, or a JSON array of several texts.
create or replace function holdfast.recording_key(key_columns name[], of_row text) returns text
    language sql immutable strict
    set search_path = pg_catalog, pg_temp
as $holdfast$
    select case
        when count(*) = 1 then min(format('%s.%I::text', of_row, key))
        else format('to_json(array[%s])::text', string_agg(format('%s.%I::text', of_row, key), ', ' order by n))
    end
    from unnest(key_columns) with ordinality as k (key, n)
$holdfast$;
