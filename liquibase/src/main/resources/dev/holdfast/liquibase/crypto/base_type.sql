create or replace function holdfast.base_type(type regtype) returns regtype
    language sql stable strict
    set search_path = pg_catalog, pg_temp
as $holdfast$
    with recursive based (oid, typtype, typbasetype) as (
        select oid, typtype, typbasetype from pg_type where oid = type
        union all
        select t.oid, t.typtype, t.typbasetype from based join pg_type t on t.oid = based.typbasetype where based.typtype = 'd'
    )
    select oid::regtype from based where typtype <> 'd'
$holdfast$;
