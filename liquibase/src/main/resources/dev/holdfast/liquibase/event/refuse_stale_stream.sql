-- In a stricter isolation than read committed a stream is seen as it was when the transaction took its snapshot, and a refusal
-- would tell a version that isn't the stream's any more. A lock of its row fails where it has changed since; where no row is
-- seen, one is put there for a moment, which fails where another transaction has made it. Whoever runs the transaction again
-- learns what is true.
create or replace function holdfast.refuse_stale_stream(category text, stream text) returns void
    language plpgsql volatile
    set search_path = pg_catalog, pg_temp
as $holdfast$
#variable_conflict use_variable
declare
    tenant constant holdfast.streams.tenant_id%type := nullif(current_setting('holdfast.tenant_id', true), '');
begin
    if current_setting('transaction_isolation') not in ('repeatable read', 'serializable') then
        return;
    end if;
    perform from holdfast.streams as s
    where s.tenant_id = tenant and s.category = category and s.stream_id = stream
    for update;
    if not found then
        insert into holdfast.streams as s (tenant_id, category, stream_id, version)
        values (tenant, category, stream, 0)
        on conflict do nothing;
        delete from holdfast.streams as s
        where s.tenant_id = tenant and s.category = category and s.stream_id = stream and s.version = 0;
    end if;
exception when serialization_failure then
    raise exception 'The stream %/% has changed since this transaction took its snapshot', category, stream
        using errcode = 'serialization_failure', hint = 'Run the transaction again.',
            schema = 'holdfast', table = 'streams', constraint = 'streams_snapshot';
end
$holdfast$;
