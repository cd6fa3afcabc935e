-- For all keys of a statement at once: a tenant that is shredded may have many of both.
create or replace function holdfast.drop_shredded_snapshots() returns trigger
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $holdfast$
declare
    shredded constant bigint[] := array(
        select n.id from keys_after as n join keys_before as o on o.id = n.id
        where n.state = 'shredded' and o.state <> 'shredded' and n.tenant <> '');
    tenants constant text[] := array(select distinct n.tenant from keys_after as n where n.id = any (shredded));
begin
    if shredded = '{}' then
        return null;
    end if;
    -- The policy looks at the setting once a statement: one that changes it midway would hide the snapshots from here.
    if row_security_active('holdfast.snapshots') and not pg_has_role(current_user, $role$${holdfast.acrossRole}$role$, 'usage')
        and tenants is distinct from
            array[nullif(current_setting('holdfast.tenant_id', true), '')::${holdfast.tenantType}::text]
    then
        raise exception 'A data key of another tenant can''t be shredded' using errcode = 'insufficient_privilege';
    end if;
    delete from holdfast.snapshots as s
    where s.tenant_id = any (tenants::${holdfast.tenantType}[])
        and exists (select from unnest(s.key_ids) as k (id) where k.id in (select unnest(shredded)));
    return null;
end
$holdfast$;
