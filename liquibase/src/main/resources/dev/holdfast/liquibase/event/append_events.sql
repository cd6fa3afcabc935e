-- Appends to one stream or to several, all or nothing, and tells the outcome instead of raising it, so that the transaction
-- goes on: appended, duplicate, conflict, closed, archived, partial, reused. Streams are locked in the order of their names;
-- a conflict draws no position. expected: null for any version, -1 for a stream that exists, else the version, 0 for none.
-- A conflict looks again with a new snapshot, since what it saw first may be older than the winner.
--
-- A tenant, actor, reason or request that is null is the one that is set in the transaction. Given, they spare a call that stands
-- alone setting them before, and a transaction around it; nothing of them stays behind it.
--
-- "inline" names the inline projections that the caller can run, as "totals v1"; "due" are the places in it of those that are in force,
-- which it has to run in this transaction. Refused where there is another one (HF021).
create or replace function holdfast.append_events(
    categories text[], streams text[], expected bigint[], targets integer[],
    ids uuid[], types text[], schema_versions integer[], data text[], metadata text[],
    cell_events integer[], members text[], subjects text[], cells bytea[],
    tenant_id ${holdfast.tenantType} default null, actor text default null, reason text default null, request text default null,
    inline text[] default null,
    out outcome text, out place integer, out actual bigint, out versions bigint[], out positions bigint[],
    out known uuid[], out known_category text, out known_stream text, out due integer[])
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
    events constant integer := cardinality(ids);
    sorted integer[] := '{1}';
    counts integer[] := array[events];
    places integer[] := '{}';
    numbers bigint[];
    bases bigint[];
    times timestamptz[];
    number bigint;
    base bigint;
    stamped timestamptz;
    found_here bigint;
    found_elsewhere uuid;
    status text;
    clash text;
    lowest bigint;
    is_valid boolean;
    is_stored boolean;
    setting text;
    i integer;
    first_stamp jsonb := '{}';
    last_stamp jsonb := '{}';
    stamp jsonb := '{}';
