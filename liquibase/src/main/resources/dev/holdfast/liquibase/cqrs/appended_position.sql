-- The highest position of the events that this transaction has appended of its tenant, whatever appended them; null where it has
-- none. Looks at positions from the last one back to the lowest that can be its own. What is visible and of a transaction under way
-- is of this one: of itself or of a savepoint, whose number is the greater one.
create or replace function holdfast.appended_position() returns bigint
    language plpgsql volatile
    set search_path = pg_catalog, pg_temp
    -- A session keeps its plans, maybe from when there was next to nothing.
    set enable_seqscan = off
as $holdfast$
declare
    tenant constant holdfast.events.tenant_id%type := nullif(current_setting('holdfast.tenant_id', true), '');
    lowest constant bigint := nullif(current_setting('holdfast.lowest_position', true), '');
    own constant bigint := pg_current_xact_id_if_assigned()::text;
begin
    if lowest is null or own is null then
        return null;
    end if;
    return (
        select written.position
        from (
            select e.position, (e.xmin::text::bigint - own) & 4294967295 as later_by
            from holdfast.events as e where e.tenant_id = tenant and e.position >= lowest
            union all
            -- What was archived by the transaction that appended it.
            select e.position, (e.xmin::text::bigint - own) & 4294967295
            from holdfast.archived_events as e where e.tenant_id = tenant and e.position >= lowest
        ) as written
        where case when later_by < 2147483648 then pg_xact_status((own + later_by)::text::xid8) = 'in progress' else false end
        order by written.position desc limit 1);
end
$holdfast$;
