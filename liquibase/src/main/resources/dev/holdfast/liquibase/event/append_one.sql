-- One event without personal data, which is what most appends are: the same as append_events in half the time.
create or replace function holdfast.append_one(
    category text, stream text, expected bigint, event_id uuid, type text, schema_version integer, data text, metadata text,
    out outcome text, out actual bigint, out event_version bigint, out event_position bigint,
    out known_category text, out known_stream text)
    language plpgsql volatile security definer
    set search_path = pg_catalog, pg_temp
as $holdfast$
#variable_conflict use_variable
declare
    tenant constant holdfast.streams.tenant_id%type := nullif(current_setting('holdfast.tenant_id', true), '');
    number bigint;
    base bigint;
    stamped timestamptz;
begin
    -- A stream that is there and as expected: two statements, and no arrays. Everything else is left to append_events.
    if type ~ '\S' and length(type) <= 200 and schema_version > 0 and (metadata is null or jsonb_typeof(metadata::jsonb) = 'object') then
        update holdfast.streams as s
        set version = s.version + 1, recorded_at = greatest(clock_timestamp(), s.recorded_at)
        where s.tenant_id = tenant and s.category = category and s.stream_id = stream and s.state = 'open'
            and (expected is null or s.version = expected or expected = -1 and s.version > 0)
        returning s.stream_no, s.version, s.recorded_at into number, base, stamped;
        if number is not null then
            insert into holdfast.events as e (
                tenant_id, category, position, stream_no, version, recorded_at, event_id, schema_version, personal, type, data,
                metadata)
            select tenant, category, nextval('holdfast.event_positions'), number, base, stamped, event_id, schema_version, false,
                type, data::${holdfast.eventDataType},
                case when metadata is null
                    then jsonb_strip_nulls(jsonb_build_object(
                        'correlation', nullif(current_setting('holdfast.request_id', true), ''),
                        'actor', nullif(current_setting('holdfast.actor', true), ''),
                        'reason', nullif(current_setting('holdfast.reason', true), '')))
                    else jsonb_strip_nulls(jsonb_build_object(
                        'correlation', nullif(current_setting('holdfast.request_id', true), '')))
                        || (metadata::jsonb - '{actor,reason}'::text[])
                        || jsonb_strip_nulls(jsonb_build_object(
                            'actor', nullif(current_setting('holdfast.actor', true), ''),
                            'reason', nullif(current_setting('holdfast.reason', true), '')))
                end
            from (
                select pg_try_advisory_xact_lock_shared(18502::bigint << 48 | l.lowest) as is_ordered,
                    set_config('holdfast.lowest_position', l.lowest::text, true),
                    case when current_setting('synchronous_commit') = 'off'
                        then set_config('synchronous_commit', 'on', true) end
                from (
                    select greatest(1, least(
                        nullif(current_setting('holdfast.lowest_position', true), '')::bigint,
                        coalesce(pg_sequence_last_value('holdfast.event_positions'), 0) + 1)) as lowest
                    offset 0) as l
                offset 0) as locked
            where is_ordered and case when pg_sequence_last_value('holdfast.archivings') is null then true else not exists (
                select from holdfast.archived_events as d where d.tenant_id = tenant and d.event_id = event_id) end
            on conflict on constraint events_event_id_key do nothing
            returning e.version, e.position into event_version, event_position;
            if event_position is not null then
                outcome := 'appended';
                return;
            end if;
            -- The id is taken, and the position that was drawn stays empty; or somebody holds the order's key.
            update holdfast.streams as s set version = s.version - 1 where s.tenant_id = tenant and s.stream_no = number;
        elsif expected > 0 and current_setting('transaction_isolation') not in ('repeatable read', 'serializable') then
            -- A plain conflict: not to wait for the stream's row once more, behind whoever else wants it.
            select s.version into actual from holdfast.streams as s
            where s.tenant_id = tenant and s.category = category and s.stream_id = stream and s.state = 'open'
                and s.version <> expected
                and not exists (select from holdfast.events as d where d.tenant_id = tenant and d.event_id = event_id)
                and not exists (select from holdfast.archived_events as d where d.tenant_id = tenant and d.event_id = event_id);
            if actual is not null then
                outcome := 'conflict';
                return;
            end if;
        end if;
    end if;
    select a.outcome, a.actual, a.versions[1], a.positions[1], a.known_category, a.known_stream
    into outcome, actual, event_version, event_position, known_category, known_stream
    from holdfast.append_events(
        array[category], array[stream], array[expected], '{}', array[event_id], array[type], array[schema_version], array[data],
        case when metadata is null then '{}' else array[metadata] end, '{}', '{}', '{}', '{}') as a;
end
$holdfast$;
