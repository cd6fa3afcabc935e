create or replace function holdfast.refuse_clear_cells(relation regclass, attribute name) returns void
    language plpgsql strict
    set search_path = pg_catalog, pg_temp
as $holdfast$
declare
    found bigint;
begin
    execute format('select count(*) from %s where substring(%I from 1 for 1) = %L', relation, attribute, '\x00') into found;
    if found > 0 then
        raise exception 'The column % of % still holds % values in clear text. Encrypt them first.',
            attribute, relation, found using errcode = 'object_not_in_prerequisite_state';
    end if;
end
$holdfast$;