begin
    if is_given then
        -- For the policies, which bind this function's owner as well.
        tenant := tenant_id;
        setting := set_config('holdfast.tenant_id', tenant::text, true);
    elsif tenant is null then
        raise exception 'Events belong to a tenant, and none is set' using errcode = 'insufficient_privilege',
            hint = 'select set_config(''holdfast.tenant_id'', …, true) in the same transaction.';
    elsif tenant <> tenant_id then
        raise exception 'The tenant given isn''t the one that is set in this transaction' using errcode = 'HF014',
            hint = 'Give null for the tenant that is set.';
    end if;
    if told_request <> '' then
        first_stamp := jsonb_build_object('correlation', told_request);
    end if;
    if told_actor <> '' or told_reason <> '' then
        last_stamp := jsonb_strip_nulls(jsonb_build_object('actor', nullif(told_actor, ''), 'reason', nullif(told_reason, '')));
    end if;
    stamp := first_stamp || last_stamp;
    -- Subscripts count from 1: a stream's expected version that they miss would be none.
    is_valid := events > 0 and array_dims(streams) = '[1:' || cardinality(streams) || ']'
        and array_dims(categories) = array_dims(streams) and array_dims(expected) = array_dims(streams)
        and cardinality(targets) in (0, events) and cardinality(types) = events and cardinality(schema_versions) = events
        and cardinality(data) = events and cardinality(metadata) in (0, events)
        and cardinality(cell_events) = cardinality(cells) and cardinality(members) = cardinality(cells)
        and cardinality(subjects) = cardinality(cells) and 1 <= all (schema_versions);
    -- All names at once, and each by itself only where one may be odd.
    if is_valid and (
        length(array_to_string(categories, '')) > 100 or length(array_to_string(streams, '')) > 400
        or length(array_to_string(types, '')) > 200 or array_to_string(categories, '') ~ '/'
        or e'\x1f' || array_to_string(categories || streams || types, e'\x1f', '') || e'\x1f' ~ '\x1f\s*\x1f')
    then
        is_valid := not exists (select from unnest(categories || streams || types) as n (name) where (n.name ~ '\S') is not true)
            and not exists (select from unnest(categories) as c (name) where length(c.name) > 100 or position('/' in c.name) > 0)
            and not exists (select from unnest(streams) as s (name) where length(s.name) > 400)
            and not exists (select from unnest(types) as t (name) where length(t.name) > 200);
    end if;
    if is_valid is not true then
        raise exception 'There is nothing to append, a name is blank or too long, a category has a slash, a schema version is below 1, or the arrays are null, differ in length, or don''t count from 1'
            using errcode = 'invalid_parameter_value';
    end if;
    if cardinality(metadata) > 0 then
        if exists (select from unnest(metadata) as m (told) where jsonb_typeof(m.told::jsonb) <> 'object') then
            raise exception 'Metadata is a JSON object, or null' using errcode = 'invalid_parameter_value';
        end if;
    end if;
    if -1 > any (expected) then
        raise exception 'A stream is expected at a version, at 0 for none, at -1 for any but none, or at null for any'
            using errcode = 'invalid_parameter_value';
    end if;
    if cardinality(streams) > 1 then
        if (array_dims(targets) = '[1:' || events || ']' and 1 <= all (targets) and cardinality(streams) >= all (targets))
            is not true
        then
            raise exception 'Each event names its stream: targets count from 1'
                using errcode = 'invalid_parameter_value';
        end if;
        sorted := array(
            select s.at from unnest(categories, streams) with ordinality as s (category, stream, at)
            order by s.category collate "C", s.stream collate "C");
        counts := array_fill(0, array[cardinality(streams)]);
        for event in 1 .. events loop
            counts[targets[event]] := counts[targets[event]] + 1;
            places[event] := counts[targets[event]];
        end loop;
        if 0 = any (counts)
            or (select count(distinct (s.category, s.stream)) from unnest(categories, streams) as s (category, stream))
                <> cardinality(streams)
        then
            raise exception 'Each stream is named once, and each event names one of them'
                using errcode = 'invalid_parameter_value';
        end if;
    end if;

    <<attempts>>
    for attempt in 1 .. 1000 loop
        outcome := null;
        place := null;
        positions := null;
        foreach i in array sorted loop
            number := null;
            for creation in 1 .. 2 loop
                update holdfast.streams as s
                set version = s.version + counts[i], recorded_at = greatest(clock_timestamp(), s.recorded_at)
                where s.tenant_id = tenant and s.category = categories[i] and s.stream_id = streams[i] and s.state = 'open'
                    and (expected[i] is null or s.version = expected[i] or expected[i] = -1 and s.version > 0)
                returning s.stream_no, s.version - counts[i], s.recorded_at into number, base, stamped;
                exit when number is not null or coalesce(expected[i], 0) <> 0;
                insert into holdfast.streams as s (tenant_id, category, stream_id, version)
                values (tenant, categories[i], streams[i], counts[i])
                on conflict do nothing
                returning s.stream_no, 0, s.recorded_at into number, base, stamped;
                exit when number is not null or expected[i] is not null;
            end loop;
            if number is null then
                place := i;
                exit;
            end if;
            numbers[i] := number;
            bases[i] := base;
            times[i] := stamped;
        end loop;
        if place is null then
            -- Nothing is looked up as long as there never was an inline projection.
            due := '{}';
            if pg_sequence_last_value('holdfast.inline_changes') is not null then
                due := holdfast.inline_places(inline);
            end if;
            -- The first lock of a transaction is its lowest, and one is enough. It is taken before a position is drawn, and taken
            -- again by each append, which costs next to nothing: whatever became of it, and whatever a client made of the setting, a
            -- lock at or below the positions is held.
            -- Readers believe the key of a transaction alone that may write streams, as this one has. Whoever holds keys
            -- exclusively, which any session may, stops nobody: a lock that only the owner may take stands for the key then, and
            -- readers read nothing until its transaction ends.
            lowest := greatest(1, least(
                nullif(current_setting('holdfast.lowest_position', true), '')::bigint,
                coalesce(pg_sequence_last_value('holdfast.event_positions'), 0) + 1));
            if not pg_try_advisory_xact_lock_shared(18502::bigint << 48 | lowest) then
                lock table holdfast.blocked_appenders in row exclusive mode;
            end if;
            setting := set_config('holdfast.lowest_position', lowest::text, true);
            -- What readers have seen must not be lost in a crash, or its position is given to another event.
            if current_setting('synchronous_commit') = 'off' then
                setting := set_config('synchronous_commit', 'on', true);
            end if;
            if events < 5 then
                with stored as (
                    insert into holdfast.events as e (
                        tenant_id, category, position, stream_no, version, recorded_at, event_id, schema_version, personal, type, data,
                        metadata)
                    select tenant, categories[coalesce(n.target, 1)], nextval('holdfast.event_positions'), numbers[coalesce(n.target, 1)],
                        bases[coalesce(n.target, 1)] + coalesce(n.place, n.at), times[coalesce(n.target, 1)],
                        n.id, n.schema_version, n.at in (select c.event from unnest(cell_events) as c (event)), n.type,
                        n.data::${holdfast.eventDataType},
                        case when n.metadata is null then stamp else first_stamp || (n.metadata::jsonb - '{actor,reason}'::text[]) || last_stamp end
                    from unnest(ids, types, schema_versions, data, metadata, targets, places)
                        with ordinality as n (id, type, schema_version, data, metadata, target, place, at)
                    on conflict on constraint events_event_id_key do nothing
                    returning e.version, e.position
                )
                select array_agg(s.version), array_agg(s.position) into versions, positions from stored as s;
            else
                -- Looking for each id before its event is stored costs a third of such an append. A subtransaction undoes all.
                begin
                    with stored as (
                        insert into holdfast.events as e (
                            tenant_id, category, position, stream_no, version, recorded_at, event_id, schema_version, personal, type, data,
                            metadata)
                        select tenant, categories[coalesce(n.target, 1)], nextval('holdfast.event_positions'), numbers[coalesce(n.target, 1)],
                            bases[coalesce(n.target, 1)] + coalesce(n.place, n.at), times[coalesce(n.target, 1)],
                            n.id, n.schema_version, n.at in (select c.event from unnest(cell_events) as c (event)), n.type,
                            n.data::${holdfast.eventDataType},
                            case when n.metadata is null then stamp else first_stamp || (n.metadata::jsonb - '{actor,reason}'::text[]) || last_stamp end
                        from unnest(ids, types, schema_versions, data, metadata, targets, places)
                            with ordinality as n (id, type, schema_version, data, metadata, target, place, at)
                        returning e.version, e.position
                    )
                    select array_agg(s.version), array_agg(s.position) into versions, positions from stored as s;
                exception when unique_violation then
                    get stacked diagnostics clash = constraint_name;
                    if clash !~ 'event_id_key$' then
                        raise;
                    end if;
                end;
            end if;
            -- Behind the insert: what is being archived meanwhile is either in its way or seen here. Nothing is looked up as long as
            -- nothing was ever archived. One id at a time, and offset 0: else a plan made when the tenant was small would read all
            -- its events.
            is_stored := cardinality(positions) = events;
            if is_stored and pg_sequence_last_value('holdfast.archivings') is not null then
                is_stored := not exists (
                    select from unnest(ids) as k (id), lateral (
                        select from holdfast.archived_events as d where d.tenant_id = tenant and d.event_id = k.id
                        offset 0) as d);
            end if;
            if is_stored then
                if cardinality(cells) > 0 then
                    insert into holdfast.personal_data (tenant_id, stream_no, version, member, subject, key_id, cell)
                    select tenant, numbers[coalesce(targets[c.event], 1)], versions[c.event], c.member, c.subject,
                        ('x' || encode(substring(c.cell from 2 for 8), 'hex'))::bit(64)::bigint, c.cell
                    from unnest(cell_events, members, subjects, cells) as c (event, member, subject, cell);
                end if;
                outcome := 'appended';
                exit attempts;
            end if;
        end if;

        if (select count(distinct d.id) from unnest(ids) as d (id)) <> events then
            raise exception 'Two events of the batch have one id' using errcode = 'invalid_parameter_value';
        end if;
        foreach i in array sorted loop
            exit when i = place;
            if bases[i] = 0 then
                delete from holdfast.streams as s
                where s.tenant_id = tenant and s.stream_no = numbers[i] and s.version = counts[i];
            else
                update holdfast.streams as s
                set version = bases[i],
                    recorded_at = coalesce(
                        (select max(e.recorded_at) from holdfast.events as e
                            where e.tenant_id = tenant and e.stream_no = numbers[i] and e.version = bases[i]),
                        s.recorded_at)
                where s.tenant_id = tenant and s.stream_no = numbers[i];
            end if;
        end loop;
        if cardinality(positions) > 0 then -- some of the ids are taken; their positions stay empty
            delete from holdfast.events as e using unnest(numbers, bases) as u (number, base)
            where e.tenant_id = tenant and e.stream_no = u.number and e.version > u.base;
        end if;
        -- By the event's id first, then its stream: the fences keep the planner from any other order.
        select array_agg(f.version order by n.at), array_agg(f.position order by n.at),
            array_agg(n.id order by n.at) filter (where f.event_id is not null),
            count(*) filter (where not f.is_elsewhere),
            (array_agg(n.id order by n.at) filter (where f.is_elsewhere))[1],
            (array_agg(f.category order by n.at) filter (where f.is_elsewhere))[1],
            (array_agg(f.stream_id order by n.at) filter (where f.is_elsewhere))[1]
        into versions, positions, known, found_here, found_elsewhere, known_category, known_stream
        from unnest(ids, types, targets) with ordinality as n (id, type, target, at)
            left join lateral (
                select d.event_id, d.version, d.position, s.category, s.stream_id,
                    d.type <> n.type or s.category <> categories[coalesce(n.target, 1)]
                        or s.stream_id <> streams[coalesce(n.target, 1)] as is_elsewhere
                from (
                    select e.event_id, e.stream_no, e.version, e.position, e.type
                    from holdfast.events as e where e.tenant_id = tenant and e.event_id = n.id
                    union all
                    select e.event_id, e.stream_no, e.version, e.position, e.type
                    from holdfast.archived_events as e where e.tenant_id = tenant and e.event_id = n.id
                    offset 0) as d
                cross join lateral (
                    select t.category, t.stream_id
                    from holdfast.streams as t where t.tenant_id = tenant and t.stream_no = d.stream_no
                    offset 0) as s) as f on true;
        if found_here = events then
            outcome := 'duplicate';
            exit attempts;
        end if;
        versions := null;
        positions := null;
        if found_elsewhere is not null then
            outcome := 'reused';
            known := array[found_elsewhere];
            exit attempts;
        end if;
        if found_here > 0 then
            outcome := 'partial';
            exit attempts;
        end if;
        if place is not null then
            perform holdfast.refuse_stale_stream(categories[place], streams[place]);
            select s.version, s.state into actual, status from holdfast.streams as s
            where s.tenant_id = tenant and s.category = categories[place] and s.stream_id = streams[place];
            actual := coalesce(actual, 0);
            if status <> 'open' then
                outcome := status;
                exit attempts;
            end if;
            if expected[place] = -1 and actual = 0 or expected[place] >= 0 and expected[place] <> actual then
                outcome := 'conflict';
                exit attempts;
            end if;
        end if;
        if current_setting('transaction_isolation') in ('repeatable read', 'serializable') then
            raise exception 'Another event of these ids was appended since this transaction took its snapshot'
                using errcode = 'serialization_failure', hint = 'Run the transaction again.',
                    schema = 'holdfast', table = 'events', constraint = 'streams_snapshot';
        end if;
        -- What was in the way is gone: once more.
    end loop;
    if outcome is null then
        raise exception 'The append lost against others a thousand times' using errcode = 'serialization_failure';
    end if;
    if is_given then
        setting := set_config('holdfast.tenant_id', '', true);
    end if;
end
$holdfast$;
