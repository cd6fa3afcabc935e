-- The tables whose live views ask this table whether their rows are live, directly or through another one.
create or replace function holdfast.deriving_tables(relation regclass) returns setof regclass
    language sql stable strict
    set search_path = pg_catalog, pg_temp
as $holdfast$
    with recursive keys as (
        select conrelid, confrelid from pg_constraint
        where contype = 'f' and obj_description(oid, 'pg_constraint') = 'holdfast:derive'
    ), deriving (id) as (
        select conrelid from keys where confrelid = relation
        union
        select conrelid from keys join deriving on confrelid = id
    )
    select id::regclass from deriving
$holdfast$;
