-- How the audit log's partitions stand. As the owner, who alone sees what lies in the partition for the rest: it tells that, and no row.
--   is_prepared: whether this month's and the next one's partition are there
--   has_rest: whether entries lie where none of theirs was
--   oldest: the month of the oldest partition that has entries
create or replace function holdfast.audit_upkeep_due(out is_prepared boolean, out has_rest boolean, out oldest timestamptz)
    language plpgsql stable security definer
    set search_path = pg_catalog, pg_temp
    set row_security = on
    set timezone = 'UTC'
as $holdfast$
begin
    select count(*) filter (where p.month in (date_trunc('month', clock_timestamp()),
            date_trunc('month', clock_timestamp()) + interval '1 month')) = 2,
        min(p.month) filter (where pg_relation_size(p.oid) > 0)
    into is_prepared, oldest
    from (
        select c.oid, to_timestamp(substring(c.relname from '^audit_entries_(\d{4,}_\d\d)$'), 'YYYY_MM') as month
        from pg_inherits i join pg_class c on c.oid = i.inhrelid
        where i.inhparent = 'holdfast.audit_entries'::regclass and not i.inhdetachpending
    ) as p;
    has_rest := exists (select from holdfast.audit_entries_rest);
end
$holdfast$;
