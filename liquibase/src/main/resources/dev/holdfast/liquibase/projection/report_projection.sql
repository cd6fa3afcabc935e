-- What stops a partition, or since when its handlers run; null for nothing. From the process that holds it alone.
create or replace function holdfast.report_projection(token uuid, failure text, running interval, mismatch boolean) returns void
    language sql volatile security definer
    set search_path = pg_catalog, pg_temp
as $holdfast$
    update holdfast.projection_partitions p
    set error = coalesce(left(failure, 2000), p.error),
        failed_at = coalesce((select clock_timestamp() where failure is not null), p.failed_at),
        failures = p.failures + (failure is not null)::integer,
        mismatched = p.mismatched or mismatch,
        busy_since = clock_timestamp() - running
    where p.token = report_projection.token;
$holdfast$;
