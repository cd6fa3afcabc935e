create or replace function holdfast.lock_stream(
    category text, stream text, expected bigint, out outcome text, out actual bigint, out number bigint)
    language plpgsql volatile
    set search_path = pg_catalog, pg_temp
as $holdfast$
#variable_conflict use_variable
declare
    tenant constant holdfast.streams.tenant_id%type := nullif(current_setting('holdfast.tenant_id', true), '');
    status text;
begin
    if tenant is null then
        raise exception 'Events belong to a tenant, and none is set' using errcode = 'insufficient_privilege',
            hint = 'select set_config(''holdfast.tenant_id'', …, true) in the same transaction.';
    end if;
    if expected < -1 then
        raise exception 'A stream is expected at a version, at 0 for none, at -1 for any but none, or at null for any'
            using errcode = 'invalid_parameter_value';
    end if;
    perform holdfast.refuse_stale_stream(category, stream);
    select s.version, s.stream_no, s.state into actual, number, status
    from holdfast.streams as s
    where s.tenant_id = tenant and s.category = category and s.stream_id = stream
    for update;
    outcome := case
        when number is null then 'missing'
        when status <> 'open' then status
        when expected = -1 and actual = 0 or expected >= 0 and expected <> actual then 'conflict'
        else 'done'
    end;
    actual := coalesce(actual, 0);
end
$holdfast$;
