-- Appends of several callers, of one tenant or of many, one event each, in one transaction: those that ask a process at the same
-- time. An element is appended as append_one would, or left out: its version and position are null then, and whoever asked for it
-- appends it by itself, and learns what was in the way. Left out is what isn't as expected, what is stored already, and what another
-- transaction is at: nobody waits for a stream's row here, so that one that is held stops no other.
--
-- Elements are taken in the order of tenant, category and stream, those of one stream in the order in which they are given. Where a
-- tenant is set, it must be everybody's; else each element's own is set before its rows are touched, which any client may do by
-- itself. An actor, reason or request that is null is the one that is set. Nothing of them stays behind the call.
create or replace function holdfast.append_many(
    tenant_ids ${holdfast.tenantType}[], categories text[], streams text[], expected bigint[], event_ids uuid[], types text[],
    schema_versions integer[], data text[], metadata text[], actors text[], reasons text[], requests text[],
    out versions bigint[], out positions bigint[])
    language plpgsql volatile security definer
    set search_path = pg_catalog, pg_temp
    -- A stream or an id that another transaction is about to store can't be seen: it is waited for so long, and then all is off.
    set lock_timeout = '20ms'
    set plan_cache_mode = force_generic_plan
    -- A session keeps its plans, maybe from when there was next to nothing.
    set enable_seqscan = off
as $holdfast$
#variable_conflict use_variable
declare
    set_tenant constant holdfast.streams.tenant_id%type := nullif(current_setting('holdfast.tenant_id', true), '');
    set_actor constant text := coalesce(current_setting('holdfast.actor', true), '');
    set_reason constant text := coalesce(current_setting('holdfast.reason', true), '');
    set_request constant text := coalesce(current_setting('holdfast.request_id', true), '');
    events constant integer := cardinality(event_ids);
    dims constant text := array_dims(event_ids);
    tenant holdfast.streams.tenant_id%type := set_tenant;
    sorted integer[];
    next integer := 1;
    run integer[];
    i integer;
    held integer[];
    rows tid[];
    numbers bigint[];
    stored integer[];
    at_versions bigint[];
    at_positions bigint[];
    base bigint;
    lowest bigint;
    setting text;
