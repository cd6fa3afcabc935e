-- The part of holdfast.serve_projection that changes what is read; returns the version that was read before, or null.
create or replace function holdfast.swap_projection(projection text, version integer) returns integer
    language plpgsql volatile security definer
    set search_path = pg_catalog, pg_temp
as $holdfast$
#variable_conflict use_column
declare
    served integer;
    ahead bigint;
    reached bigint;
begin
    perform from holdfast.projections p where p.projection = swap_projection.projection order by p.version for no key update;
    -- Both versions stand still until the commit.
    perform from holdfast.projection_partitions p
    where p.projection = swap_projection.projection
    order by p.version, p.partition
    for no key update;
    select p.version into served from holdfast.projections p
    where p.projection = swap_projection.projection and p.serving;
    select min(p.position) into reached from holdfast.projection_partitions p
    where p.projection = swap_projection.projection and p.version = swap_projection.version;
    if reached is null then
        raise exception 'There is no version % of the projection "%".', version, projection using errcode = 'undefined_object';
    end if;
    select min(p.position) into ahead from holdfast.projection_partitions p
    where p.projection = swap_projection.projection and p.version = served and served <> swap_projection.version;
    if reached < ahead then
        raise exception 'Version % of the projection % is at %, and the one that is read at %: wait until it has caught up.',
            version, projection, reached, ahead using errcode = 'object_not_in_prerequisite_state';
    end if;
    update holdfast.projections p set serving = false where p.projection = swap_projection.projection and p.serving;
    update holdfast.projections p set serving = true
    where p.projection = swap_projection.projection and p.version = swap_projection.version;
    return served;
end
$holdfast$;
