create or replace function holdfast.drop_purge(relation regclass) returns void
    language plpgsql strict
    set search_path = pg_catalog, pg_temp
as $holdfast$
declare
    purge regprocedure;
begin
    for purge in
        select pg_proc.oid from pg_proc join pg_class on pg_class.oid = relation and relnamespace = pronamespace
        where proname = relname || '_purge' and obj_description(pg_proc.oid, 'pg_proc') = 'Made by Holdfast'
    loop
        execute format('drop function %s', purge);
    end loop;
    execute format('drop policy if exists holdfast_purge on %s', relation);
end
$holdfast$;