begin
    if (dims = '[1:' || events || ']' and array_dims(tenant_ids) = dims and array_dims(categories) = dims
        and array_dims(streams) = dims and array_dims(expected) = dims and array_dims(types) = dims
        and array_dims(schema_versions) = dims and array_dims(data) = dims and array_dims(metadata) = dims
        and array_dims(actors) = dims and array_dims(reasons) = dims and array_dims(requests) = dims
        and array_position(tenant_ids, null) is null and array_position(event_ids, null) is null
        and array_position(data, null) is null) is not true
        or exists (
            select from unnest(categories, streams, expected, types, schema_versions, metadata)
                as n (category, stream, expected, type, schema_version, metadata)
            where (n.category ~ '\S' and length(n.category) <= 100 and position('/' in n.category) = 0
                and n.stream ~ '\S' and length(n.stream) <= 400 and n.type ~ '\S' and length(n.type) <= 200
                and n.schema_version > 0 and coalesce(n.expected, 0) >= -1
                and (n.metadata is null or jsonb_typeof(n.metadata::jsonb) = 'object')) is not true)
    then
        raise exception 'There is nothing to append, a name is null, blank or too long, a category has a slash, a schema version is below 1, metadata isn''t an object, nothing is expected below -1, or the arrays are null, lack an element, differ in length, or don''t count from 1'
            using errcode = 'invalid_parameter_value';
    end if;
    if set_tenant <> any (tenant_ids) then
        raise exception 'A tenant given isn''t the one that is set in this transaction' using errcode = 'HF014',
            hint = 'Append for others in a transaction of their own.';
    end if;
    versions := array_fill(null::bigint, array[events]);
    positions := versions;
    sorted := array(
        select n.at from unnest(tenant_ids, categories, streams) with ordinality as n (tenant, category, stream, at)
        order by n.tenant, n.category collate "C", n.stream collate "C", n.at);
    -- As in append_events. Readers believe the key only of who may write streams, and no row of theirs is waited for behind it.
    lock table holdfast.streams in row exclusive mode;
    -- Its callers are told nothing of inline projections: whoever has some doesn't come here.
    if pg_sequence_last_value('holdfast.inline_changes') is not null then
        perform holdfast.inline_places(null);
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
    while next <= events loop
        -- A run is of one tenant, and has a stream once.
        run := '{}';
        loop
            i := sorted[next];
            run := run || i;
            next := next + 1;
            exit when next > events or tenant_ids[sorted[next]] <> tenant_ids[i]
                or categories[sorted[next]] = categories[i] and streams[sorted[next]] = streams[i];
        end loop;
        if tenant is distinct from tenant_ids[i] then
            -- For the policies, which bind this function's owner as well.
            tenant := tenant_ids[i];
            setting := set_config('holdfast.tenant_id', tenant::text, true);
        end if;
        -- One stream at a time, and offset 0: no plan may read all of a tenant's.
        select array_agg(r.at), array_agg(f.ctid), array_agg(f.stream_no) into held, rows, numbers
        from unnest(run) as r (at), lateral (
            select s.ctid, s.stream_no from holdfast.streams as s
            where s.tenant_id = tenant and s.category = categories[r.at] and s.stream_id = streams[r.at] and s.state = 'open'
                and (expected[r.at] is null or s.version = expected[r.at] or expected[r.at] = -1 and s.version > 0)
            offset 0 for no key update skip locked) as f;
        if cardinality(held) is distinct from cardinality(run) then
            -- What is there is passed by: an insert would wait for whoever changes it.
            with made as (
                insert into holdfast.streams as s (tenant_id, category, stream_id, version)
                select tenant, categories[r.at], streams[r.at], 0 from unnest(run) as r (at)
                where coalesce(expected[r.at], 0) = 0 and not exists (
                    select from holdfast.streams as t
                    where t.tenant_id = tenant and t.category = categories[r.at] and t.stream_id = streams[r.at]
                    offset 0)
                on conflict do nothing
                returning s.category, s.stream_id, s.ctid, s.stream_no
            )
            select held || array_agg(r.at), rows || array_agg(m.ctid), numbers || array_agg(m.stream_no)
            into held, rows, numbers
            from unnest(run) as r (at) join made as m on m.category = categories[r.at] and m.stream_id = streams[r.at];
        end if;
        continue when held is null;
        with advanced as (
            update holdfast.streams as s
            set version = s.version + 1, recorded_at = greatest(clock_timestamp(), s.recorded_at)
            where s.ctid = any (rows)
            returning s.stream_no, s.version, s.recorded_at
        ), stored as (
            insert into holdfast.events as e (
                tenant_id, category, position, stream_no, version, recorded_at, event_id, schema_version, personal, type, data,
                metadata)
            select tenant, categories[n.at], nextval('holdfast.event_positions'), a.stream_no, a.version, a.recorded_at,
                event_ids[n.at], schema_versions[n.at], false, types[n.at], data[n.at]::${holdfast.eventDataType},
                case
                    when metadata[n.at] is null and n.actor = '' and n.reason = '' and n.request = '' then '{}'
                    else jsonb_strip_nulls(jsonb_build_object('correlation', nullif(n.request, '')))
                        || (coalesce(metadata[n.at]::jsonb, '{}') - '{actor,reason}'::text[])
                        || jsonb_strip_nulls(jsonb_build_object('actor', nullif(n.actor, ''), 'reason', nullif(n.reason, '')))
                end
            from advanced as a join (
                select h.at, h.number, coalesce(actors[h.at], set_actor) as actor, coalesce(reasons[h.at], set_reason) as reason,
                    coalesce(requests[h.at], set_request) as request
                from unnest(held, numbers) as h (at, number)) as n on n.number = a.stream_no
            on conflict on constraint events_event_id_key do nothing
            returning e.stream_no, e.version, e.position
        )
        select array_agg(h.at), array_agg(s.version), array_agg(s.position) into stored, at_versions, at_positions
        from unnest(held, numbers) as h (at, number) join stored as s on s.stream_no = h.number;
        for k in 1 .. coalesce(cardinality(stored), 0) loop
            versions[stored[k]] := at_versions[k];
            positions[stored[k]] := at_positions[k];
        end loop;
        if cardinality(stored) is distinct from cardinality(held)
            or pg_sequence_last_value('holdfast.archivings') is not null
        then
            for k in 1 .. cardinality(held) loop
                i := held[k];
                if versions[i] is not null then
                    -- Behind the insert: what is being archived meanwhile is either in its way or seen here.
                    perform from holdfast.archived_events as d where d.tenant_id = tenant and d.event_id = event_ids[i];
                    continue when not found;
                end if;
                -- The id is taken: the position that was drawn stays empty.
                update holdfast.streams as s
                set version = s.version - 1,
                    recorded_at = coalesce(
                        (select max(e.recorded_at) from holdfast.events as e
                            where e.tenant_id = tenant and e.stream_no = numbers[k] and e.version = s.version - 1),
                        s.recorded_at)
                where s.tenant_id = tenant and s.stream_no = numbers[k]
                returning s.version into base;
                delete from holdfast.events as e
                where e.tenant_id = tenant and e.stream_no = numbers[k] and e.version = versions[i];
                if base = 0 then
                    delete from holdfast.streams as s where s.tenant_id = tenant and s.stream_no = numbers[k];
                end if;
                versions[i] := null;
                positions[i] := null;
            end loop;
        end if;
    end loop;
    if set_tenant is null then
        setting := set_config('holdfast.tenant_id', '', true);
    end if;
end
$holdfast$;
