-- Waits until whoever appends to a stream has ended its transaction, beside all others who wait for it. False after a tenth of
-- a second: any session may take such a key.
create or replace function holdfast.await_appender(key bigint) returns boolean
    language plpgsql volatile
    set search_path = pg_catalog, pg_temp
    set lock_timeout = '100ms'
as $holdfast$
begin
    perform pg_advisory_xact_lock_shared(key);
    -- Whatever comes in between, the end of the block gives the key back. A lock of the session would be left with it where the
    -- time is up just when it is granted.
    raise exception using errcode = 'HF015';
exception
    when sqlstate 'HF015' then
        return true;
    when lock_not_available then
        return false;
end
$holdfast$;
