create or replace function holdfast.guard_snapshot() returns trigger
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $holdfast$
declare
    last_event uuid;
begin
    if exists (
        select from unnest(new.cells) as c (cell)
        where case when octet_length(c.cell) > 36
            then get_byte(c.cell, 0) = 1
                and ('x' || encode(substring(c.cell from 2 for 8), 'hex'))::bit(64)::bigint = any (new.key_ids)
        end is not true)
    then
        raise exception 'The cells of a snapshot are encrypted, and key_ids names the keys of all of them'
            using errcode = 'check_violation', schema = tg_table_schema, table = tg_table_name,
                constraint = 'snapshots_cells_check';
    end if;
    if new.key_ids is not null then
        if current_setting('transaction_isolation') in ('repeatable read', 'serializable') then
            raise exception 'In a transaction of isolation % a shredding would be overlooked: store snapshots of personal data at read committed',
                current_setting('transaction_isolation') using errcode = 'invalid_transaction_state';
        end if;
        perform pg_advisory_xact_lock_shared(hashtextextended('holdfast.data_keys/' || new.tenant_id, 0));
        if exists (
            select from unnest(new.key_ids) as k (id)
            where not exists (
                select from holdfast.data_keys as d
                where d.id = k.id and d.tenant = new.tenant_id::text and d.state <> 'shredded'))
        then
            return null;
        end if;
    end if;
    -- The event at its version is what a snapshot is known by: a load believes none whose event is another one, as where what
    -- was loaded was rolled back. It may be purged. Whoever isn't held by the policies restores a dump, where streams come last.
    select event_id into last_event from (
        select event_id from holdfast.events
        where tenant_id = new.tenant_id and stream_no = new.stream_no and version = new.version
        union all
        select event_id from holdfast.archived_events
        where tenant_id = new.tenant_id and stream_no = new.stream_no and version = new.version) as e;
    if last_event <> new.event_id
        or last_event is null and (new.event_id is null or row_security_active('holdfast.snapshots') and not exists (
            select from holdfast.streams
            where tenant_id = new.tenant_id and stream_no = new.stream_no and version >= new.version
                and first_version > new.version))
    then
        raise exception 'A snapshot is of a version that its stream has reached, and of the event that stands there'
            using errcode = 'check_violation', schema = tg_table_schema, table = tg_table_name,
                constraint = 'snapshots_event_check';
    end if;
    new.event_id := coalesce(new.event_id, last_event);
    return new;
end
$holdfast$;
