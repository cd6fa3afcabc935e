-- Those of a table's columns that go into its entries.
create or replace function holdfast.audited_columns(recorded holdfast.recorded_tables)
    returns table (name name, type text, json_cast text, image_cast text, needs text[])
    language sql stable
    set search_path = pg_catalog, pg_temp
as $holdfast$
    select c.* from holdfast.recorded_columns(recorded.relation) c
    where c.name <> all (recorded.excluded_columns) and (recorded.included_columns is null or c.name = any (recorded.included_columns))
$holdfast$;
