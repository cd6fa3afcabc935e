-- Waits until whoever appends to a stream at a version has ended its transaction. False after a tenth of a second: any session may
-- take such a key. The key is kept, which is in nobody's way: where the appender has succeeded, nobody expects that version any
-- more. Calls that stand alone are woken one behind the other, since each is over at once, and all of them at once would take the
-- time of whoever appends next; transactions that go on are woken together.
create or replace function holdfast.await_appender(key bigint, alone boolean) returns boolean
    language plpgsql volatile
    set search_path = pg_catalog, pg_temp
    set lock_timeout = '100ms'
as $holdfast$
begin
    if alone then
        perform pg_advisory_xact_lock(key);
    else
        perform pg_advisory_xact_lock_shared(key);
    end if;
    return true;
exception
    when lock_not_available or deadlock_detected then
        return false;
end
$holdfast$;
