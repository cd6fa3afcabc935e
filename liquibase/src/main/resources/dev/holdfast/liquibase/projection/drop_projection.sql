-- Forgets a version of a projection that isn't run any more: its checkpoints, what is parked, and which tenants are behind. What it
-- wrote is in the application's tables, and stays there.
create or replace function holdfast.drop_projection(projection text, version integer) returns void
    language plpgsql volatile security definer
    set search_path = pg_catalog, pg_temp
as $holdfast$
#variable_conflict use_column
declare
    dropped holdfast.projections;
    runner text;
begin
    select p.* into dropped from holdfast.projections p
    where p.projection = drop_projection.projection and p.version = drop_projection.version for update;
    if not found then
        raise exception 'There is no version % of the projection "%".', drop_projection.version, drop_projection.projection
            using errcode = 'undefined_object';
    end if;
    if dropped.serving and exists (
        select from holdfast.projections p where p.projection = drop_projection.projection and p.version <> drop_projection.version)
    then
        raise exception 'Version % of the projection % is the one that is read: serve another one first.',
            drop_projection.version, drop_projection.projection using errcode = 'object_not_in_prerequisite_state';
    end if;
    select min(p.owner) into runner from holdfast.projection_partitions p
    where p.projection = drop_projection.projection and p.version = drop_projection.version
        and p.leased_until >= clock_timestamp();
    if runner is not null then
        raise exception 'Version % of the projection % is run by %: stop that, or wait for the end of its lease.',
            drop_projection.version, drop_projection.projection, runner using errcode = 'object_in_use';
    end if;
    delete from holdfast.inline_projections i
    where i.projection = drop_projection.projection and i.version = drop_projection.version;
    delete from holdfast.projections p
    where p.projection = drop_projection.projection and p.version = drop_projection.version;
end
$holdfast$;
