-- Writes the functions again of the keys that a table has now.
create or replace function holdfast.renew_cascades(child regclass) returns void
    language plpgsql strict
    set search_path = pg_catalog, pg_temp
as $holdfast$
declare
    cascade record;
begin
    for cascade in
        select k.conname, t.tgfoid::regprocedure as routine
        from pg_constraint k join pg_trigger t on t.tgrelid = k.confrelid and t.tgname = 'AA_' || k.conname
        where k.conrelid = child and k.contype = 'f' and obj_description(k.oid, 'pg_constraint') = 'holdfast:cascade'
            and obj_description(t.tgfoid, 'pg_proc') = 'Made by Holdfast'
    loop
        execute format(
            'create or replace function %s returns trigger language plpgsql set search_path = pg_catalog, pg_temp as %L',
            cascade.routine, holdfast.cascade_body(child, cascade.conname));
    end loop;
end
$holdfast$;
