create or replace function holdfast.shred_subject(subject text) returns bigint
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $holdfast$
declare
    session_tenant constant holdfast.tenants.id%type := nullif(current_setting('holdfast.tenant_id', true), '');
    own constant text := coalesce(session_tenant::text, '');
    forgotten constant text := subject;
    destroyed bigint;
begin
    if coalesce(forgotten, '') = '' then
        raise exception 'No subject was named to shred' using errcode = 'invalid_parameter_value',
            hint = 'A tenant as a whole is shredded with holdfast.shred_tenant(tenant).';
    end if;
    perform holdfast.begin_shredding(own);
    update holdfast.data_keys as key set state = 'shredded'
    where key.tenant = own and key.subject = forgotten and key.state in ('active', 'superseded');
    get diagnostics destroyed = row_count;
    update holdfast.data_keys as key set state = 'shredded'
    where key.tenant = own and key.subject = forgotten and key.state = 'retired';
    insert into holdfast.data_keys (id, tenant, subject, purpose, state, wrapping_key)
    select holdfast.data_key_id(), own, forgotten, 'data', 'shredded', ''
    where not exists (
        select from holdfast.data_keys as key
        where key.tenant = own and key.subject = forgotten and key.purpose = 'data' and key.state = 'shredded');
    return destroyed;
end
$holdfast$;
