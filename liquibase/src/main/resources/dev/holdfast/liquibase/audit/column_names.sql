-- The names of a table's columns by their places, with null in that of a dropped one.
create or replace function holdfast.column_names(relation regclass) returns name[]
    language sql stable strict
    set search_path = pg_catalog, pg_temp
as $holdfast$
    select array(
        select case when not attisdropped then attname end from pg_attribute where attrelid = relation and attnum > 0 order by attnum)
$holdfast$;
