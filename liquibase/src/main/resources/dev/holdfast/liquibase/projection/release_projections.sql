-- Gives partitions back, so that another process need not wait for the end of the lease: those of these tokens; without any, all
-- that the process has, which is none any more then.
create or replace function holdfast.release_projections(node text, tokens uuid[] default null) returns void
    language sql volatile security definer
    set search_path = pg_catalog, pg_temp
as $holdfast$
    delete from holdfast.projection_nodes n where n.node = release_projections.node and tokens is null;
    update holdfast.projection_partitions p
    set owner = null, token = null, leased_until = null, busy_since = null
    from (
        select o.projection, o.version, o.partition from holdfast.projection_partitions o
        where o.owner = release_projections.node and (tokens is null or o.token = any (tokens))
        order by o.projection, o.version, o.partition
        for no key update) as own
    where p.projection = own.projection and p.version = own.version and p.partition = own.partition;
$holdfast$;
