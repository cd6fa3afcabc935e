-- Has another version of a projection read, from this transaction's commit on: in one step, and only where it is no further
-- behind than the one that is read now, with any tenant or stream.
create or replace function holdfast.serve_projection(projection text, version integer) returns void
    language plpgsql volatile
    set search_path = pg_catalog, pg_temp
as $holdfast$
declare
    -- First, since it has both versions stand still; what is raised below undoes it.
    before constant integer := holdfast.swap_projection(serve_projection.projection, serve_projection.version);
    many bigint;
begin
    if before is null or before = serve_projection.version then
        return;
    end if;
    select count(*) into many from holdfast.projection_tenants t
    where t.projection = serve_projection.projection and t.version = serve_projection.version and not exists (
        select from holdfast.projection_tenants o
        where o.projection = t.projection and o.version = before and o.tenant_id = t.tenant_id and o.position <= t.position);
    if many > 0 then
        raise exception 'Version % of the projection % has tenants behind that the one that is read has further, in % places: wait, or resume it for them.',
            version, projection, many using errcode = 'object_not_in_prerequisite_state';
    end if;
    select count(*) into many from holdfast.parked_streams s
    where s.projection = serve_projection.projection and s.version = serve_projection.version and not exists (
        select from holdfast.parked_streams o
        where o.projection = s.projection and o.version = before and o.tenant_id = s.tenant_id
            and o.category = s.category and o.stream_id = s.stream_id and o.position <= s.position);
    if many > 0 then
        raise exception 'Version % of the projection % has parked % streams that the one that is read has further: unpark or skip them first.',
            version, projection, many using errcode = 'object_not_in_prerequisite_state';
    end if;
end
$holdfast$;
