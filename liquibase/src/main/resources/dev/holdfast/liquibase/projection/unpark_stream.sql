-- Has parked streams of a projection tried again, as soon as its process looks: one, or, without a stream, all that are seen.
create or replace function holdfast.unpark_stream(projection text, category text default null, stream_id text default null) returns bigint
    language plpgsql volatile
    set search_path = pg_catalog, pg_temp
as $holdfast$
declare
    many bigint;
begin
    update holdfast.parked_streams s set retry_at = 'epoch'
    where s.projection = unpark_stream.projection
        and (unpark_stream.category is null or s.category = unpark_stream.category)
        and (unpark_stream.stream_id is null or s.stream_id = unpark_stream.stream_id);
    get diagnostics many = row_count;
    return many;
end
$holdfast$;
