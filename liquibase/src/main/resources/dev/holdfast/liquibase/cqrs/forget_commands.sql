-- Forgets commands of all tenants that were handled before a moment, the oldest first, so many at most, and tells how many: again
-- until it is none. As who calls it, who has to see those of all tenants. What is forgotten is handled anew where it is sent again.
create or replace function holdfast.forget_commands(before timestamptz, most integer default 10000) returns bigint
    language plpgsql strict
    set search_path = pg_catalog, pg_temp
as $holdfast$
declare
    forgotten bigint;
begin
    delete from holdfast.handled_commands as h
    using (
        select tenant_id, command_id from holdfast.handled_commands
        where handled_at < before order by handled_at limit most
    ) as old
    where h.tenant_id = old.tenant_id and h.command_id = old.command_id;
    get diagnostics forgotten = row_count;
    return forgotten;
end
$holdfast$;
