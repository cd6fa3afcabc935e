-- Has another version of a projection read, from this transaction's commit on: in one step, and only where it is no further
-- behind than the one that is read now, with any tenant or stream. An inline one is in force from then on, and must have handled all
-- there is; one that was in force before isn't any more, and goes on from there as the others do.
create or replace function holdfast.serve_projection(projection text, version integer) returns void
    language plpgsql volatile
    set search_path = pg_catalog, pg_temp
as $holdfast$
declare
    -- Whether an inline version comes into force, or goes out of it: then nothing of it may be left to do.
    is_inline constant boolean := exists (
        select from holdfast.projection_positions p
        where p.projection = serve_projection.projection
            and p.in_force <> (p.inline and p.version = serve_projection.version));
    -- First, since it has both versions stand still; what is raised below undoes it.
    before constant integer := holdfast.swap_projection(serve_projection.projection, serve_projection.version);
    further constant text := case when is_inline then '' else ' that the one that is read has further' end;
    many bigint;
begin
    if not is_inline and (before is null or before = serve_projection.version) then
        return;
    end if;
    select count(*) into many from holdfast.projection_tenants t
    where t.projection = serve_projection.projection and t.version = serve_projection.version and not exists (
        select from holdfast.projection_tenants o
        where not is_inline and o.projection = t.projection and o.version = before and o.tenant_id = t.tenant_id
            and o.position <= t.position);
    if many > 0 then
        raise exception 'Version % of the projection % has tenants behind%, in % places: wait, or resume it for them.',
            version, projection, further, many using errcode = 'object_not_in_prerequisite_state';
    end if;
    select count(*) into many from holdfast.parked_streams s
    where s.projection = serve_projection.projection and s.version = serve_projection.version and not exists (
        select from holdfast.parked_streams o
        where not is_inline and o.projection = s.projection and o.version = before and o.tenant_id = s.tenant_id
            and o.category = s.category and o.stream_id = s.stream_id and o.position <= s.position);
    if many > 0 then
        raise exception 'Version % of the projection % has parked % streams%: unpark or skip them first.',
            version, projection, many, further using errcode = 'object_not_in_prerequisite_state';
    end if;
end
$holdfast$;
