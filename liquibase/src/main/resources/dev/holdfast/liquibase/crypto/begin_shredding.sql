create or replace function holdfast.begin_shredding(tenant text) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $holdfast$
begin
    perform holdfast.refuse_old_snapshot();
    perform pg_advisory_xact_lock(hashtextextended('holdfast.data_keys/' || tenant, 0));
end
$holdfast$;
