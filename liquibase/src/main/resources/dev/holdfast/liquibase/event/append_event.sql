-- For SQL clients: one event, the outcome as an error.
create or replace function holdfast.append_event(
    category text, stream text, expected bigint, type text, data ${holdfast.eventDataType},
    metadata jsonb default '{}', event_id uuid default gen_random_uuid(), schema_version integer default 1,
    out event_version bigint, out event_position bigint)
    language plpgsql volatile
    set search_path = pg_catalog, pg_temp
as $holdfast$
declare
    appended record;
begin
    appended := holdfast.append_one(category, stream, expected, event_id, type, schema_version, data::text, metadata::text);
    case appended.outcome
        when 'appended', 'duplicate' then
            event_version := appended.event_version;
            event_position := appended.event_position;
        when 'conflict' then
            raise exception 'The stream %/% was expected at version %, and is at %', category, stream, expected, appended.actual
                using errcode = 'HF010', hint = 'Read what came in between, and decide anew.';
        when 'reused' then
            raise exception 'The event id % stands in the stream %/% already', event_id, appended.known_category,
                appended.known_stream using errcode = 'HF012', hint = 'Give each event an id of its own.';
        else
            raise exception 'The stream %/% is %', category, stream, appended.outcome using errcode = 'HF011';
    end case;
end
$holdfast$;
