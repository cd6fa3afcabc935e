create or replace function holdfast.put_force_back(relation regclass) returns void
    language plpgsql strict
    set search_path = pg_catalog, pg_temp
as $holdfast$
begin
    if relation::oid::text = any (string_to_array(current_setting('holdfast.lifted', true), ' ')) then
        execute format('alter table %s force row level security', relation);
    end if;
end
$holdfast$;
