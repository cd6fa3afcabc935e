create or replace function holdfast.truncate_stream(
    category text, stream text, before bigint, out outcome text, out actual bigint)
    language plpgsql volatile security definer
    set search_path = pg_catalog, pg_temp
as $holdfast$
#variable_conflict use_variable
declare
    tenant constant holdfast.streams.tenant_id%type := nullif(current_setting('holdfast.tenant_id', true), '');
    number bigint;
begin
    select l.outcome, l.actual, l.number into outcome, actual, number
    from holdfast.lock_stream(category, stream, null) as l;
    if outcome = 'missing' then
        return;
    end if;
    if before is null or before > actual + 1 then
        outcome := 'conflict';
        return;
    end if;
    outcome := 'done';
    update holdfast.streams as s set first_version = before
    where s.tenant_id = tenant and s.stream_no = number and s.first_version < before;
end
$holdfast$;
