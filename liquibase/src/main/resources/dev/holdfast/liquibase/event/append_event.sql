-- For SQL clients: one event, the outcome as an error.
create or replace function holdfast.append_event(
    category text, stream text, expected bigint, type text, data ${holdfast.eventDataType},
    metadata jsonb default '{}', event_id uuid default gen_random_uuid(), schema_version integer default 1,
    out event_version bigint, out event_position bigint)
    language plpgsql volatile
    set search_path = pg_catalog, pg_temp
as $holdfast$
declare
    appended constant bigint[] := holdfast.append_one(
        category, stream, expected, event_id, type, schema_version, data::text, metadata::text);
    outcome text := (array['appended', 'duplicate', 'conflict', 'closed', 'archived'])[appended[1] + 1];
    actual bigint := appended[2];
    known text;
begin
    event_version := appended[2];
    event_position := appended[3];
    if appended is null then
        select a.outcome, a.actual, a.versions[1], a.positions[1], a.known_category || '/' || a.known_stream
        into outcome, actual, event_version, event_position, known
        from holdfast.append_events(
            array[category], array[stream], array[expected], '{}', array[event_id], array[type], array[schema_version],
            array[data::text], array[metadata::text], '{}', '{}', '{}', '{}') as a;
    end if;
    case outcome
        when 'appended', 'duplicate' then
            null;
        when 'conflict' then
            raise exception 'The stream %/% was expected at version %, and is at %', category, stream, expected, actual
                using errcode = 'HF010', hint = 'Read what came in between, and decide anew.';
        when 'reused' then
            raise exception 'The event id % stands in the stream % already', event_id, known
                using errcode = 'HF012', hint = 'Give each event an id of its own.';
        else
            raise exception 'The stream %/% is %', category, stream, outcome
                using errcode = 'HF011', hint = 'It takes no more events: begin another stream.';
    end case;
end
$holdfast$;
