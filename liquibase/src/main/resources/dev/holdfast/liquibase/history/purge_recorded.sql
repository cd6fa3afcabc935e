-- Deletes all that was recorded of a tenant's rows, for good: entries of the audit log, versions, change sets. As who calls it, who has to
-- see those of all tenants. What is deleted of its rows later is recorded again: they go first. What they were before can't be asked for
-- from then on.
create or replace function holdfast.purge_recorded(
    tenant ${holdfast.tenantType}, out entries bigint, out versions bigint, out change_sets bigint)
    language plpgsql strict
    set search_path = pg_catalog, pg_temp
as $holdfast$
declare
    recorded record;
    deleted bigint;
begin
    delete from holdfast.audit_entries e where e.tenant_id = tenant;
    get diagnostics entries = row_count;
    versions := 0;
    for recorded in
        select t.versions as relation, t.tenant_column from holdfast.recorded_tables t join pg_class c on c.oid = t.versions
        where t.tenant_column is not null order by t.table_id
    loop
        execute format('delete from %s where %I = $1', recorded.relation, recorded.tenant_column) using tenant;
        get diagnostics deleted = row_count;
        versions := versions + deleted;
    end loop;
    delete from holdfast.change_sets s where s.tenant_id = tenant;
    get diagnostics change_sets = row_count;
    if entries + versions + change_sets > 0 then
        perform holdfast.refuse_before(tenant, clock_timestamp());
    end if;
end
$holdfast$;
