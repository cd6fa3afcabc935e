-- Takes away what holdfast.require_known_actors made: an actor can be any text.
create or replace function holdfast.accept_any_actor() returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $holdfast$
declare
    relation regclass;
    routine regprocedure;
begin
    drop trigger if exists holdfast_known_actor on holdfast.change_sets;
    for relation in select polrelid::regclass from pg_policy where polname = 'holdfast_actors' loop
        execute format('drop policy holdfast_actors on %s', relation);
    end loop;
    for routine in
        select oid::regprocedure from pg_proc where pronamespace = 'holdfast'::regnamespace and proname = 'is_actor'
            and obj_description(oid, 'pg_proc') = 'Made by Holdfast'
    loop
        execute format('drop function %s', routine);
    end loop;
end
$holdfast$;
