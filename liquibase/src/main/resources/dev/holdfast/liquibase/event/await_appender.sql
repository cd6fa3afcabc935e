-- Waits until whoever appends to a stream has ended its transaction, beside all others who wait for it. False after a tenth of
-- a second: any session may take such a key.
create or replace function holdfast.await_appender(key bigint) returns boolean
    language plpgsql volatile
    set search_path = pg_catalog, pg_temp
    set lock_timeout = '100ms'
as $holdfast$
begin
    -- One statement: nothing can come in between, and leave the key with a pooled session.
    perform pg_advisory_lock_shared(key), pg_advisory_unlock_shared(key);
    return true;
exception when lock_not_available then
    return false;
end
$holdfast$;
