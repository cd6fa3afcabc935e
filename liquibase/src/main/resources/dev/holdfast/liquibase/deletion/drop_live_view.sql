create or replace function holdfast.drop_live_view(relation regclass) returns void
    language plpgsql strict
    set search_path = pg_catalog, pg_temp
as $holdfast$
declare
    view constant text := holdfast.live_view_name(relation);
begin
    if to_regclass(view) is not null then
        execute format('drop view %s', view);
    end if;
end
$holdfast$;
