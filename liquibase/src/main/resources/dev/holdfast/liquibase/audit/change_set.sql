-- The change set of this transaction for rows of a tenant, or of none; made where it isn't there yet. An actor, a reason, a request or
-- metadata that changes midway makes another one. A setting tells which was the transaction's first: from there on it is looked for, by
-- the transaction, which nobody can forge. A forged setting makes more sets of the same, or takes longer. The time tells a
-- transaction from one of a cluster from which data were restored. Where a table demands an actor, it is named by its number.
create or replace function holdfast.change_set(tenant ${holdfast.tenantType}, demanding integer default null) returns bigint
    language plpgsql volatile security definer
    set search_path = pg_catalog, pg_temp
    set row_security = on
    -- A session keeps its plans, maybe from when there was next to nothing.
    set enable_seqscan = off
as $holdfast$
declare
    told_actor text := case when current_setting('holdfast.actor', true) ~ '\S' then current_setting('holdfast.actor', true) end;
    told_reason constant text := nullif(current_setting('holdfast.reason', true), '');
    told_request text := nullif(current_setting('holdfast.request_id', true), '');
    told_metadata constant text := nullif(current_setting('holdfast.metadata', true), '');
    first_set bigint := substring(current_setting('holdfast.change_set', true) from '^\d{1,18}$');
    its_metadata jsonb;
    demanding_table regclass;
    result bigint;
begin
    if octet_length(told_actor) > 1000 or octet_length(told_request) > 1000 then
        told_actor := holdfast.brief(told_actor);
        told_request := holdfast.brief(told_request);
    end if;
    if told_metadata is not null then
        begin
            its_metadata := told_metadata::jsonb;
        exception when others then -- anybody can set it to anything, and no change fails by that
            its_metadata := to_jsonb(told_metadata);
        end;
    end if;
    if demanding is not null and told_actor is null then
        select t.relation into demanding_table from holdfast.recorded_tables t where t.table_id = demanding;
        raise exception 'A change of the table % needs to know who makes it, and holdfast.actor isn''t set', demanding_table
            using errcode = 'HF016', table = (select relname from pg_class where oid = demanding_table),
                schema = (select relnamespace::regnamespace from pg_class where oid = demanding_table),
                hint = 'select set_config(''holdfast.actor'', ''…'', true) in the same transaction, or actor(…) on the session.';
    end if;
    if first_set is not null then
        -- Most transactions have no other.
        select c.change_set_id into result from holdfast.change_sets c
        where c.change_set_id = first_set and c.transaction_id = pg_current_xact_id() and c.transaction_at = now()
            and (c.tenant_id, c.actor, c.reason, c.request_id, c.metadata)
                is not distinct from (tenant, told_actor, told_reason, told_request, its_metadata);
        if not found then
            -- In two parts for the index by tenant: a statement across tenants asks once a row.
            select s.change_set_id into result
            from (
                select c.* from holdfast.change_sets c where c.tenant_id = tenant and c.change_set_id > first_set
                union all
                select c.* from holdfast.change_sets c
                where tenant is null and c.tenant_id is null and c.change_set_id > first_set) s
            where s.transaction_id = pg_current_xact_id() and s.transaction_at = now()
                and (s.actor, s.reason, s.request_id, s.metadata)
                    is not distinct from (told_actor, told_reason, told_request, its_metadata)
            limit 1;
        end if;
    end if;
    if result is null then
        insert into holdfast.change_sets (tenant_id, actor, reason, request_id, metadata)
        values (tenant, told_actor, told_reason, told_request, its_metadata)
        returning change_set_id into result;
        if first_set is null then
            first_set := set_config('holdfast.change_set', result::text, true); -- cheaper than perform
        end if;
    end if;
    return result;
end
$holdfast$;
