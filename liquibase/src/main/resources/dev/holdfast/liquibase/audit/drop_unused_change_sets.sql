-- Deletes change sets from before a moment that no entry and no version tells of any more, and gives how many. As who calls it, who has to
-- see those of all tenants.
create or replace function holdfast.drop_unused_change_sets(made_before timestamptz) returns bigint
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $holdfast$
declare
    deleted bigint;
    in_histories text;
begin
    if made_before is null or made_before > clock_timestamp() then
        raise exception 'Change sets until %, which isn''t past, can''t be deleted', coalesce(made_before::text, 'null')
            using errcode = 'invalid_parameter_value';
    end if;
    select string_agg(format(E'\n    and not exists (select from %s v where v.holdfast_change_set = s.change_set_id)',
        holdfast.versions_name(t.relation)), '')
    into in_histories from holdfast.recorded_tables t where t.historical;
    execute format('delete from holdfast.change_sets s where s.recorded_at < %L
    and not exists (
        select from holdfast.audit_entries e where e.change_set_id = s.change_set_id and e.tenant_id is not distinct from s.tenant_id)%s',
        made_before, in_histories);
    get diagnostics deleted = row_count;
    return deleted;
end
$holdfast$;
