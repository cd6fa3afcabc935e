-- Refuses a foreign key over periods where PostgreSQL has none.
create or replace function holdfast.require_period_keys(relation regclass) returns void
    language plpgsql stable strict
    set search_path = pg_catalog, pg_temp
as $holdfast$
begin
    if current_setting('server_version_num')::int < 180000 then
        raise exception 'The foreign key of % over periods needs PostgreSQL 18, and this server is PostgreSQL %', relation,
            current_setting('server_version_num')::int / 10000
            using errcode = 'feature_not_supported',
                hint = 'Upgrade the server, or leave addPeriodForeignKey out; addPeriodKey works from PostgreSQL 15 on.';
    end if;
end
$holdfast$;
