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
    end_of_store text;
begin
    perform holdfast.hold_appends(swap_projection.projection, swap_projection.version);
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
    if exists (select from holdfast.inline_projections i where i.projection = swap_projection.projection and i.version = served)
        and served <> swap_projection.version
    then
        -- What was appended until now the appends have handled: it goes on from here as the others do, if somebody runs it.
        end_of_store := holdfast.checkpoint_at(9223372036854775807);
        update holdfast.projection_partitions p
        set checkpoint = end_of_store, position = split_part(substr(end_of_store, 2), '.', 1)::bigint, moved_at = clock_timestamp()
        where p.projection = swap_projection.projection and p.version = served;
        perform from holdfast.lock_projection(swap_projection.projection);
        perform holdfast.put_inline_in_force(swap_projection.projection, null);
    end if;
    if exists (
        select from holdfast.projections p
        where p.projection = swap_projection.projection and p.version = swap_projection.version and p.inline)
    then
        -- What is under way of it is undone: the tokens change.
        perform from holdfast.lock_projection(swap_projection.projection);
        perform holdfast.put_inline_in_force(swap_projection.projection, swap_projection.version);
    end if;
    update holdfast.projections p set serving = false where p.projection = swap_projection.projection and p.serving;
    update holdfast.projections p set serving = true
    where p.projection = swap_projection.projection and p.version = swap_projection.version;
    return served;
end
$holdfast$;
