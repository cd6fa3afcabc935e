-- From the table and what inherits from it, such as its partitions, as far as it is there.
create or replace function holdfast.lift_force(relation regclass) returns void
    language plpgsql strict
    set search_path = pg_catalog, pg_temp
as $holdfast$
declare
    forced regclass;
begin
    for forced in
        with recursive below (oid) as (
            select relation::oid
            union
            select i.inhrelid from pg_inherits i join below b on i.inhparent = b.oid
        )
        select c.oid from below b join pg_class c on c.oid = b.oid where c.relforcerowsecurity
    loop
        execute format('alter table %s no force row level security', forced);
        perform set_config('holdfast.lifted', concat_ws(' ', current_setting('holdfast.lifted', true), forced::oid), true);
    end loop;
end
$holdfast$;
