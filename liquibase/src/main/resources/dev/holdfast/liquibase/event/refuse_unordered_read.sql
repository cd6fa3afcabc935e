-- Reads in order must see all that was committed when their bound was found.
create or replace function holdfast.refuse_unordered_read() returns void
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
as $holdfast$
begin
    if pg_is_in_recovery() then
        raise exception 'On a standby nobody knows which appends are under way: read events in order from the primary'
            using errcode = 'object_not_in_prerequisite_state';
    end if;
    if current_setting('transaction_isolation') in ('repeatable read', 'serializable') then
        raise exception 'In a transaction of isolation % events that come late would be overlooked: read them in order at read committed',
            current_setting('transaction_isolation') using errcode = 'invalid_transaction_state';
    end if;
end
$holdfast$;
