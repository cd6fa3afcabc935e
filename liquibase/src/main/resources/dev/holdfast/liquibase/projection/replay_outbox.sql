-- Has an outbox tell again what is behind a position, in order per stream: a stream that is parked behind it is tried with the
-- others again, one that is parked before it waits on, and so does a paused tenant.
create or replace function holdfast.replay_outbox(outbox text, after bigint) returns void
    language plpgsql volatile
    set search_path = pg_catalog, pg_temp
as $holdfast$
declare
    here constant text := holdfast.move_outbox(outbox, after);
begin
    delete from holdfast.parked_streams s where s.projection = replay_outbox.outbox and s.position > after;
    delete from holdfast.projection_tenants t where t.projection = replay_outbox.outbox and t.position > after and not t.paused;
    update holdfast.projection_tenants t set checkpoint = here, position = split_part(substr(here, 2), '.', 1)::bigint
    where t.projection = replay_outbox.outbox and t.position > after;
end
$holdfast$;
