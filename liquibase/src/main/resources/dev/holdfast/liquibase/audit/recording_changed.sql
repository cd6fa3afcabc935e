-- A condition that is true of a row of which one of these columns isn't what it was.
create or replace function holdfast.recording_changed(relation regclass, names name[], old_row text, new_row text) returns text
    language sql stable strict
    set search_path = pg_catalog, pg_temp
as $holdfast$
    select format('row(%s) is distinct from row(%s)',
        string_agg(format('%s.%I%s', old_row, name, image_cast), ', '),
        string_agg(format('%s.%I%s', new_row, name, image_cast), ', '))
    from holdfast.recorded_columns(relation) where name = any (names)
$holdfast$;
