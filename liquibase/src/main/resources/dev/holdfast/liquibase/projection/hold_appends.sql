-- The part of holdfast.swap_projection that is about inline projections. Where the version that is to be read is one, or the one
-- that is read is in force: waits for the transactions that append, keeps others waiting until this one ends, and waits until the
-- version has handled the last event, in the process that runs it.
create or replace function holdfast.hold_appends(projection text, version integer) returns void
    language plpgsql volatile security definer
    set search_path = pg_catalog, pg_temp
    set lock_timeout = '5s'
as $holdfast$
#variable_conflict use_column
declare
    last bigint;
    reached bigint;
    is_run boolean;
begin
    if exists (
            select from holdfast.inline_projections i
            where i.projection = hold_appends.projection and i.version = hold_appends.version)
        or not exists (
            select from holdfast.inline_projections i where i.projection = hold_appends.projection
            union all
            select from holdfast.projections p
            where p.projection = hold_appends.projection and p.version = hold_appends.version and p.inline)
    then
        return;
    end if;
    if current_setting('transaction_isolation') in ('repeatable read', 'serializable') then
        raise exception 'An inline projection is put in force at read committed, since it waits for others'' commits.'
            using errcode = 'active_sql_transaction';
    end if;
    for attempt in 0 .. 500 loop
        last := split_part(substr(holdfast.checkpoint_at(9223372036854775807), 2), '.', 1)::bigint;
        select min(q.position), bool_and(q.leased_until >= clock_timestamp()) into reached, is_run
        from holdfast.projection_partitions q
        where q.projection = hold_appends.projection and q.version = hold_appends.version;
        exit when reached is null or reached >= last and attempt > 0;
        if reached < last and is_run is not true or reached < last - 10000 or attempt = 500 then
            raise exception 'Version % of the projection % is at %, and the last event at %: wait until it has caught up%.',
                version, projection, reached, last, case when is_run is true then '' else ', in a process that runs it' end
                using errcode = 'object_not_in_prerequisite_state';
        end if;
        if attempt = 0 then
            -- Whoever leaves its transaction open behind this would keep all appends waiting: PostgreSQL ends it.
            if current_setting('idle_in_transaction_session_timeout') = '0' then
                perform set_config('idle_in_transaction_session_timeout', '10s', true);
            end if;
            begin
                lock table holdfast.streams in share row exclusive mode;
            exception when lock_not_available then
                raise exception 'There are transactions that have appended for longer than 5 s: try again once they have ended.'
                    using errcode = 'object_in_use';
            end;
        else
            perform pg_sleep(0.01);
        end if;
    end loop;
    -- What the swap locks next, while this one's limit holds: who has one of them would keep all appends waiting with it.
    begin
        perform from holdfast.projections p where p.projection = hold_appends.projection order by p.version for no key update;
        perform from holdfast.projection_partitions q
        where q.projection = hold_appends.projection
        order by q.version, q.partition
        for no key update;
    exception when lock_not_available then
        raise exception 'There are transactions that have had the projection % for longer than 5 s: try again once they have ended.',
            projection using errcode = 'object_in_use';
    end;
end
$holdfast$;
