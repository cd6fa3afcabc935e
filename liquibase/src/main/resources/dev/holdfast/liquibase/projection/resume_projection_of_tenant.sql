-- Lets a projection go on for a tenant from where it was paused; once it has caught up, it goes on with the others.
create or replace function holdfast.resume_projection_of_tenant(projection text, tenant ${holdfast.tenantType}) returns void
    language sql volatile
    set search_path = pg_catalog, pg_temp
as $holdfast$
    update holdfast.projection_tenants t set paused = false
    where t.projection = resume_projection_of_tenant.projection and t.tenant_id = resume_projection_of_tenant.tenant;
$holdfast$;
