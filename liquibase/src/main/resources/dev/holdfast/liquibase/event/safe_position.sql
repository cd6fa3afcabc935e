-- The position up to which a reader may read: no event at or below it can still come. First the highest position drawn, then
-- the lowest lock of an appender under way, in this order: of one that may write events, which it locks first, since any
-- session may take an advisory lock. One that couldn't take its key holds a lock that counts as the lowest. See docs/events.md
-- for the proof. It bounds a read; what a reader goes on from is the last event that it saw, since a position that was drawn and
-- never committed can come again after a crash.
--
-- A select from the sequence can give a value up to 32 too high: nextval writes what it logs ahead into the page, logs that, and
-- only then writes the true value, and such a select looks without the page's lock. So the functions ask
-- pg_sequence_last_value, which takes it. That gives null as long as nothing was drawn; a value that was selected before is
-- true then.
create or replace function holdfast.safe_position() returns bigint
    language plpgsql volatile security definer
    set search_path = pg_catalog, pg_temp
as $holdfast$
declare
    highest bigint;
    lowest bigint;
begin
    perform holdfast.refuse_unordered_read();
    select last_value - 1 into highest from holdfast.event_positions;
    highest := coalesce(pg_sequence_last_value('holdfast.event_positions'), highest);
    with held as materialized (
        select locktype, relation, virtualtransaction, (classid::bigint & 65535) << 32 | objid::bigint as key
        from pg_locks
        where granted and database = (select oid from pg_database where datname = current_database())
            and (locktype = 'advisory' and objsubid = 1 and classid::bigint >> 16 = 18502 and mode = 'ShareLock'
                or locktype = 'relation' and mode = 'RowExclusiveLock'
                    and relation in ('holdfast.streams'::regclass, 'holdfast.blocked_appenders'::regclass))
    )
    select min(case when h.locktype = 'advisory' then h.key else 1 end) into lowest
    from held as h
    where h.relation = 'holdfast.blocked_appenders'::regclass
        or h.locktype = 'advisory' and exists (
            select from held as w
            where w.relation = 'holdfast.streams'::regclass and w.virtualtransaction = h.virtualtransaction);
    return greatest(0, least(highest, lowest - 1));
end
$holdfast$;
