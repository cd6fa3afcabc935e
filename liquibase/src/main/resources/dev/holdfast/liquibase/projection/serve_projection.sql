-- Has another version of a projection read, from this transaction's commit on: in one step, and only where it is no further
-- behind than the one that is read now, apart from streams that are parked there too.
create or replace function holdfast.serve_projection(projection text, version integer) returns void
    language plpgsql volatile security definer
    set search_path = pg_catalog, pg_temp
as $holdfast$
#variable_conflict use_column
declare
    served integer;
    ahead bigint;
    reached bigint;
begin
    -- Both versions stand still until the commit.
    perform from holdfast.projection_partitions p
    where p.projection = serve_projection.projection
    order by p.version, p.partition
    for update;
    select p.version into served from holdfast.projections p
    where p.projection = serve_projection.projection and p.serving for update;
    select min(p.position) into reached from holdfast.projection_partitions p
    where p.projection = serve_projection.projection and p.version = serve_projection.version;
    if reached is null then
        raise exception 'There is no version % of the projection "%".', version, projection using errcode = 'undefined_object';
    end if;
    select max(p.position) into ahead from holdfast.projection_partitions p
    where p.projection = serve_projection.projection and p.version = served;
    if reached < ahead then
        raise exception 'Version % of the projection % is at %, and the one that is read at %: wait until it has caught up.',
            version, projection, reached, ahead using errcode = 'object_not_in_prerequisite_state';
    end if;
    update holdfast.projections p set serving = false where p.projection = serve_projection.projection and p.serving;
    update holdfast.projections p set serving = true
    where p.projection = serve_projection.projection and p.version = serve_projection.version;
end
$holdfast$;
