-- Ends the history of a table, which is gone with that.
create or replace function holdfast.disable_history(relation regclass) returns void
    language plpgsql strict
    set search_path = pg_catalog, pg_temp
as $holdfast$
declare
    versions constant text := holdfast.versions_name(relation);
begin
    update holdfast.recorded_tables t
    set historical = false, historical_since = null, historical_from = null, historical_in = null,
        versions = null where t.relation = disable_history.relation;
    perform holdfast.make_recording(relation);
    perform holdfast.drop_history_views(relation);
    if obj_description(to_regclass(versions), 'pg_class') = 'Made by Holdfast' then
        execute format('drop table %s', versions);
    end if;
end
$holdfast$;
