create or replace function holdfast.guard_event_delete() returns trigger
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $holdfast$
begin
    -- The policy looks at the setting once a statement: one that changes it midway would hide the stream from here.
    if row_security_active('holdfast.streams') and not pg_has_role(current_user, $role$${holdfast.acrossRole}$role$, 'usage')
            and old.tenant_id
                is distinct from nullif(current_setting('holdfast.tenant_id', true), '')::${holdfast.tenantType}
        or exists (
            select from holdfast.streams
            where tenant_id = old.tenant_id and stream_no = old.stream_no and old.version between first_version and version)
        and not (tg_table_name not in ('archived_events', 'personal_data') and exists (
            select from holdfast.archived_events
            where tenant_id = old.tenant_id and stream_no = old.stream_no and version = old.version))
    then
        raise exception 'An event is deleted only once its stream was truncated past it, or is gone'
            using errcode = 'insufficient_privilege', hint = 'See holdfast.truncate_stream(category, stream, before).',
                schema = tg_table_schema, table = tg_table_name;
    end if;
    return old;
end
$holdfast$;
