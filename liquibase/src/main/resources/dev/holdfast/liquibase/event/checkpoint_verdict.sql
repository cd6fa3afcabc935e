-- What doesn't fit about a checkpoint: future, other_event, other_store; null where it fits. An event that was purged, or went
-- with its tenant, must stop no reader for ever: where no event has the position, the store's epoch decides. The class
-- dev.holdfast.event.Checkpoint knows the same form.
create or replace function holdfast.checkpoint_verdict(checkpoint text) returns text
    language plpgsql stable security definer
    set search_path = pg_catalog, pg_temp
as $holdfast$
declare
    parts constant text[] := string_to_array(checkpoint, '.');
    place bigint;
    there text;
begin
    perform holdfast.refuse_unordered_read();
    if checkpoint = 'c0' then
        return null;
    end if;
    -- One expression for all of it, with its groups and counts, takes ten times as long.
    if checkpoint is null or checkpoint !~ '^c[1-9][0-9]*[.][0-9a-f]+[.][0-9a-f]+$'
            or length(parts[1]) > 19 or length(parts[2]) <> 16 or length(parts[3]) <> 8 then
        raise exception 'A checkpoint isn''t one: give what holdfast.checkpoint_at(position) gave'
            using errcode = 'invalid_parameter_value';
    end if;
    place := substr(parts[1], 2);
    if place > coalesce(
            pg_sequence_last_value('holdfast.event_positions'), (select last_value - 1 from holdfast.event_positions)) then
        return 'future';
    end if;
    there := holdfast.checkpoint_at(place);
    if split_part(there, '.', 1) = parts[1] then
        return case when split_part(there, '.', 2) <> parts[2] then 'other_event' end;
    end if;
    return case when not exists (select from holdfast.event_store where left(epoch::text, 8) = parts[3]) then 'other_store' end;
end
$holdfast$;
