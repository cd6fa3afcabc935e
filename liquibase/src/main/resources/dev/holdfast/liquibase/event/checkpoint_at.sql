-- The checkpoint at the last event, of whatever tenant, at or below a position: the safe position, or that of an event which
-- was read in order. It tells that event's position and a digest of its id.
--
-- The policy holdfast_positions shows all tenants' events to what runs as the owner under this search_path, which each of the owner's
-- other functions sets otherwise, whatever a session has set; a view runs as whoever reads it. Nobody can make a schema of a name that begins with pg_.
create or replace function holdfast.checkpoint_at(at_most bigint) returns text
    language plpgsql stable security definer
    set search_path = pg_catalog, pg_temp, pg_every_position
as $holdfast$
declare
    last_event record;
begin
    if at_most is null then
        raise exception 'A checkpoint is asked for at no position: give what safe_position() gave, or that of an event which was read'
            using errcode = 'invalid_parameter_value';
    end if;
    select e.position, e.event_id into last_event
    from (
        (select position, event_id from holdfast.events where stream_no > 0 and position <= at_most order by position desc limit 1)
        union all
        (select position, event_id from holdfast.archived_events where stream_no > 0 and position <= at_most order by position desc limit 1)) as e
    order by e.position desc
    limit 1;
    if not found then
        return 'c0';
    end if;
    return concat('c', last_event.position, '.', left(encode(sha256(uuid_send(last_event.event_id)), 'hex'), 16), '.', coalesce(
        (select left(epoch::text, 8) from holdfast.event_store order by since desc limit 1), '00000000'));
end
$holdfast$;
