-- The table and its partitions: what is written straight into one fires no trigger of the table.
create or replace function holdfast.recorded_parts(relation regclass) returns table (oid regclass)
    language sql stable strict
    set search_path = pg_catalog, pg_temp
as $holdfast$
    with recursive below (oid) as (
        select $1::oid
        union
        select i.inhrelid from pg_inherits i join below b on i.inhparent = b.oid
    )
    select b.oid::regclass from below b join pg_class c on c.oid = b.oid where c.relkind in ('r', 'p')
$holdfast$;
