-- The table of a table's versions; where there is none, how it would be called.
create or replace function holdfast.versions_name(relation regclass) returns text
    language sql stable strict
    set search_path = pg_catalog, pg_temp
as $holdfast$
    select coalesce(t.versions::text, format('%s.%I', c.relnamespace::regnamespace, c.relname || '_versions'))
    from pg_class c left join holdfast.recorded_tables t on t.relation = c.oid
    where c.oid = $1
$holdfast$;
