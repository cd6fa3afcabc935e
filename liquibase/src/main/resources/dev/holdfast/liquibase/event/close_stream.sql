create or replace function holdfast.close_stream(
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
    if outcome = 'done' then
        update holdfast.streams as s set state = 'closed' where s.tenant_id = tenant and s.stream_no = number;
    end if;
end
$holdfast$;
