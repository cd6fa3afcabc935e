-- The settings under which a function writes a row's values as text, or compares them by it: each costs a statement a little. Keys are
-- always written; other values where an entry has them; and an update compares all columns.
create or replace function holdfast.recording_needs(recorded holdfast.recorded_tables, event text) returns text[]
    language sql stable
    set search_path = pg_catalog, pg_temp
as $holdfast$
    select coalesce(array_agg(distinct need order by need), '{}')
    from holdfast.recorded_columns(recorded.relation) c, unnest(c.needs) as need
    where c.name = any (recorded.key_columns)
        or event = 'update' and c.image_cast <> ''
        or recorded.audited and (event in ('update', 'delete') or event = 'insert' and recorded.whole_copies)
            and c.name in (select a.name from holdfast.audited_columns(recorded) a)
$holdfast$;
