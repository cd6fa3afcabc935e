create or replace function holdfast.token_epoch(token text) returns bigint
    language sql stable strict
    set search_path = pg_catalog, pg_temp
as $holdfast$
    select holdfast.token_part(token, 3)::bigint
$holdfast$;
