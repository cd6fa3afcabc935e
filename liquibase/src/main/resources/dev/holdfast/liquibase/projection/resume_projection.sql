-- Lets a projection go on in all its versions, an outbox in its last.
create or replace function holdfast.resume_projection(projection text) returns void
    language plpgsql volatile security definer
    set search_path = pg_catalog, pg_temp
as $holdfast$
begin
    update holdfast.projections p set paused = false
    where p.projection = resume_projection.projection and (p.serving or not p.outbox);
    if not found then
        raise exception 'There is no projection "%".', projection using errcode = 'undefined_object';
    end if;
    perform from holdfast.projection_partitions p
    where p.projection = resume_projection.projection
    order by p.version, p.partition
    for no key update;
    update holdfast.projection_partitions p set mismatched = false, error = null, failures = 0
    where p.projection = resume_projection.projection;
end
$holdfast$;
