-- Retention: drops the audit log's partitions that end before a moment, and tells of each. Whoever writes to an audited table, or reads
-- the log, waits behind the lock that this waits for, so it doesn't wait long.
create or replace function holdfast.drop_audit_partitions(ended_before timestamptz, dry_run boolean default true)
    returns table (partition name, from_time timestamptz, to_time timestamptz, bytes bigint, dropped boolean)
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
    set row_security = on
    set timezone = 'UTC'
    set lock_timeout = '5s'
as $holdfast$
#variable_conflict use_variable
declare
    found_one record;
    doomed text[] := '{}';
begin
    if ended_before is null or ended_before > clock_timestamp() then
        raise exception 'Entries until %, which isn''t past, can''t be dropped', coalesce(ended_before::text, 'null')
            using errcode = 'invalid_parameter_value';
    end if;
    lock table holdfast.audit_upkeep in exclusive mode;
    for found_one in
        select c.relname, b.from_month, b.from_month + interval '1 month' as to_month, pg_total_relation_size(c.oid) as size
        from pg_inherits i join pg_class c on c.oid = i.inhrelid
        cross join lateral (select to_timestamp(substring(c.relname from '^audit_entries_(\d{4,}_\d\d)$'), 'YYYY_MM') as from_month) b
        where i.inhparent = 'holdfast.audit_entries'::regclass
        order by 2
    loop
        continue when found_one.from_month is null or found_one.to_month > ended_before;
        partition := found_one.relname;
        from_time := found_one.from_month;
        to_time := found_one.to_month;
        bytes := found_one.size;
        dropped := not coalesce(dry_run, true);
        if dropped then
            -- Ends a vacuum of it, for which nobody waits yet.
            execute format('lock table holdfast.%I in share update exclusive mode', partition);
            doomed := doomed || format('holdfast.%I', partition);
        end if;
        return next;
    end loop;
    if doomed <> '{}' then
        perform set_config('lock_timeout', '200ms', true);
        lock table holdfast.audit_entries in access exclusive mode;
        execute 'drop table ' || array_to_string(doomed, ', ');
    end if;
exception when lock_not_available then
    raise exception 'No partition is dropped: a transaction that wrote to the audit log, or read it, is still open'
        using errcode = 'lock_not_available',
            hint = 'Call it again, until it gets through between two of them. Writers wait for it for 0.2 seconds at most.';
end
$holdfast$;
