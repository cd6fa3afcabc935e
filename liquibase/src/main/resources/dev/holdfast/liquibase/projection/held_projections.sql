-- What a process has, with the tokens; for that process alone, so that it is the role's for work across tenants.
-- One that is in force in the appends' transactions stands still here. They are few: what waits there is looked up for each.
create or replace function holdfast.held_projections(node text)
    returns table (projection text, version integer, partition integer, token uuid, checkpoint text, stopped boolean)
    language sql stable rows 16 security definer
    set search_path = pg_catalog, pg_temp
as $holdfast$
    select q.projection, q.version, q.partition, q.token, q.checkpoint, p.paused or q.mismatched
        or exists (select from holdfast.inline_projections i where i.projection = q.projection and i.version = q.version)
    from holdfast.projection_partitions q
    join holdfast.projections p using (projection, version)
    where q.owner = held_projections.node and q.token is not null;
$holdfast$;
