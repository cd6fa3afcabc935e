-- The change set of this transaction for rows of a tenant, or of none; made where it isn't there yet. An actor, a reason, a request or
-- metadata that changes midway makes another one. It is looked up by the transaction and not kept in a setting, which anybody could
-- forge; the time tells a transaction from one of a cluster from which data were restored.
create or replace function holdfast.change_set(tenant ${holdfast.tenantType}, needs_actor boolean default false) returns bigint
    language plpgsql volatile security definer
    set search_path = pg_catalog, pg_temp
    set row_security = on
    -- A session keeps its plans, maybe from when there was next to nothing.
    set enable_seqscan = off
as $holdfast$
declare
    told_actor constant text := case when current_setting('holdfast.actor', true) ~ '\S' then current_setting('holdfast.actor', true) end;
    told_reason constant text := nullif(current_setting('holdfast.reason', true), '');
    told_request constant text := nullif(current_setting('holdfast.request_id', true), '');
    told_metadata constant text := nullif(current_setting('holdfast.metadata', true), '');
    its_metadata jsonb;
    result bigint;
begin
    if told_metadata is not null then
        begin
            its_metadata := told_metadata::jsonb;
        exception when data_exception then -- anybody can set it to anything, and no change fails by that
            its_metadata := to_jsonb(told_metadata);
        end;
    end if;
    if needs_actor and told_actor is null then
        raise exception 'A change of this table needs to know who makes it, and holdfast.actor isn''t set'
            using errcode = 'HF016',
                hint = 'select set_config(''holdfast.actor'', ''…'', true) in the same transaction, or actor(…) on the session.';
    end if;
    select s.change_set_id into result from holdfast.change_sets s
    where s.transaction_id = pg_current_xact_id() and s.transaction_at = now() and s.tenant_id is not distinct from tenant
        and s.actor is not distinct from told_actor and s.reason is not distinct from told_reason
        and s.request_id is not distinct from told_request and s.metadata is not distinct from its_metadata;
    if result is null then
        insert into holdfast.change_sets (tenant_id, actor, reason, request_id, metadata)
        values (tenant, told_actor, told_reason, told_request, its_metadata)
        returning change_set_id into result;
    end if;
    return result;
end
$holdfast$;
