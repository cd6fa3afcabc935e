-- What stops a partition, or since when its handlers run; null for nothing. From the process that holds it alone.
create or replace function holdfast.report_projection(token uuid, failure text, running interval, mismatch boolean) returns void
    language sql volatile security definer
    set search_path = pg_catalog, pg_temp
begin atomic
    update holdfast.projection_partitions p
    set error = coalesce(left(failure, 2000), p.error),
        failed_at = case when failure is null then p.failed_at else clock_timestamp() end,
        failures = p.failures + case when failure is null then 0 else 1 end,
        mismatched = p.mismatched or mismatch,
        busy_since = clock_timestamp() - running
    where p.token = report_projection.token;
end;
