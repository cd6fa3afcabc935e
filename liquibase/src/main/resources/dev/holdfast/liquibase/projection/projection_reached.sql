-- How far projections are with a tenant's events, each in the version that is read; the version is null of one that isn't there.
-- Where the wanted position is an event of a stream that is parked there, that stream and the event that it waits at. The position is
-- null in a session that doesn't see whether the tenant is behind: of another tenant, or of none. An inline projection that is in force
-- is wherever events are committed; on a standby, wherever they have come.
create or replace function holdfast.projection_reached(names text[], tenant ${holdfast.tenantType}, wanted bigint)
    returns table (
        projection text, version integer, "position" bigint, parked_category text, parked_stream text, parked_position bigint)
    language sql stable
    set search_path = pg_catalog, pg_temp
as $holdfast$
    select n.name, p.version,
        case
            when p.in_force and not pg_is_in_recovery() then projection_reached.wanted
            when p.in_force then greatest(
                p.position, split_part(substr(holdfast.checkpoint_at(projection_reached.wanted), 2), '.', 1)::bigint)
            else (
                select r.reached
                from (
                    select min(coalesce(t.position, q.position)) as reached
                    from holdfast.projection_positions q
                    left join holdfast.projection_tenants t on t.tenant_id = projection_reached.tenant
                        and t.projection = q.projection and t.version = q.version and t.partition = q.partition
                    where q.projection = p.projection and q.version = p.version) as r
                where nullif(current_setting('holdfast.tenant_id', true), '')::${holdfast.tenantType} = projection_reached.tenant
                    or exists (
                        select from pg_policy a cross join unnest(a.polroles) as seeing
                        where a.polrelid = 'holdfast.projection_tenants'::regclass and a.polname = 'holdfast_across'
                            and pg_has_role(seeing, 'usage')))
        end,
        k.category, k.stream_id, k.position
    from unnest(projection_reached.names) as n (name)
    left join holdfast.projection_positions p on p.projection = n.name and p.serving and p.partition = 0
    left join lateral (
        select s.category, s.stream_id, s.position
        from holdfast.parked_streams s
        where s.tenant_id = projection_reached.tenant and s.projection = p.projection and s.version = p.version
            and s.position <= projection_reached.wanted
            and exists (
                select from holdfast.streams m
                join (
                    select e.stream_no from holdfast.events e
                    where e.tenant_id = projection_reached.tenant and e.position = projection_reached.wanted
                    union all
                    select a.stream_no from holdfast.archived_events a
                    where a.tenant_id = projection_reached.tenant and a.position = projection_reached.wanted) as e
                    on e.stream_no = m.stream_no
                where m.tenant_id = projection_reached.tenant and m.category = s.category and m.stream_id = s.stream_id)
        order by s.position
        limit 1) as k on true;
$holdfast$;
