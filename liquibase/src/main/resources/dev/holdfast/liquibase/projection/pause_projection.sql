-- Stops a projection in all its versions, and undoes what is under way of it: the tokens change. Refused of one that is in force in
-- the appends' transactions, which would miss events.
create or replace function holdfast.pause_projection(projection text) returns void
    language plpgsql volatile security definer
    set search_path = pg_catalog, pg_temp
as $holdfast$
begin
    perform holdfast.refuse_in_force(projection);
    update holdfast.projections p set paused = true where p.projection = pause_projection.projection;
    if not found then
        raise exception 'There is no projection "%".', projection using errcode = 'undefined_object';
    end if;
    perform from holdfast.lock_projection(pause_projection.projection);
end
$holdfast$;
