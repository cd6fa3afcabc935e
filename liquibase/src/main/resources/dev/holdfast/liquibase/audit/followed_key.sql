-- The key by which a table's rows are recorded, by the names that its columns have now.
create or replace function holdfast.followed_key(recorded holdfast.recorded_tables) returns name[]
    language sql stable
    set search_path = pg_catalog, pg_temp
as $holdfast$
    select array(
        select coalesce(a.attname, k.name) from unnest(recorded.key_columns) with ordinality as k (name, n)
        left join unnest(recorded.column_names) with ordinality as c (name, place)
            on c.name = k.name and recorded.columns_of = recorded.relation::oid
        left join pg_attribute a on a.attrelid = recorded.relation and a.attnum = c.place and not a.attisdropped
        order by k.n)
$holdfast$;
