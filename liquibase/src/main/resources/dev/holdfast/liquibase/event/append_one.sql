-- One event without personal data, which is what most appends are, in half the time of append_events.
--
-- Gives 0, the version and the position of an event that was appended; 1 and the same of one that was before; 2 and the actual
-- version for a conflict; 3 for a closed stream, 4 for an archived one. Null where append_events has more to say. Behind the position stand
-- the places in "inline" of the projections that the caller has to run now, as append_events tells them.
create or replace function holdfast.append_one(
    category text, stream text, expected bigint, event_id uuid, type text, schema_version integer, data text, metadata text,
    tenant_id ${holdfast.tenantType} default null, actor text default null, reason text default null, request text default null,
    inline text[] default null)
    returns bigint[]
    language plpgsql volatile security definer
    set search_path = pg_catalog, pg_temp
    -- A session keeps its plans, maybe from when there was next to nothing.
    set enable_seqscan = off
as $holdfast$
#variable_conflict use_variable
declare
    tenant holdfast.streams.tenant_id%type := nullif(current_setting('holdfast.tenant_id', true), '');
    is_given constant boolean := tenant is null and tenant_id is not null;
    told_actor constant text := coalesce(actor, current_setting('holdfast.actor', true), '');
    told_reason constant text := coalesce(reason, current_setting('holdfast.reason', true), '');
    told_request constant text := coalesce(request, current_setting('holdfast.request_id', true), '');
    stamp jsonb := '{}';
    number bigint;
    at_version bigint;
    at_position bigint;
    stamped timestamptz;
    lowest bigint;
    result bigint[];
    setting text;
    key bigint;
    is_late boolean := false;
    due integer[] := '{}';
begin
    if is_given then
        -- For the policies, which bind this function's owner as well.
        tenant := tenant_id;
        setting := set_config('holdfast.tenant_id', tenant::text, true);
    elsif tenant <> tenant_id then
        raise exception 'The tenant given isn''t the one that is set in this transaction' using errcode = 'HF014',
            hint = 'Give null for the tenant that is set.';
    end if;
    -- A stream that is there and as expected. Everything else is left to append_events.
    if type ~ '\S' and length(type) <= 200 and schema_version > 0 and (metadata is null or jsonb_typeof(metadata::jsonb) = 'object') then
        -- Whoever waits for a stream's row waits again for each appender that overtakes it, only to learn that the version has
        -- passed. So the first append of a transaction holds a key of the stream at the version that it expects, and who finds it
        -- taken waits for that, unless the stream is at another version anyway, and mostly has a conflict then. It is no more than
        -- a hint: any session may take the key.
        if expected > 0 and concat(current_setting('holdfast.lowest_position', true), current_setting('holdfast.stream_key', true)) = ''
            and current_setting('transaction_isolation') not in ('repeatable read', 'serializable')
        then
            key := 18503::bigint << 48
                | (hashtextextended(tenant::text || '/' || category || '/' || stream || '/' || expected::text, 0)
                    & x'ffffffffffff'::bigint);
            if not pg_try_advisory_xact_lock(key) then
                perform from holdfast.streams as s
                where s.tenant_id = tenant and s.category = category and s.stream_id = stream and s.version = expected;
                is_late := not found or holdfast.await_appender(key, is_given);
            end if;
        end if;
        if not is_late then
            update holdfast.streams as s
            set version = s.version + 1, recorded_at = greatest(clock_timestamp(), s.recorded_at)
            where s.tenant_id = tenant and s.category = category and s.stream_id = stream and s.state = 'open'
                and (expected is null or s.version = expected or expected = -1 and s.version > 0)
            returning s.stream_no, s.version, s.recorded_at into number, at_version, stamped;
        end if;
        if number is not null then
            if pg_sequence_last_value('holdfast.inline_changes') is not null then
                due := holdfast.inline_places(inline);
            end if;
            if metadata is not null or told_actor <> '' or told_reason <> '' or told_request <> '' then
                stamp := jsonb_strip_nulls(jsonb_build_object('correlation', nullif(told_request, '')))
                    || (coalesce(metadata::jsonb, '{}') - '{actor,reason}'::text[])
                    || jsonb_strip_nulls(jsonb_build_object('actor', nullif(told_actor, ''), 'reason', nullif(told_reason, '')));
            end if;
            lowest := greatest(1, least(
                nullif(current_setting('holdfast.lowest_position', true), '')::bigint,
                coalesce(pg_sequence_last_value('holdfast.event_positions'), 0) + 1));
            if not pg_try_advisory_xact_lock_shared(18502::bigint << 48 | lowest) then
                lock table holdfast.blocked_appenders in row exclusive mode;
            end if;
            setting := set_config('holdfast.lowest_position', lowest::text, true);
            if current_setting('synchronous_commit') = 'off' then
                setting := set_config('synchronous_commit', 'on', true);
            end if;
            insert into holdfast.events as e (
                tenant_id, category, position, stream_no, version, recorded_at, event_id, schema_version, personal, type, data,
                metadata)
            values (
                tenant, category, nextval('holdfast.event_positions'), number, at_version, stamped, event_id, schema_version, false,
                type, data::${holdfast.eventDataType}, stamp)
            on conflict on constraint events_event_id_key do nothing
            returning e.position into at_position;
            -- Behind the insert: what is being archived meanwhile is either in its way or seen here.
            if at_position is not null and pg_sequence_last_value('holdfast.archivings') is not null then
                perform from holdfast.archived_events as d where d.tenant_id = tenant and d.event_id = event_id;
                if found then
                    at_position := null;
                end if;
            end if;
            if at_position is not null then
                result := array[0, at_version, at_position] || due::bigint[];
            else
                -- The id is taken: the position that was drawn stays empty.
                update holdfast.streams as s set version = s.version - 1 where s.tenant_id = tenant and s.stream_no = number;
                delete from holdfast.events as e where e.tenant_id = tenant and e.stream_no = number and e.version = at_version;
            end if;
        elsif expected > 0 and current_setting('transaction_isolation') not in ('repeatable read', 'serializable') then
            -- A plain conflict: not to wait for the stream's row once more, behind whoever else wants it.
            select array[2, s.version] into result from holdfast.streams as s
            where s.tenant_id = tenant and s.category = category and s.stream_id = stream and s.state = 'open'
                and s.version <> expected
                and not exists (select from holdfast.events as d where d.tenant_id = tenant and d.event_id = event_id)
                and (pg_sequence_last_value('holdfast.archivings') is null
                    or not exists (select from holdfast.archived_events as d where d.tenant_id = tenant and d.event_id = event_id));
        end if;
    end if;
    if key is not null and at_position is null then
        setting := set_config('holdfast.stream_key', 'held', true); -- one is enough for a transaction that goes on
    end if;
    if result is null then
        select case a.outcome
            when 'appended' then array[0, a.versions[1], a.positions[1]] || a.due::bigint[]
            when 'duplicate' then array[1, a.versions[1], a.positions[1]]
            when 'conflict' then array[2, a.actual]
            when 'closed' then array[3]
            when 'archived' then array[4]
        end into result
        from holdfast.append_events(
            array[category], array[stream], array[expected], '{}', array[event_id], array[type], array[schema_version], array[data],
            case when metadata is null then '{}' else array[metadata] end, '{}', '{}', '{}', '{}',
            tenant, told_actor, told_reason, told_request, inline) as a;
    end if;
    if is_given then
        setting := set_config('holdfast.tenant_id', '', true);
    end if;
    return result;
end
$holdfast$;
