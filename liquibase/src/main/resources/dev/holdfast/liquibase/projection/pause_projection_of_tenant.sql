-- Stops a projection for one tenant: from here on it has places of its own in all partitions. What is under way of the
-- projection is undone, since it may have handled events of the tenant's: the tokens change, under the partitions' locks.
create or replace function holdfast.pause_projection_of_tenant(projection text, tenant ${holdfast.tenantType}) returns void
    language plpgsql volatile
    set search_path = pg_catalog, pg_temp
as $holdfast$
declare
    place record;
    many integer := 0;
begin
    perform holdfast.refuse_in_force(projection);
    for place in select * from holdfast.lock_projection(pause_projection_of_tenant.projection) loop
        insert into holdfast.projection_tenants as t (tenant_id, projection, version, partition, checkpoint, position, paused)
        values (pause_projection_of_tenant.tenant, place.projection, place.version, place.partition, place.checkpoint, place.position, true)
        on conflict on constraint projection_tenants_pkey do update set paused = true;
        many := many + 1;
    end loop;
    if many = 0 then
        raise exception 'There is no projection "%".', projection using errcode = 'undefined_object';
    end if;
end
$holdfast$;
