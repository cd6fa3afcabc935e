-- Gives partitions back, so that another process need not wait for the end of the lease: those of these tokens.
create or replace function holdfast.release_projections(tokens uuid[]) returns void
    language sql volatile security definer
    set search_path = pg_catalog, pg_temp
as $holdfast$
    update holdfast.projection_partitions p
    set owner = null, token = null, leased_until = null, busy_since = null
    where p.token = any (release_projections.tokens);
$holdfast$;
