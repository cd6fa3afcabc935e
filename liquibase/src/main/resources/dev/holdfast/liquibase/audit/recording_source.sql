-- The source of a function that does this for each event.
create or replace function holdfast.recording_source(body text) returns text
    language sql immutable strict
    set search_path = pg_catalog, pg_temp
as $holdfast$
    select format('
#variable_conflict use_column
begin%s
    return null;
end
', body)
$holdfast$;
