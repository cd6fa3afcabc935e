-- Who may do what with a history: the roles read, each what it may see of the table; the triggers' functions add, as the owner; and the
-- role for work across tenants deletes what is to be gone.
create or replace function holdfast.fence_versions(recorded holdfast.recorded_tables, app name, across name) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $holdfast$
declare
    versions constant regclass := holdfast.versions_name(recorded.relation);
    table_owner constant regrole := (select relowner from pg_class where oid = versions);
    own constant text := case
        when recorded.tenant_column is null then 'true'
        else format('%I = (select nullif(current_setting(''holdfast.tenant_id'', true), '''')::${holdfast.tenantType})', recorded.tenant_column)
    end;
    policy name;
begin
    for policy in select polname from pg_policy where polrelid = versions and polname like 'holdfast\_%' loop
        execute format('drop policy %I on %s', policy, versions);
    end loop;
    execute format('revoke all on %s from public, %I, %I', versions, app, across);
    execute format('grant select on %s to %I', versions, app);
    execute format('grant select, delete on %s to %I', versions, across);
    execute format('create policy holdfast_tenant on %s as restrictive for all to %I using (%s)', versions, app, own);
    execute format('create policy holdfast_access on %s as permissive for select to %I using (true)', versions, app);
    execute format('create policy holdfast_across on %s as permissive for all to %I using (true)', versions, across);
    execute format('create policy holdfast_recorded on %s as permissive for insert to %s with check (true)', versions, table_owner);
    execute format('create policy holdfast_owner on %s as permissive for select to %s using ((select holdfast.refuse_owner(%L)))',
        versions, table_owner, versions);
    execute format('create policy holdfast_owner_update on %s as permissive for update to %s using ((select holdfast.refuse_owner(%L)))',
        versions, table_owner, versions);
    execute format('create policy holdfast_owner_delete on %s as permissive for delete to %s using ((select holdfast.refuse_owner(%L)))',
        versions, table_owner, versions);
    execute format('alter table %s enable row level security, force row level security', versions);
end
$holdfast$;
