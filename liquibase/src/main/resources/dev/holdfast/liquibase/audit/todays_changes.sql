-- An entry's changes under the names that columns have by now: which one a name meant, the entry's sequence tells, since a name that was
-- free again may be another column's. Of a column that is gone the name stays, unless another one came to have it.
create or replace function holdfast.todays_changes(of_table integer, entry_sequence bigint, changes jsonb) returns jsonb
    language sql stable strict
    set search_path = pg_catalog, pg_temp
as $holdfast$
    with recursive followed (key, name, renaming) as (
        select k.key, k.key collate "C", 0::bigint from jsonb_object_keys(changes) as k (key)
        union all
        select f.key, r.new_name::text collate "C", r.renaming_id
        from followed f
        cross join lateral (
            select n.new_name, n.renaming_id from holdfast.renamed_columns n
            where n.table_id = of_table and n.last_sequence >= entry_sequence and n.old_name = f.name and n.renaming_id > f.renaming
            order by n.renaming_id limit 1) r
    ), last_ones (key, name, renaming) as (
        select distinct on (f.key) f.key, f.name, f.renaming from followed f order by f.key, f.renaming desc
    )
    select coalesce(
        jsonb_object_agg(coalesce(l.name, l.key), changes -> l.key order by (l.name is not null)::integer, l.renaming), changes)
    from last_ones l
$holdfast$;
