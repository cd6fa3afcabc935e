-- A lock orders two transactions, but their snapshots may still be older than it.
create or replace function holdfast.refuse_old_snapshot() returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $holdfast$
begin
    if current_setting('transaction_isolation') in ('repeatable read', 'serializable') then
        raise exception 'Data keys are made and shredded in a transaction of isolation read committed, not %: others'' latest changes would be overlooked',
            current_setting('transaction_isolation') using errcode = 'invalid_transaction_state',
            hint = 'Use a transaction of its own: begin isolation level read committed.';
    end if;
end
$holdfast$;
