-- Waits until whoever appends to a stream at a version has ended its transaction, beside all others who wait for it. False after
-- a tenth of a second: any session may take such a key. The key is kept, which is in nobody's way: where the appender has
-- succeeded, nobody expects that version any more.
create or replace function holdfast.await_appender(key bigint) returns boolean
    language plpgsql volatile
    set search_path = pg_catalog, pg_temp
    set lock_timeout = '100ms'
as $holdfast$
begin
    perform pg_advisory_xact_lock_shared(key);
    return true;
exception
    when lock_not_available or deadlock_detected then
        return false;
end
$holdfast$;
