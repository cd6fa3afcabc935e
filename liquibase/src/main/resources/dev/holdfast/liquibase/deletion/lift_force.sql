create or replace function holdfast.lift_force(relation regclass) returns void
    language plpgsql strict
    set search_path = pg_catalog, pg_temp
as $holdfast$
begin
    if (select relforcerowsecurity from pg_class where oid = relation) then
        execute format('alter table %s no force row level security', relation);
        perform set_config('holdfast.lifted', concat_ws(' ', current_setting('holdfast.lifted', true), relation::oid), true);
    end if;
end
$holdfast$;
