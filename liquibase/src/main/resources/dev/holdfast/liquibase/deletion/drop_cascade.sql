create or replace function holdfast.drop_cascade(child regclass, parent regclass, key name, routine name) returns void
    language plpgsql strict
    set search_path = pg_catalog, pg_temp
as $holdfast$
declare
    cascade constant regprocedure := (
        select p.oid from pg_proc p join pg_class c on c.relnamespace = p.pronamespace
        where c.oid = child and p.proname = routine and p.pronargs = 0
            and obj_description(p.oid, 'pg_proc') = 'Made by Holdfast');
begin
    if cascade is not null then
        execute format('drop trigger if exists %I on %s', 'AA_' || key, parent);
        execute format('drop function %s', cascade);
    end if;
end
$holdfast$;
