create or replace function holdfast.put_force_back(relation regclass) returns void
    language plpgsql strict
    set search_path = pg_catalog, pg_temp
as $holdfast$
declare
    lifted regclass;
begin
    for lifted in
        with recursive below (oid) as (
            select relation::oid
            union
            select i.inhrelid from pg_inherits i join below b on i.inhparent = b.oid
        )
        select b.oid from below b where b.oid::text = any (string_to_array(current_setting('holdfast.lifted', true), ' '))
    loop
        execute format('alter table %s force row level security', lifted);
    end loop;
end
$holdfast$;
