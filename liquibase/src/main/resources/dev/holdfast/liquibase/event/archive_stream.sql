create or replace function holdfast.archive_stream(
    category text, stream text, expected bigint, out outcome text, out actual bigint)
    language plpgsql volatile security definer
    set search_path = pg_catalog, pg_temp
as $holdfast$
#variable_conflict use_variable
declare
    tenant constant holdfast.streams.tenant_id%type := nullif(current_setting('holdfast.tenant_id', true), '');
    number bigint;
begin
    select l.outcome, l.actual, l.number into outcome, actual, number
    from holdfast.lock_stream(category, stream, expected) as l;
    if outcome not in ('done', 'closed') then
        return;
    end if;
    outcome := 'done';
    perform nextval('holdfast.archivings');
    update holdfast.streams as s set state = 'archived' where s.tenant_id = tenant and s.stream_no = number;
    insert into holdfast.archived_events (
        tenant_id, category, position, stream_no, version, recorded_at, event_id, schema_version, personal, type, data, metadata)
    select e.tenant_id, e.category, e.position, e.stream_no, e.version, e.recorded_at, e.event_id, e.schema_version, e.personal,
        e.type, e.data, e.metadata
    from holdfast.events as e where e.tenant_id = tenant and e.stream_no = number;
    delete from holdfast.events as e where e.tenant_id = tenant and e.stream_no = number;
end
$holdfast$;
