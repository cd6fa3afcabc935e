create or replace function holdfast.shred_tenant(tenant text) returns bigint
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $holdfast$
declare
    named constant holdfast.tenants.id%type := nullif(tenant, '');
    forgotten constant text := named::text;
    destroyed bigint;
begin
    if forgotten is null then
        raise exception 'No tenant was named to shred' using errcode = 'invalid_parameter_value';
    end if;
    perform holdfast.begin_shredding(forgotten);
    -- Else a mistyped id would count as shredded, and whoever gets it later could never encrypt anything.
    if not exists (select from holdfast.tenants as registered where registered.id = named)
        and not exists (select from holdfast.data_keys as key where key.tenant = forgotten)
    then
        raise exception 'Tenant % isn''t in holdfast.tenants and has no data key: nothing was shredded', forgotten
            using errcode = 'HF002', hint = 'Give the id under which it is, or was, registered.';
    end if;
    update holdfast.data_keys as key set state = 'shredded'
    where key.tenant = forgotten and key.state in ('active', 'superseded');
    get diagnostics destroyed = row_count;
    update holdfast.data_keys as key set state = 'shredded' where key.tenant = forgotten and key.state = 'retired';
    insert into holdfast.data_keys (id, tenant, subject, purpose, state, wrapping_key)
    select holdfast.data_key_id(), forgotten, '', 'data', 'shredded', ''
    where not exists (
        select from holdfast.data_keys as key
        where key.tenant = forgotten and key.subject = '' and key.purpose = 'data' and key.state = 'shredded');
    return destroyed;
end
$holdfast$;
