-- Takes the triggers and functions away that record a table's changes, also from what was a partition of it.
create or replace function holdfast.drop_recording(relation regclass) returns void
    language plpgsql strict
    set search_path = pg_catalog, pg_temp
as $holdfast$
declare
    found_one record;
    routines regprocedure[] := '{}';
begin
    for found_one in
        select t.tgname, t.tgrelid::regclass as on_relation, t.tgfoid::regprocedure as routine
        from pg_trigger t
        where t.tgparentid = 0 and t.tgfoid in (
            select o.tgfoid from holdfast.recorded_parts(relation) p join pg_trigger o on o.tgrelid = p.oid
            where o.tgname ~ '^!holdfast_recorded_(insert|update|delete|truncate|rekey)$')
    loop
        execute format('drop trigger %I on %s', found_one.tgname, found_one.on_relation);
        routines := routines || found_one.routine;
    end loop;
    for found_one in
        select distinct p.oid::regprocedure as routine from unnest(routines) r (oid) join pg_proc p on p.oid = r.oid
        where obj_description(p.oid, 'pg_proc') = 'Made by Holdfast'
    loop
        execute format('drop function %s', found_one.routine);
    end loop;
end
$holdfast$;
