create or replace function holdfast.token_snapshot(token text) returns pg_snapshot
    language sql stable strict
    set search_path = pg_catalog, pg_temp
as $holdfast$
    select holdfast.token_part(token, 4)::pg_snapshot
$holdfast$;
