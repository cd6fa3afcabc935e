create or replace function holdfast.refuse_event_change() returns trigger
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $holdfast$
begin
    raise exception 'What is written in %.% stays as it is', tg_table_schema, tg_table_name
        using errcode = 'insufficient_privilege', hint = 'Append an event that says what has changed.',
            schema = tg_table_schema, table = tg_table_name;
end
$holdfast$;
